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

/// How a bent plate's columns are moved, in pixels of the picture.
struct Bend {
  double amplitude = 0;  ///< 0: a flat plate
  double length = 1;
  double phase = 0;  ///< radians

  /// @returns how far up the column at `x` is moved.
  double depth(double x) const;
};

/// What a camera sees of a flat picture.
struct Sight {
  cv::Mat picture;      ///< CV_8UC1, 4 to 640 pixels on each side
  cv::Matx33d project;  ///< from pixels of the flat picture to pixels of `picture`, bending aside
  Bend bend;
};

/// Shows `focus` of `flat` with its margins.
/// @param flat CV_8UC1. @param focus pixels of `flat`.
/// @param digit_height of the digits in `flat`, pixels.
/// @param target_height of the digits in the result, pixels; less where the result would be larger
/// than a Sight may be.
Sight look_at(const cv::Mat& flat, const cv::Rect2d& focus, double digit_height,
              double target_height, const View& view);

/// Where the corners of a box come to lie, clockwise from its top left.
std::vector<cv::Point2d> corners_of(const cv::Rect2d& box, const cv::Matx33d& project);

/// The same where the plate may be bent.
std::vector<cv::Point2d> corners_of(const cv::Rect2d& box, const Sight& sight);

}  // namespace deepocr::synth
