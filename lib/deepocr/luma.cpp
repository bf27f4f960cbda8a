// SPDX-License-Identifier: MIT
// Rows of 8-bit luma from a picture of any layout.
#include "deepocr/luma.h"

#include <algorithm>

namespace deepocr {
namespace {

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

const std::uint8_t* pixel_at(const ImageView& image, int x, int y) {
  return image.data + y * image.row_stride + static_cast<std::ptrdiff_t>(x) * image.pixel_stride;
}

}  // namespace

void read_luma(const ImageView& image, int x, int y, int count, std::uint8_t* out) {
  const std::uint8_t* pixel = pixel_at(image, x, y);
  // Copies, which writing through `out` cannot change, so that they stay in registers.
  const std::ptrdiff_t stride = image.pixel_stride;
  const int shift = image.shift;
  switch (image.layout) {
    case SampleLayout::kLuma8:
      for (int i = 0; i < count; ++i, pixel += stride) out[i] = *pixel;
      break;
    case SampleLayout::kLuma16:
      for (int i = 0; i < count; ++i, pixel += stride) out[i] = luma_of_word(pixel, shift);
      break;
    case SampleLayout::kColour8: {
      const ImageView offsets = image;
      for (int i = 0; i < count; ++i, pixel += stride) out[i] = luma_of_colour(pixel, offsets);
      break;
    }
  }
}

const std::uint8_t* luma_row(const ImageView& image, int y, std::vector<std::uint8_t>& scratch) {
  if (image.layout == SampleLayout::kLuma8 && image.pixel_stride == 1) return pixel_at(image, 0, y);
  scratch.resize(static_cast<std::size_t>(image.width));
  read_luma(image, 0, y, image.width, scratch.data());
  return scratch.data();
}

}  // namespace deepocr
