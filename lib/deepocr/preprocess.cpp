// SPDX-License-Identifier: MIT
// Cuts a region out of a picture and stretches it to a network's input.
#include "deepocr/preprocess.h"

#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"
#include "deepocr/luma.h"

namespace deepocr {
namespace {

cv::Rect require_pixels(const ImageView& image, const Rect& region) {
  if (image.data == nullptr || image.width < 1 || image.height < 1) {
    throw Error(ErrorCode::kInvalidArgument, "the picture to read from is empty");
  }
  const Rect pixels = covered_pixels(region, image.width, image.height);
  if (!(pixels.width > 0 && pixels.height > 0)) {
    throw Error(ErrorCode::kInvalidArgument, "the region holds no pixel of the picture");
  }
  return {static_cast<int>(pixels.x), static_cast<int>(pixels.y), static_cast<int>(pixels.width),
          static_cast<int>(pixels.height)};
}

/// 8-bit luma of the area: the caller's own memory where OpenCV can address it, else a copy.
cv::Mat luma_of_area(const ImageView& image, const cv::Rect& area) {
  // OpenCV's rows run downward in memory and do not overlap.
  const bool plain = image.layout == SampleLayout::kLuma8 && image.pixel_stride == 1;
  if (plain && image.row_stride >= image.width) {
    const std::uint8_t* first = image.data + area.y * image.row_stride + area.x;
    return cv::Mat(area.size(), CV_8UC1, const_cast<std::uint8_t*>(first),
                   static_cast<std::size_t>(image.row_stride));
  }
  cv::Mat luma(area.size(), CV_8UC1);
  for (int y = 0; y < area.height; ++y) {
    read_luma(image, area.x, area.y + y, area.width, luma.ptr(y));
  }
  return luma;
}

/// OpenCV's INTER_AREA averages only when both axes shrink, and INTER_LINEAR skips pixels of an
/// axis that shrinks; hence the axes that shrink first, then those that grow.
cv::Mat stretch(const cv::Mat& luma, const cv::Size& size) {
  const cv::Size shrunk(std::min(luma.cols, size.width), std::min(luma.rows, size.height));
  cv::Mat averaged = luma;
  if (shrunk != luma.size()) cv::resize(luma, averaged, shrunk, 0, 0, cv::INTER_AREA);
  cv::Mat stretched = averaged;
  if (size != shrunk) cv::resize(averaged, stretched, size, 0, 0, cv::INTER_LINEAR);
  return stretched;
}

/// Maps the unit square to a quad, corner by corner (Heckbert, "Fundamentals of Texture Mapping and
/// Image Warping", 1989, section 2.2.3).
class Perspective {
 public:
  explicit Perspective(const Quad& q) {
    const double dx1 = q[1].x - q[2].x;
    const double dx2 = q[3].x - q[2].x;
    const double dx3 = q[0].x - q[1].x + q[2].x - q[3].x;
    const double dy1 = q[1].y - q[2].y;
    const double dy2 = q[3].y - q[2].y;
    const double dy3 = q[0].y - q[1].y + q[2].y - q[3].y;
    const double determinant = dx1 * dy2 - dx2 * dy1;  // not 0 for a convex quad
    wu_ = (dx3 * dy2 - dx2 * dy3) / determinant;
    wv_ = (dx1 * dy3 - dx3 * dy1) / determinant;
    xu_ = q[1].x - q[0].x + wu_ * q[1].x;
    xv_ = q[3].x - q[0].x + wv_ * q[3].x;
    yu_ = q[1].y - q[0].y + wu_ * q[1].y;
    yv_ = q[3].y - q[0].y + wv_ * q[3].y;
    origin_ = q[0];
  }

  Point operator()(double u, double v) const {
    const double w = wu_ * u + wv_ * v + 1.0;
    return {(xu_ * u + xv_ * v + origin_.x) / w, (yu_ * u + yv_ * v + origin_.y) / w};
  }

