// SPDX-License-Identifier: MIT
// Plates for scenes.
#include "synth/scene_plate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "synth/plate.h"

namespace deepocr::synth {
namespace {

bool is_fitting(const PlateDesign& design, double digit_height, const PlateFit& fit,
                double severity) {
  return std::abs(design.paper - design.ink) >= 0.55 - 0.35 * severity &&
         design.dirt <= 0.1 + 0.6 * severity && digit_height >= fit.smallest_digit;
}

// Most plates are white, many yellow; dark ones blue, green or red.
cv::Scalar draw_tint(bool light_on_dark, Rng& rng) {
  static const std::vector<cv::Scalar> kLight = {{1, 1, 1}, {0.98, 1, 1}, {0.45, 0.88, 1}};
  static const std::vector<cv::Scalar> kDark = {
      {1, 1, 1}, {1.6, 0.9, 0.7}, {0.8, 1.15, 0.7}, {0.8, 0.8, 1.4}};
  return rng.pick(light_on_dark ? kDark : kLight);
}

// Of a dark plate the paper takes the tint and the light ink stays as it is.
cv::Mat tinted(const cv::Mat& grey, const cv::Scalar& tint, bool light_on_dark) {
  cv::Mat table(1, 256, CV_8UC3);
  for (int level = 0; level < 256; ++level) {
    const double share = light_on_dark ? 1 - level / 255.0 : 1;
    for (int channel = 0; channel < 3; ++channel) {
      const double factor = 1 + (tint[channel] - 1) * share;
      table.at<cv::Vec3b>(level)[channel] = cv::saturate_cast<unsigned char>(level * factor);
    }
  }
  cv::Mat colour;
  cv::cvtColor(grey, colour, cv::COLOR_GRAY2BGR);
  cv::LUT(colour, table, colour);
  return colour;
}

}  // namespace

ColouredPlate render_legible_plate(const std::string& number, const PlateFit& fit, double severity,
                                   const TypefaceSet& typefaces, Rng& rng) {
  constexpr double kProbe = 20;  // digit height at which proportions are measured, pixels
  constexpr int kAttempts = 24;
  PlateDesign design;
  double digit_height = 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    design = design_plate(number, typefaces, rng);
    const cv::Rect2d probe = render_plate(design, kProbe).plate;
    digit_height = kProbe * std::min(fit.room.width / probe.width, fit.room.height / probe.height);
    digit_height = std::min(digit_height, fit.largest_digit);
    if (is_fitting(design, digit_height, fit, severity)) break;
  }
  const PlateFace face = render_plate(design, std::clamp(digit_height, 8.0, 400.0));
  const bool light_on_dark = design.style == "light-on-dark";
  const cv::Mat image = tinted(face.image, draw_tint(light_on_dark, rng), light_on_dark);
  return {image, face.plate, face.run, face.digit_height};
}

}  // namespace deepocr::synth
