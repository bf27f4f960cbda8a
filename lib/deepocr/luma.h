// SPDX-License-Identifier: MIT
// Rows of 8-bit luma from a picture of any layout. Private to the library.
#pragma once

#include <cstdint>
#include <vector>

#include "deepocr/image_view.h"

namespace deepocr {

/// Writes the luma of the pixels (x, y) to (x + count - 1, y) to `out`; they lie in the picture.
void read_luma(const ImageView& image, int x, int y, int count, std::uint8_t* out);

/// @returns all of row `y`: where it is, if its samples lie side by side, else read into `scratch`.
const std::uint8_t* luma_row(const ImageView& image, int y, std::vector<std::uint8_t>& scratch);

}  // namespace deepocr
