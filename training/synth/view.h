// SPDX-License-Identifier: MIT
// Where a camera stands: the geometry between a flat plate and a region of a picture.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

/// Lengths are shares of the digits' height unless they say otherwise.
struct View {
  double rotation = 0;  ///< radians
  double shear = 0;     ///< horizontal
  double stretch = 1;   ///< horizontal scale relative to the vertical one
  double tilt_x = 0;    ///< perspective: change of scale across the focus, horizontally
  double tilt_y = 0;    ///< and vertically
  double wave = 0;      ///< amplitude of a bent plate
  double wave_length = 4;
  double wave_phase = 0;  ///< radians
  double left = 0.1;      ///< margins around the focus
  double right = 0.1;
  double top = 0.1;
  double bottom = 0.1;
};

/// @param severity 0..1. Margins keep their defaults: what surrounds the focus is the caller's
/// choice.
View random_view(double severity, Rng& rng);

/// What a camera sees of a flat picture.
struct Sight {
  cv::Mat picture;      ///< CV_8UC1, at least 4×4
  cv::Matx33d project;  ///< from pixels of the flat picture to pixels of `picture`, bending aside
};

/// Shows `focus` of `flat` with its margins.
/// @param flat CV_8UC1. @param focus pixels of `flat`.
/// @param digit_height of the digits in `flat`, pixels.
/// @param target_height of the digits in the result, pixels.
Sight look_at(const cv::Mat& flat, const cv::Rect2d& focus, double digit_height,
              double target_height, const View& view);

/// Where the corners of a box come to lie, clockwise from its top left.
std::vector<cv::Point2d> corners_of(const cv::Rect2d& box, const cv::Matx33d& project);

}  // namespace deepocr::synth
