// SPDX-License-Identifier: MIT
// How a report leaves the element: as messages on the bus and as events in the stream.
#pragma once

#include <set>

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

#include "deepocr-settings.h"
#include "plate-following.h"
#include "watched-list.h"

namespace deepocr::plugin {

/// @param buffer the frame; its sample is kept when the settings ask for frames.
PlateReport make_report(GstBaseTransform* base, const DeepOcrSettings& settings,
                        const GstVideoInfo& info, GstBuffer* buffer, GstDeepOcrReading* reading);

/// Posts and sends a report, and the hit if its plate is one to look out for. Call it on the
/// streaming thread, with no lock held.
/// @param list null where there is none.
/// @returns whether it is a hit.
bool send_report(GstBaseTransform* base, const DeepOcrSettings& settings, const WatchList* list,
                 const PlateReport& report);

/// Finds listed numbers behind readings that are too doubtful for an event.
class DoubtfulHits {
 public:
  /// Sends a hit for each plate that is refused for its doubt alone, and that a listed
  /// number is probable enough for: once per track, when two of its frames agree; where plates are
  /// not followed, on every frame.
  /// @param readings made of `plates`.
  /// @returns how many were sent.
  int send(GstBaseTransform* base, const DeepOcrSettings& settings, const WatchList& list,
           const std::vector<TrackedPlate>& plates, GPtrArray* readings,
           const PlateFollowing::MakeReport& make);

  /// Track ids begin anew.
  void reset() noexcept { sent_.clear(); }

 private:
  std::set<unsigned> sent_;  ///< ids of tracks
};

}  // namespace deepocr::plugin
