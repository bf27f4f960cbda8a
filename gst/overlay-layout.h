// SPDX-License-Identifier: MIT
// Where an overlay is drawn in a frame: how thick, how large, and in which pixels.
#pragma once

#include <vector>

#include "deepocr/geometry.h"

namespace deepocr::plugin {

/// Whole pixels of a frame. Boxes begin at even columns and rows, where each video format begins a
/// sample of chroma.
struct PixelBox {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

struct FrameSize {
  int width = 0;
  int height = 0;
};

/// The thickness of outlines, pixels: as wanted, but a quarter of the frame at most.
/// @param wanted 0 for one that goes with the frame's size.
double line_width_for(double wanted, FrameSize frame) noexcept;

/// The size of letters, pixels, that goes with the frame's size.
double automatic_font_size(FrameSize frame) noexcept;

/// The quad as it is outlined: where it runs along the frame's edge, its line is moved inside.
Quad outline(const Quad& quad, double line_width, FrameSize frame) noexcept;

/// The part inside the frame of the box around the quad and a margin; may be empty.
PixelBox box_around(const Quad& quad, double margin, FrameSize frame) noexcept;

/// Boxes that do not meet and hold every pixel of the frame within `margin` of the quad's edges,
/// and few others: of a quad as large as the frame they are a small part.
std::vector<PixelBox> boxes_along(const Quad& quad, double margin, FrameSize frame);

/// What a label should leave free: rather a plate's box than another label is covered.
struct TakenBoxes {
  std::vector<PixelBox> plates;
  std::vector<PixelBox> labels;
};

/// A place within the frame for a label of the plate in `plate`: above it, below, beside, or on it;
/// the first of them that covers the fewest of what is taken.
/// @param label its extent; not larger than the frame.
PixelBox place_label(const FrameSize& label, const PixelBox& plate, const TakenBoxes& taken,
                     FrameSize frame);

}  // namespace deepocr::plugin
