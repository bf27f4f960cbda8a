// SPDX-License-Identifier: MIT
// What the elements have in common that look at frames and attach metadata to them.
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

namespace deepocr::plugin {

/// Gives the class its pads, for the formats that image_view() can describe, and lets frames pass
/// without a copy of their memory, whoever else holds them.
void set_up_analyzer(GstBaseTransformClass* klass);

/// For GstBaseTransformClass::propose_allocation: as the base class, but nobody downstream offers
/// to crop, because this element sees the frames first.
gboolean propose_cropped_frames(GstBaseTransform* base, GstQuery* decide, GstQuery* query) noexcept;

/// Says on the bus that a frame cannot be mapped. @param passes in what state it goes on.
void warn_of_unmapped_frame(GstElement* element, const GstVideoInfo& info, GstBuffer* buffer,
                            const char* passes);

/// Whether a frame has to do with the one before. A leaky queue and lost packets set the flag
/// DISCONT as well, and sources that play backwards set it on every frame; what they leave is a
/// short gap in time, and nothing begins anew.
class Continuity {
 public:
  /// To be asked once for each frame. @param rate of the segment; below 0, time runs backwards.
  bool is_broken_by(const GstBuffer* frame, double rate) noexcept;

 private:
  GstClockTime last_time_ = GST_CLOCK_TIME_NONE;
};

/// Which frames to look at: the first, and then every n-th.
class FrameTurn {
 public:
  /// To be asked once for each frame. @param interval 1 or more: every frame, every second one, …
  bool is_due(guint interval) noexcept {
    if (++since_last_ < interval) return false;
    since_last_ = 0;
    return true;
  }

  /// The next frame is the first of a new scene.
  void reset() noexcept { since_last_ = G_MAXUINT - 1; }

 private:
  guint since_last_ = G_MAXUINT - 1;
};

}  // namespace deepocr::plugin
