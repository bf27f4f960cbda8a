// SPDX-License-Identifier: MIT
// Plates for scenes: in colour, legible, and of a size that fits.
#pragma once

#include <string>

#include <opencv2/core.hpp>

#include "synth/rng.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// A plate in colour, with some of its surroundings.
struct ColouredPlate {
  cv::Mat image;            ///< CV_8UC3
  cv::Rect2d plate;         ///< pixels of `image`
  cv::Rect2d run;           ///< around the five digits
  double digit_height = 0;  ///< pixels of `image`
};

/// How a plate may be proportioned and sized.
struct PlateFit {
  cv::Size2d room;             ///< pixels that the plate may fill
  double largest_digit = 1e9;  ///< pixels
  double smallest_digit = 0;   ///< pixels; a plate that would need smaller ones is avoided
};

/// Draws a plate that a reader can be asked to read: of the designs drawn at random, one with
/// enough contrast for `severity` and of fitting proportions.
ColouredPlate render_legible_plate(const std::string& number, const PlateFit& fit, double severity,
                                   const TypefaceSet& typefaces, Rng& rng);

}  // namespace deepocr::synth
