// SPDX-License-Identifier: MIT
// Examples for locating: a window of a scene, and what each of its cells should say.
#pragma once

#include <cstddef>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "data/example.h"
#include "synth/locate_sampler.h"

namespace deepocr::training {

/// The layout of an example's targets: planes of one number for each cell, row by row.
struct LocateTargets {
  static constexpr int kStride = 8;         ///< pixels from one cell to the next
  static constexpr float kCornerUnit = 32;  ///< pixels
  static constexpr std::size_t kScore = 0;  ///< 1: in the middle of a plate; 0: not; -1: either
  /// Eight planes: the corners, x and y, from the cell's centre, in kCornerUnit. Where kScore is 1.
  static constexpr std::size_t kCorners = 1;
  static constexpr std::size_t kSize = 9;  ///< square root of the plate's area in kCornerUnit
  static constexpr std::size_t kPlanes = 10;
};

/// @param image CV_8UC1, sides that are multiples of kStride.
Example make_locate_example(const cv::Mat& image, const std::vector<synth::ScenePlate>& plates);

}  // namespace deepocr::training
