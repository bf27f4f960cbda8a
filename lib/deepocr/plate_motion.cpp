// SPDX-License-Identifier: MIT
// Where a plate is, where it goes, and how fast it grows.
#include "deepocr/plate_motion.h"

#include <algorithm>
#include <cmath>

namespace deepocr {
namespace {

/// Times e per second; faster growth is noise of the corners.
constexpr double kMaxGrowth = 2;
/// Below, a difference of positions says nothing of a velocity.
constexpr double kMinSeconds = 1e-4;

Quad normalised(const Quad& quad) {
  const Point centre = centre_of(quad);
  const double size = size_of(quad);
  Quad shape = quad;
  for (Point& corner : shape) {
    corner = {(corner.x - centre.x) / size, (corner.y - centre.y) / size};
  }
  return shape;
}

double length(const Point& a, const Point& b) { return std::hypot(b.x - a.x, b.y - a.y); }

}  // namespace

PlateMotion::PlateMotion(const Quad& quad, double position_gain, double velocity_gain)
    : position_gain_(position_gain),
      velocity_gain_(velocity_gain),
      x_{centre_of(quad).x},
      y_{centre_of(quad).y},
      log_size_{std::log(size_of(quad))},
      shape_(normalised(quad)) {}

double PlateMotion::predicted_size(double seconds) const {
  return std::exp(log_size_.value + log_size_.rate * seconds);
}

Quad PlateMotion::predict(double seconds) const {
  const double size = predicted_size(seconds);
  Quad quad = shape_;
  for (Point& corner : quad) {
    corner = {x_.value + x_.rate * seconds + corner.x * size,
              y_.value + y_.rate * seconds + corner.y * size};
  }
  return quad;
}

void PlateMotion::observe(const Quad& quad, double seconds) {
  const double k = ++observations_;
  const double alpha = std::max(position_gain_, 2 * (2 * k - 1) / (k * (k + 1)));
  const double beta = std::max(velocity_gain_, 6 / (k * (k + 1)));
  const auto correct = [&](State& state, double observed) {
    const double residual = observed - (state.value + state.rate * seconds);
    state.value = observed - (1 - std::min(alpha, 1.0)) * residual;
    if (seconds > kMinSeconds) state.rate += std::min(beta, 1.0) * residual / seconds;
  };
  correct(x_, centre_of(quad).x);
  correct(y_, centre_of(quad).y);
  correct(log_size_, std::log(size_of(quad)));
  log_size_.rate = std::clamp(log_size_.rate, -kMaxGrowth, kMaxGrowth);
  shape_ = normalised(quad);
}

double size_of(const Quad& quad) noexcept { return std::sqrt(std::abs(signed_area(quad))); }

double width_of(const Quad& quad) noexcept {
  return (length(quad[0], quad[1]) + length(quad[3], quad[2])) / 2;
}

double height_of(const Quad& quad) noexcept {
  return (length(quad[0], quad[3]) + length(quad[1], quad[2])) / 2;
}

}  // namespace deepocr
