// SPDX-License-Identifier: MIT
// Flat pictures with transparency, drawn in any perspective.
#pragma once

#include <array>
#include <vector>

#include <opencv2/core.hpp>

namespace deepocr::synth {

/// A flat picture in falling sizes, so that a small view of it needs no filter.
struct Sprite {
  std::vector<cv::Mat>
      levels;  ///< CV_8UC4, colour multiplied by coverage; each half the one before

  Sprite() = default;
  /// @param colour CV_8UC3 (BGR). @param coverage CV_8UC1.
  Sprite(const cv::Mat& colour, const cv::Mat& coverage);
  /// @param premultiplied CV_8UC4, as the first of `levels`.
  explicit Sprite(const cv::Mat& premultiplied);
};

/// Corners clockwise from the top left.
using Corners = std::array<cv::Point2d, 4>;

Corners corners_of(const cv::Rect2d& box);

/// Draws `sprite` onto `picture` (CV_8UC3), its corners at `target` (pixels of the picture).
/// Nothing is drawn where the target has next to no area.
void draw_sprite(cv::Mat& picture, const Sprite& sprite, const Corners& target);

}  // namespace deepocr::synth
