// SPDX-License-Identifier: MIT
// Numbers and times of the frames of a source.
#include "frame-clock.h"

#include <utility>

namespace deepocr::plugin {

void FrameClock::set_rate(gint numerator, gint denominator) {
  if (has_rate_ && numerator == numerator_ && denominator == denominator_) return;
  if (frame_ > 0) {
    earlier_time_ += time_of(frame_);
    earlier_frames_ += static_cast<guint64>(frame_);
    frame_ = 0;
  }
  numerator_ = numerator;
  denominator_ = denominator;
  has_rate_ = true;
  go_to(std::exchange(sought_, GST_CLOCK_TIME_NONE));
}

void FrameClock::seek(GstClockTime position, bool backwards) {
  earlier_frames_ = 0;
  earlier_time_ = 0;
  backwards_ = backwards;
  frame_ = 0;
  if (has_rate_) {
    go_to(position);
  } else {
    sought_ = position;
  }
}

void FrameClock::go_to(GstClockTime position) {
  if (numerator_ == 0 || !GST_CLOCK_TIME_IS_VALID(position)) return;
  const guint64 second = GST_SECOND * static_cast<guint64>(denominator_);
  const auto rate = static_cast<guint64>(numerator_);
  frame_ = backwards_ ? static_cast<gint64>(gst_util_uint64_scale_ceil(position, rate, second)) - 1
                      : static_cast<gint64>(gst_util_uint64_scale(position, rate, second));
  // Times are rounded down, so the time of a frame can belong, by a nanosecond, to the one before.
  if (!backwards_ && time_of(frame_ + 1) <= position) ++frame_;
}

void FrameClock::advance() { frame_ += backwards_ ? -1 : 1; }

bool FrameClock::at_end() const { return frame_ < 0 || (numerator_ == 0 && frame_ > 0); }

GstClockTime FrameClock::time_of(gint64 frame) const {
  if (numerator_ == 0) return 0;
  return gst_util_uint64_scale(static_cast<guint64>(frame),
                               GST_SECOND * static_cast<guint64>(denominator_),
                               static_cast<guint64>(numerator_));
}

GstClockTime FrameClock::duration() const {
  if (numerator_ == 0) return GST_CLOCK_TIME_NONE;
  return time_of(frame_ + 1) - time_of(frame_);
}

}  // namespace deepocr::plugin
