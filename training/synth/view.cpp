// SPDX-License-Identifier: MIT
// The geometry between a flat plate and a region of a picture.
#include "synth/view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace deepocr::synth {
namespace {

constexpr double kDegree = CV_PI / 180;
constexpr int kLargestSide = 640;  // pixels; bounds memory whatever the plate

cv::Matx33d translation(double x, double y) { return {1, 0, x, 0, 1, y, 0, 0, 1}; }

cv::Matx33d scaling(double factor) { return {factor, 0, 0, 0, factor, 0, 0, 0, 1}; }

// From pixels of the flat picture to pixels around the focus' centre.
cv::Matx33d projection(const cv::Rect2d& focus, double scale, const View& view) {
  const cv::Matx33d centre =
      translation(-(focus.x + focus.width / 2), -(focus.y + focus.height / 2));
  const double cosine = std::cos(view.rotation);
  const double sine = std::sin(view.rotation);
  const cv::Matx33d rotate(cosine, -sine, 0, sine, cosine, 0, 0, 0, 1);
  const cv::Matx33d shear(scale * view.stretch, scale * view.shear, 0, 0, scale, 0, 0, 0, 1);
  const cv::Matx33d perspective(1, 0, 0, 0, 1, 0, view.tilt_x / std::max(1.0, focus.width),
                                view.tilt_y / std::max(1.0, focus.height), 1);
  return rotate * shear * perspective * centre;
}

cv::Rect2d bounds_of(const cv::Rect2d& box, const cv::Matx33d& transform) {
  const std::vector<cv::Point2d> moved = corners_of(box, transform);
  cv::Point2d low = moved[0];
  cv::Point2d high = moved[0];
  for (const auto& point : moved) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  return {low, high};
}

cv::Mat bent(const cv::Mat& picture, const Bend& bend) {
  cv::Mat map_x(picture.size(), CV_32FC1);
  cv::Mat map_y(picture.size(), CV_32FC1);
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      map_x.at<float>(y, x) = static_cast<float>(x);
      map_y.at<float>(y, x) = static_cast<float>(y + bend.depth(x));
    }
  }
  cv::Mat result;
  cv::remap(picture, result, map_x, map_y, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return result;
}

}  // namespace

double Bend::depth(double x) const {
  return amplitude > 0 ? amplitude * std::sin(2 * CV_PI * x / length + phase) : 0;
}

View random_view(double severity, Rng& rng) {
  View view;
  const double spread = 0.3 + 0.7 * severity;
  view.rotation = std::clamp(rng.normal(5.0 * spread), -20.0, 20.0) * kDegree;
  view.shear = rng.normal(0.12 * spread);
  view.stretch = rng.log_uniform(0.75, 1.35);
  if (rng.chance(0.6)) {
    view.tilt_x = rng.uniform(-0.22, 0.22) * spread;
    view.tilt_y = rng.uniform(-0.08, 0.08) * spread;
  }
  if (rng.chance(0.2 * severity)) {
    view.wave_length = rng.log_uniform(2, 16);
    // What was bent and hammered flat again; a long bend goes deeper than a short one.
    view.wave = rng.uniform(0.01, 0.02 + 0.018 * view.wave_length);
    view.wave_phase = rng.uniform(0, 2 * CV_PI);
  }
  return view;
}

std::vector<cv::Point2d> corners_of(const cv::Rect2d& box, const cv::Matx33d& project) {
  const cv::Point2d low = box.tl();
  const cv::Point2d high = box.br();
  const std::vector<cv::Point2d> corners = {low, {high.x, low.y}, high, {low.x, high.y}};
  std::vector<cv::Point2d> seen;
  cv::perspectiveTransform(corners, seen, project);
  return seen;
}

std::vector<cv::Point2d> corners_of(const cv::Rect2d& box, const Sight& sight) {
  std::vector<cv::Point2d> corners = corners_of(box, sight.project);
  for (cv::Point2d& corner : corners) corner.y -= sight.bend.depth(corner.x);
  return corners;
}

Sight look_at(const cv::Mat& flat, const cv::Rect2d& focus, double digit_height,
              double target_height, const View& view) {
  cv::Matx33d project = projection(focus, target_height / digit_height, view);
  cv::Rect2d seen = bounds_of(focus, project);
  seen.x -= view.left * target_height;
  seen.y -= view.top * target_height;
  seen.width += (view.left + view.right) * target_height;
  seen.height += (view.top + view.bottom) * target_height;
  const double shrink = std::min(1.0, kLargestSide / std::max({seen.width, seen.height, 1.0}));
  const cv::Size size(std::max(static_cast<int>(std::lround(shrink * seen.width)), 4),
                      std::max(static_cast<int>(std::lround(shrink * seen.height)), 4));
  project = scaling(shrink) * translation(-seen.x, -seen.y) * project;
  const double unit = shrink * target_height;
  Sight sight = {{}, project, {view.wave * unit, view.wave_length * unit, view.wave_phase}};
  cv::warpPerspective(flat, sight.picture, project, size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  if (sight.bend.amplitude > 0) sight.picture = bent(sight.picture, sight.bend);
  return sight;
}

}  // namespace deepocr::synth
