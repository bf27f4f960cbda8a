// SPDX-License-Identifier: MIT
// A picture that somebody else owns, read in place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace deepocr {

/// How one sample (of luma) is found in memory.
enum class SampleLayout {
  kLuma8,    ///< one byte per sample; also the high byte of 16-bit samples, addressed directly
  kLuma16,   ///< little-endian 16-bit samples, reduced to 8 bits by `shift`
  kColour8,  ///< bytes of red, green and blue within each pixel; luma by ITU-R BT.601
};

/// A borrowed picture. The memory must outlive every call that is given the view.
///
/// Sample (x, y) lies at `data + y * row_stride + x * pixel_stride` (bytes). Packed and semi-planar
/// video formats are described by `pixel_stride` and by where `data` starts: YUY2 has luma at
/// offset 0 with a pixel stride of 2, UYVY at offset 1.
struct ImageView {
  const std::uint8_t* data = nullptr;
  int width = 0;                  ///< pixels
  int height = 0;                 ///< pixels
  std::ptrdiff_t row_stride = 0;  ///< bytes from one row to the next; may be negative
  int pixel_stride = 1;           ///< bytes from one pixel to the next
  SampleLayout layout = SampleLayout::kLuma8;
  int shift = 0;  ///< kLuma16 only: right shift that leaves 8 significant bits
  int red = 0;    ///< kColour8 only: byte offset of red within a pixel
  int green = 1;  ///< kColour8 only: byte offset of green within a pixel
  int blue = 2;   ///< kColour8 only: byte offset of blue within a pixel
};

/// A view of contiguous 8-bit grey rows.
inline ImageView gray_view(const std::uint8_t* data, int width, int height,
                           std::ptrdiff_t row_stride) {
  ImageView view;
  view.data = data;
  view.width = width;
  view.height = height;
  view.row_stride = row_stride;
  return view;
}

}  // namespace deepocr
