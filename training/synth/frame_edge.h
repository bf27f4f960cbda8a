// SPDX-License-Identifier: MIT
// A picture that reaches beyond the camera's frame, as the region of a plate that leaves it does.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

enum class Side { kLeft, kRight, kTop, kBottom };

/// Where the frame ends: beyond this row or column of a picture nothing was seen.
struct FrameEdge {
  Side side = Side::kLeft;
  double at = 0;  ///< pixels from the picture's left or top
};

/// An edge that leaves part of the run outside: one to three digits at an end, the last of them
/// perhaps in part; or some of the height of all.
/// @param digits bounding boxes of the run's digits in the picture, in reading order; at least 4.
FrameEdge edge_through_run(const std::vector<cv::Rect2d>& digits, Rng& rng);

/// An edge between the run and the end of the picture.
/// @param digits as above. @param size of the picture.
FrameEdge edge_beside_run(const std::vector<cv::Rect2d>& digits, const cv::Size& size, Rng& rng);

/// Repeats the last pixels within the frame outwards, as extract_patch() does. An edge outside the
/// picture changes nothing.
/// @param picture CV_8UC1.
void end_frame(cv::Mat& picture, const FrameEdge& edge);

}  // namespace deepocr::synth
