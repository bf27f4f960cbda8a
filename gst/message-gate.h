// SPDX-License-Identifier: MIT
// Keeps a plate that stays in view from being reported in every frame.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

#include "deepocr/geometry.h"

namespace deepocr::plugin {

/// Lets a text through when it was not seen near its place during the last two seconds of stream
/// time. A text that is in view all the time therefore passes once; a place that alternates
/// between two texts lets each pass once. Frames without a time pass no time.
class MessageGate {
 public:
  static constexpr GstClockTime kForgetAfter = 2 * GST_SECOND;
  static constexpr std::size_t kCapacity = 64;  ///< of more, the least recently seen is forgotten

  /// @param place in pixels of the frame; "near" is overlap after both grew by half their size to
  /// each side, so that a moving plate stays the same one.
  /// @param time stream time, or GST_CLOCK_TIME_NONE.
  /// @returns whether to report the text.
  bool admit(const Rect& place, const std::string& text, GstClockTime time);

  void reset() noexcept { sightings_.clear(); }

 private:
  struct Sighting {
    Rect place;
    std::string text;
    GstClockTime time;
  };

  void forget(GstClockTime now);

  std::vector<Sighting> sightings_;  ///< the least recently seen first
};

}  // namespace deepocr::plugin
