// SPDX-License-Identifier: MIT
// Flat pictures with transparency.
#include "synth/sprite.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace deepocr::synth {
namespace {

double longer_side(const cv::Point2d& a, const cv::Point2d& b, const cv::Point2d& c,
                   const cv::Point2d& d) {
  return std::max(cv::norm(b - a), cv::norm(d - c));
}

// The smallest level that need not be enlarged, though a little softness is welcome.
const cv::Mat& choose_level(const Sprite& sprite, const Corners& target) {
  const double width = longer_side(target[0], target[1], target[3], target[2]);
  const double height = longer_side(target[0], target[3], target[1], target[2]);
  std::size_t level = 0;
  while (level + 1 < sprite.levels.size() && sprite.levels[level + 1].cols >= 0.85 * width &&
         sprite.levels[level + 1].rows >= 0.85 * height) {
    ++level;
  }
  return sprite.levels[level];
}

double area_of(const Corners& corners) {
  double twice = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    twice += corners[i].cross(corners[(i + 1) % corners.size()]);
  }
  return std::abs(twice) / 2;
}

cv::Rect bounds_within(const Corners& corners, cv::Size frame) {
  cv::Point2d low = corners[0];
  cv::Point2d high = corners[0];
  for (const cv::Point2d& corner : corners) {
    low = {std::min(low.x, corner.x), std::min(low.y, corner.y)};
    high = {std::max(high.x, corner.x), std::max(high.y, corner.y)};
  }
  const auto clamped = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
  };
  return {
      cv::Point(clamped(std::floor(low.x), frame.width), clamped(std::floor(low.y), frame.height)),
      cv::Point(clamped(std::ceil(high.x), frame.width), clamped(std::ceil(high.y), frame.height))};
}

void blend(cv::Mat& picture, const cv::Rect& area, const cv::Mat& layer) {
  for (int y = 0; y < area.height; ++y) {
    const auto* source = layer.ptr(y);
    auto* target = picture.ptr(area.y + y) + 3 * static_cast<std::ptrdiff_t>(area.x);
    for (int x = 0; x < area.width; ++x, source += 4, target += 3) {
      const int uncovered = 255 - source[3];
      if (uncovered == 255) continue;
      for (int channel = 0; channel < 3; ++channel) {
        // 257/65536 is 1/255 to within the rounding of a byte.
        const int under = (target[channel] * uncovered * 257 + 32768) >> 16;
        target[channel] = static_cast<unsigned char>(std::min(255, source[channel] + under));
      }
    }
  }
}

cv::Mat premultiply(const cv::Mat& colour, const cv::Mat& coverage) {
  std::vector<cv::Mat> channels;
  cv::split(colour, channels);
  for (cv::Mat& channel : channels) cv::multiply(channel, coverage, channel, 1.0 / 255);
  channels.push_back(coverage);
  cv::Mat level;
  cv::merge(channels, level);
  return level;
}

}  // namespace

Sprite::Sprite(const cv::Mat& colour, const cv::Mat& coverage)
    : Sprite(premultiply(colour, coverage)) {}

Sprite::Sprite(const cv::Mat& premultiplied) : levels{premultiplied} {
  while (std::min(levels.back().cols, levels.back().rows) > 8) {
    cv::Mat half;
    cv::resize(levels.back(), half, {}, 0.5, 0.5, cv::INTER_AREA);
    levels.push_back(half);
  }
}

Corners corners_of(const cv::Rect2d& box) {
  const cv::Point2d low = box.tl();
  const cv::Point2d high = box.br();
  return {low, {high.x, low.y}, high, {low.x, high.y}};
}

void draw_sprite(cv::Mat& picture, const Sprite& sprite, const Corners& target) {
  constexpr double kLeastArea = 2;  // square pixels; below it a homography is not defined
  const cv::Rect area = bounds_within(target, picture.size());
  if (area.empty() || area_of(target) < kLeastArea) return;
  const cv::Mat& level = choose_level(sprite, target);
  // OpenCV counts from the centre of the first pixel, corners from its edge.
  const auto width = static_cast<float>(level.cols) - 0.5F;
  const auto height = static_cast<float>(level.rows) - 0.5F;
  const cv::Point2f from[] = {{-0.5F, -0.5F}, {width, -0.5F}, {width, height}, {-0.5F, height}};
  cv::Point2f to[4];
  for (std::size_t i = 0; i < target.size(); ++i) {
    to[i] = cv::Point2f(static_cast<float>(target[i].x - area.x - 0.5),
                        static_cast<float>(target[i].y - area.y - 0.5));
  }
  cv::Mat layer;
  cv::warpPerspective(level, layer, cv::getPerspectiveTransform(from, to), area.size(),
                      cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  blend(picture, area, layer);
}

}  // namespace deepocr::synth
