// SPDX-License-Identifier: MIT
// How sharp a picture of a plate is.
#include "deepocr/sharpness.h"

#include <array>
#include <cmath>
#include <numeric>

namespace deepocr {
namespace {

/// Sums of floats are not reordered by the compiler; independent lanes let it use vectors.
constexpr int kLanes = 16;
using Lanes = std::array<float, kLanes>;

double total(const Lanes& lanes) { return std::accumulate(lanes.begin(), lanes.end(), 0.0); }

struct Sums {
  Lanes value{};
  Lanes square{};
  Lanes slope_2{};
  Lanes slope_4{};

  void add(const float* pixel, int lane) {
    const float slope = (pixel[1] - pixel[-1]) / 2;
    const float slope_2_here = slope * slope;
    value[lane] += *pixel;
    square[lane] += *pixel * *pixel;
    slope_2[lane] += slope_2_here;
    slope_4[lane] += slope_2_here * slope_2_here;
  }
};

}  // namespace

double sharpness(const float* patch, InputSize size) noexcept {
  if (patch == nullptr || size.width < 3 || size.height < 1) return 0;
  Sums sums;
  for (int y = 0; y < size.height; ++y) {
    const float* row = patch + static_cast<std::ptrdiff_t>(y) * size.width;
    int x = 1;
    for (; x + kLanes < size.width; x += kLanes) {
      for (int lane = 0; lane < kLanes; ++lane) sums.add(row + x + lane, lane);
    }
    for (; x + 1 < size.width; ++x) sums.add(row + x, 0);
  }
  const double count = static_cast<double>(size.width - 2) * size.height;
  const double mean = total(sums.value) / count;
  const double variance = total(sums.square) / count - mean * mean;
  const double slope_2 = total(sums.slope_2);
  // Rounding leaves a little variance in a patch of one shade.
  constexpr double kNoContrast = 1e-6;
  if (!(variance > kNoContrast && slope_2 > 0)) return 0;
  return size.height * std::sqrt(total(sums.slope_4) / slope_2 / variance);
}

}  // namespace deepocr
