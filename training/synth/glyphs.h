// SPDX-License-Identifier: MIT
// Coverage masks of single glyphs, by FreeType.
#pragma once

#include <opencv2/core.hpp>

#include "synth/typefaces.h"

namespace deepocr::synth {

/// How a plate's lettering departs from the typeface's own outlines.
struct GlyphShape {
  double digit_height = 48;  ///< pixels from the foot to the top of the digit "0"
  double width_scale = 1;    ///< horizontal stretch
  double embolden = 0;       ///< stroke growth as a share of digit_height; negative thins
  double slant = 0;          ///< horizontal shear, as a share of the height
};

struct Glyph {
  cv::Mat mask;        ///< CV_8UC1 coverage; empty for a blank
  int left = 0;        ///< pixels from the pen to the mask's left edge
  int top = 0;         ///< pixels from the baseline up to the mask's top edge
  double advance = 0;  ///< pixels to the next pen position
};

/// Rasterises one character without hinting. Thread-safe; each thread keeps its own open faces.
/// @throws Error kUnreadable when FreeType cannot open or render the typeface.
Glyph rasterise(const Typeface& typeface, char32_t character, const GlyphShape& shape);

}  // namespace deepocr::synth
