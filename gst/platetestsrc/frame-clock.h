// SPDX-License-Identifier: MIT
// Numbers and times of the frames of a source, forwards and backwards.
#pragma once

#include <gst/gst.h>

namespace deepocr::plugin {

/// Times are exact multiples of the frame's duration since the last change of the frame rate, so no
/// rounding error adds up.
class FrameClock {
 public:
  /// A rate of 0 means one frame without an end. Earlier frames keep their times.
  void set_rate(gint numerator, gint denominator);
  /// Continues with the frame at `position`, or with the last one that begins before it; before
  /// the first rate is set, with what that will be.
  void seek(GstClockTime position, bool backwards);
  void advance();
  /// Nothing is left: before the first frame, or after the only one.
  bool at_end() const;

  guint64 number() const { return earlier_frames_ + static_cast<guint64>(frame_); }
  GstClockTime time() const { return earlier_time_ + time_of(frame_); }
  GstClockTime duration() const;
  GstClockTime time_of(gint64 frame) const;

 private:
  /// In `backwards_` direction, from the last change of the rate.
  void go_to(GstClockTime position);

  bool has_rate_ = false;
  gint numerator_ = 0;
  gint denominator_ = 1;
  GstClockTime sought_ = GST_CLOCK_TIME_NONE;  // until there is a rate
  gint64 frame_ = 0;  // since the last change of the rate; -1: before the first
  guint64 earlier_frames_ = 0;
  GstClockTime earlier_time_ = 0;
  bool backwards_ = false;
};

}  // namespace deepocr::plugin
