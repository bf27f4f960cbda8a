// SPDX-License-Identifier: MIT
// Cuts a region out of a picture and stretches it to a network's input.
#include "deepocr/preprocess.h"

#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"

namespace deepocr {
namespace {

/// The clipped region with its edges rounded outward to whole pixels.
cv::Rect covered_pixels(const ImageView& image, const Rect& region) {
  if (image.data == nullptr || image.width < 1 || image.height < 1) {
    throw Error(ErrorCode::kInvalidArgument, "the picture to read from is empty");
  }
  const Rect clipped = clip(region, image.width, image.height);
  if (!(clipped.width > 0 && clipped.height > 0)) {
    throw Error(ErrorCode::kInvalidArgument, "the region holds no pixel of the picture");
  }
  const int left = static_cast<int>(std::floor(clipped.x));
  const int top = static_cast<int>(std::floor(clipped.y));
  // x + width may round to just above the frame's edge.
  const int right = std::min(static_cast<int>(std::ceil(clipped.x + clipped.width)), image.width);
  const int bottom =
      std::min(static_cast<int>(std::ceil(clipped.y + clipped.height)), image.height);
  return {left, top, right - left, bottom - top};
}

std::uint8_t luma_of_word(const std::uint8_t* pixel, int shift) {
  const unsigned sample = pixel[0] | (static_cast<unsigned>(pixel[1]) << 8);
  return static_cast<std::uint8_t>(std::min(sample >> shift, 255U));
}

/// ITU-R BT.601 weights 0.299, 0.587, 0.114 in 14-bit fixed point, rounded to nearest.
std::uint8_t luma_of_colour(const std::uint8_t* pixel, const ImageView& image) {
  const unsigned sum =
      4899U * pixel[image.red] + 9617U * pixel[image.green] + 1868U * pixel[image.blue];
  return static_cast<std::uint8_t>((sum + 8192U) >> 14);
}

template <typename LumaOfPixel>
cv::Mat gather(const ImageView& image, const cv::Rect& area, LumaOfPixel luma_of_pixel) {
  cv::Mat luma(area.size(), CV_8UC1);
  for (int y = 0; y < area.height; ++y) {
    const std::uint8_t* pixel = image.data + (area.y + y) * image.row_stride +
                                static_cast<std::ptrdiff_t>(area.x) * image.pixel_stride;
    std::uint8_t* sample = luma.ptr(y);
    for (int x = 0; x < area.width; ++x, pixel += image.pixel_stride) {
      sample[x] = luma_of_pixel(pixel);
    }
  }
  return luma;
}

/// 8-bit luma of the area: the caller's own memory where OpenCV can address it, else a copy.
cv::Mat luma_of_area(const ImageView& image, const cv::Rect& area) {
  switch (image.layout) {
    case SampleLayout::kLuma16:
      return gather(image, area,
                    [&](const std::uint8_t* pixel) { return luma_of_word(pixel, image.shift); });
    case SampleLayout::kColour8:
      return gather(image, area,
                    [&](const std::uint8_t* pixel) { return luma_of_colour(pixel, image); });
    case SampleLayout::kLuma8:
      break;
  }
  // OpenCV's rows run downward in memory and do not overlap.
  if (image.pixel_stride == 1 && image.row_stride >= image.width) {
    const std::uint8_t* first = image.data + area.y * image.row_stride + area.x;
    return cv::Mat(area.size(), CV_8UC1, const_cast<std::uint8_t*>(first),
                   static_cast<std::size_t>(image.row_stride));
  }
  return gather(image, area, [](const std::uint8_t* pixel) { return *pixel; });
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

}  // namespace

void extract_patch(const ImageView& image, const Rect& region, InputSize size, float* out) {
  if (out == nullptr || size.width < 1 || size.height < 1) {
    throw Error(ErrorCode::kInvalidArgument, "the patch to fill is empty");
  }
  const cv::Mat luma = luma_of_area(image, covered_pixels(image, region));
  cv::Mat patch(size.height, size.width, CV_32FC1, out);
  stretch(luma, patch.size()).convertTo(patch, CV_32F, 1.0 / 255.0);
}

}  // namespace deepocr
