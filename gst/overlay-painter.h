// SPDX-License-Identifier: MIT
// Draws readings into a mapped video frame.
#pragma once

#include <gst/deepocr/deepocr.h>
#include <gst/video/video.h>

namespace deepocr::plugin {

struct OverlayStyle {
  bool draw_refused = false;
  bool draw_confidence = true;
  double line_width = 0;  // pixels; 0: by the size of the frame
  double font_scale = 1;  // of the size that goes with the frame
};

/// Whether the style shows this reading at all.
bool is_drawn(const GstDeepOcrReading* reading, const OverlayStyle& style) noexcept;

/// Draws the outline and the label of each reading that the style shows, the first ones on top.
/// @param frame mapped for reading and writing, in one of DEEPOCR_VIDEO_FORMATS.
/// @param readings of GstDeepOcrReading, in pixels of the frame; may lie anywhere.
void draw_readings(GstVideoFrame& frame, GPtrArray* readings, const OverlayStyle& style);

}  // namespace deepocr::plugin
