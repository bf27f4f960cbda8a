// SPDX-License-Identifier: MIT
// What light and a camera do to a picture of a plate.
#pragma once

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

/// Everything drawn for one exposure. Levels are in 0..1, lengths in pixels of the picture.
struct Exposure {
  double contrast = 1;  ///< around `level`
  double level = 0.5;   ///< mean brightness
  double gamma = 1;
  double gradient = 0;        ///< change of brightness across the picture
  double gradient_angle = 0;  ///< radians
  double shadow = 0;          ///< darkening of the shaded part, 0..1
  double glare = 0;           ///< brightness added at its centre
  double blur = 0;            ///< defocus, standard deviation
  double motion = 0;          ///< length of motion blur
  double motion_angle = 0;    ///< radians
  double sharpen = 0;         ///< strength of an unsharp mask
  double noise = 0;           ///< standard deviation
  double resample = 1;        ///< second, lower resolution relative to the first; 1: none
  int jpeg_quality = 0;       ///< 1..100; 0: not compressed
};

/// @param severity 0 (a good camera) .. 1 (to the edge of legibility and beyond).
/// @param digit_height pixels; blur is drawn relative to it.
Exposure random_exposure(double severity, double digit_height, Rng& rng);

/// @param picture CV_8UC1 reflectance. @returns CV_8UC1 of the same size.
cv::Mat expose(const cv::Mat& picture, const Exposure& exposure, Rng& rng);

}  // namespace deepocr::synth
