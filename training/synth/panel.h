// SPDX-License-Identifier: MIT
// A flat grey picture with transparency, drawn in lengths of the thing that it shows and then seen
// from anywhere.
#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "synth/rng.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// Lengths are in millimetres from `origin`; tones are 0 (black) .. 1 (white).
class Panel {
 public:
  /// @param extent what the picture shows, millimetres around the origin.
  /// @param unit pixels per millimetre.
  Panel(const cv::Rect2d& extent, double unit);

  void box(const cv::Rect2d& box, double radius, double tone);
  /// A box whose tone changes from top to bottom.
  void shaded_box(const cv::Rect2d& box, double radius, double top, double bottom);
  void disc(const cv::Point2d& centre, double radius, double tone);
  void ring(const cv::Point2d& centre, double radius, double width, double tone);
  void line(const cv::Point2d& from, const cv::Point2d& to, double width, double tone);
  void polygon(const std::vector<cv::Point2d>& corners, double tone);
  /// Bars of `tone` across a box, `count` of them; upright or level.
  void bars(const cv::Rect2d& box, int count, bool upright, double share, double tone);
  /// @param at the left end of the baseline. @returns the text's width.
  double text(const std::string& text, const Typeface& typeface, double height,
              const cv::Point2d& at, double tone);
  /// Pastes a picture with its top left corner at a pixel.
  void paste(const cv::Mat& picture, const cv::Point& pixel);
  /// Makes a rounded box of the panel opaque; everything is transparent before.
  void cover(const cv::Rect2d& box, double radius);
  void cover_disc(const cv::Point2d& centre, double radius);
  void cover_all();

  double unit() const { return unit_; }
  cv::Point2d pixel_of(const cv::Point2d& at) const {
    return {(at.x - extent_.x) * unit_, (at.y - extent_.y) * unit_};
  }
  cv::Mat& tone() { return tone_; }
  const cv::Mat& tone() const { return tone_; }
  const cv::Mat& coverage() const { return coverage_; }
  cv::Mat& coverage() { return coverage_; }

 private:
  cv::Rect2d extent_;
  double unit_;
  cv::Mat tone_;      // CV_8UC1
  cv::Mat coverage_;  // CV_8UC1
};

/// How a flat thing stands before the camera.
struct Stance {
  cv::Point2d centre;   ///< pixels of the window: where the panel's origin appears
  double scale = 1;     ///< pixels of the window per millimetre at the origin
  double roll = 0;      ///< radians, in the picture
  double yaw = 0;       ///< radians, to the side
  double pitch = 0;     ///< radians, up or down
  double distance = 5;  ///< of the camera, millimetres
};

/// From millimetres to pixels of the window, both counted from edges.
cv::Matx33d projection_of(const Stance& stance);

cv::Point2d project(const cv::Matx33d& projection, const cv::Point2d& at);

/// Draws `panel` into `window`. What it hides becomes 0 in `owners`, a picture of the same size.
/// @param projection from millimetres to pixels of the window.
void place_panel(const Panel& panel, const cv::Matx33d& projection, cv::Mat& window,
                 cv::Mat& owners);

}  // namespace deepocr::synth
