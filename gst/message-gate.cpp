// SPDX-License-Identifier: MIT
// Keeps a plate that stays in view from being reported in every frame.
#include "message-gate.h"

#include <algorithm>

namespace deepocr::plugin {
namespace {

Rect grown(const Rect& rect) {
  return {rect.x - rect.width / 2, rect.y - rect.height / 2, rect.width * 2, rect.height * 2};
}

bool are_near(const Rect& first, const Rect& second) {
  const Rect a = grown(first);
  const Rect b = grown(second);
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// Stream time runs backwards in reverse playback.
GstClockTime distance(GstClockTime a, GstClockTime b) { return a > b ? a - b : b - a; }

}  // namespace

bool MessageGate::admit(const Rect& place, const std::string& text, GstClockTime time) {
  forget(time);
  const auto known =
      std::find_if(sightings_.begin(), sightings_.end(), [&](const Sighting& sighting) {
        return sighting.text == text && are_near(sighting.place, place);
      });
  const bool is_new = known == sightings_.end();
  if (is_new) {
    if (sightings_.size() == kCapacity) sightings_.erase(sightings_.begin());
    sightings_.push_back({place, text, time});
  } else {
    known->place = place;
    if (GST_CLOCK_TIME_IS_VALID(time)) known->time = time;
    std::rotate(known, known + 1, sightings_.end());
  }
  return is_new;
}

void MessageGate::forget(GstClockTime now) {
  if (!GST_CLOCK_TIME_IS_VALID(now)) return;
  const auto is_old = [now](const Sighting& sighting) {
    return GST_CLOCK_TIME_IS_VALID(sighting.time) && distance(sighting.time, now) >= kForgetAfter;
  };
  sightings_.erase(std::remove_if(sightings_.begin(), sightings_.end(), is_old), sightings_.end());
}

}  // namespace deepocr::plugin