 private:
  double xu_, xv_, yu_, yv_, wu_, wv_;
  Point origin_;
};

/// @returns `value` from 0 to `most`; 0 for what is not a number.
double bounded(double value, double most) { return value > 0 ? std::min(value, most) : 0; }

/// Luma between pixel centres, linearly; outside, that of the nearest edge.
/// @param point in pixels of `luma`.
float sample(const cv::Mat& luma, const Point& point) {
  const double x = bounded(point.x - 0.5, luma.cols - 1.0);
  const double y = bounded(point.y - 0.5, luma.rows - 1.0);
  const int left = static_cast<int>(x);
  const int right = std::min(left + 1, luma.cols - 1);
  const std::uint8_t* upper = luma.ptr(static_cast<int>(y));
  const std::uint8_t* lower = luma.ptr(std::min(static_cast<int>(y) + 1, luma.rows - 1));
  const auto share_x = static_cast<float>(x - left);
  const auto share_y = static_cast<float>(y - static_cast<int>(y));
  const float above = upper[left] + share_x * (upper[right] - upper[left]);
  const float below = lower[left] + share_x * (lower[right] - lower[left]);
  return above + share_y * (below - above);
}

/// Of the longer of two opposite edges, so many samples for each of `count` pixels that none of
/// the picture's is skipped; of huge quads some are, so that the cost has a bound.
int samples_per_pixel(double first_edge, double second_edge, int count) {
  constexpr double kMost = 4;
  return static_cast<int>(
      std::clamp(std::ceil(std::max(first_edge, second_edge) / count), 1.0, kMost));
}

/// Averages evenly spaced samples within each pixel of the patch.
void straighten(const cv::Mat& luma, const Quad& quad, cv::Mat& patch) {
  const Perspective perspective(quad);
  const int across =
      samples_per_pixel(distance(quad[0], quad[1]), distance(quad[3], quad[2]), patch.cols);
  const int down =
      samples_per_pixel(distance(quad[0], quad[3]), distance(quad[1], quad[2]), patch.rows);
  const int columns = patch.cols * across;
  const int rows = patch.rows * down;
  patch.setTo(0);
  for (int j = 0; j < rows; ++j) {
    float* row = patch.ptr<float>(j / down);
    for (int i = 0; i < columns; ++i) {
      row[i / across] += sample(luma, perspective((i + 0.5) / columns, (j + 0.5) / rows));
    }
  }
  patch *= 1.0 / (255.0 * across * down);
}

cv::Mat patch_at(float* out, InputSize size) {
  if (out == nullptr || size.width < 1 || size.height < 1) {
    throw Error(ErrorCode::kInvalidArgument, "the patch to fill is empty");
  }
  return cv::Mat(size.height, size.width, CV_32FC1, out);
}

}  // namespace

void extract_patch(const ImageView& image, const Rect& region, InputSize size, float* out) {
  cv::Mat patch = patch_at(out, size);
  const cv::Mat luma = luma_of_area(image, require_pixels(image, region));
  stretch(luma, patch.size()).convertTo(patch, CV_32F, 1.0 / 255.0);
}

void extract_patch(const ImageView& image, const Quad& quad, InputSize size, float* out) {
  if (is_upright(quad)) return extract_patch(image, bounding_box(quad), size, out);
  cv::Mat patch = patch_at(out, size);
  if (!is_convex(quad)) {
    throw Error(ErrorCode::kInvalidArgument,
                "the quad to read has no area, or its corners do not run clockwise around it");
  }
  // One pixel more on each side, to interpolate with.
  const Rect box = bounding_box(quad);
  const cv::Rect area =
      require_pixels(image, {box.x - 1, box.y - 1, box.width + 2, box.height + 2});
  Quad inside = quad;
  for (Point& corner : inside) corner = {corner.x - area.x, corner.y - area.y};
  straighten(luma_of_area(image, area), inside, patch);
}

}  // namespace deepocr
