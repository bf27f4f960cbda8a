// SPDX-License-Identifier: MIT
// Smooth random fields.
#include "synth/texture.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace deepocr::synth {

cv::Mat smooth_field(cv::Size size, double grain, Rng& rng) {
  const int columns = std::clamp(static_cast<int>(size.width / grain) + 2, 2, 64);
  const int rows = std::clamp(static_cast<int>(size.height / grain) + 2, 2, 64);
  cv::Mat coarse(rows, columns, CV_32FC1);
  for (int y = 0; y < rows; ++y) {
    auto* value = coarse.ptr<float>(y);
    for (int x = 0; x < columns; ++x) value[x] = static_cast<float>(rng.uniform(-1, 1));
  }
  cv::Mat field;
  cv::resize(coarse, field, size, 0, 0, cv::INTER_CUBIC);
  return field;
}

void soil(cv::Mat& image, double amount, double grain, Rng& rng) {
  const double patch = grain * rng.log_uniform(0.15, 1.2);
  cv::Mat field = smooth_field(image.size(), std::max(2.0, patch), rng);
  // Patches cover the picture in part only: what lies under the level stays clean.
  const double level = rng.uniform(-0.2, 0.6);
  const double tone = 255.0 * rng.uniform(0.05, 0.9);
  field = cv::max(field - level, 0.0);
  cv::Mat cover = cv::min(field * (1.6 * amount), 0.95);
  cv::Mat result;
  image.convertTo(result, CV_32F);
  result = result + cover.mul(tone - result);
  result.convertTo(image, CV_8U);
}

}  // namespace deepocr::synth
