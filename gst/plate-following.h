// SPDX-License-Identifier: MIT
// Follows the plates of a stream, and decides what of them is reported and when.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <gst/deepocr/deepocr.h>

#include "deepocr/plate_tracker.h"
#include "owned-pointers.h"

namespace deepocr::plugin {

/// What one message, or event, says. It may have to wait, so it keeps the times and the size of its
/// own frame.
struct PlateReport {
  ReadingPointer reading;
  GstClockTime timestamp = GST_CLOCK_TIME_NONE;
  GstClockTime stream_time = GST_CLOCK_TIME_NONE;
  GstClockTime running_time = GST_CLOCK_TIME_NONE;
  int width = 0;
  int height = 0;
  SamplePointer frame;  ///< null unless asked for
};

/// A plate is reported when its track is confirmed. One that fewer frames than that takes were
/// there for waits, and is reported when its track ends for want of frames: a still picture is.
class PlateFollowing {
 public:
  using MakeReport = std::function<PlateReport(GstDeepOcrReading*)>;

  /// Gives the readings of a frame to tracks, as PlateTracker::update().
  /// @param time of the frame, or GST_CLOCK_TIME_NONE; that of `frame` does not count.
  std::vector<TrackedPlate> follow(GstClockTime time, TrackerFrame frame,
                                   const std::vector<Observation>& observations);

  /// Where plates that are followed will be at a time, those that lie within the frame.
  /// @param time as in follow().
  std::vector<PredictedPlate> predict(GstClockTime time, int width, int height) const;

  /// What to report now that follow() returned `plates`, the oldest first.
  /// @param readings made of `plates`.
  /// @param make called for those that are reported now or perhaps later.
  std::vector<PlateReport> reports(const std::vector<TrackedPlate>& plates, GPtrArray* readings,
                                   const MakeReport& make);

  /// Starts afresh. @returns what is to be reported of the plates that waited.
  std::vector<PlateReport> finish();

  /// For caps; also starts afresh, so call finish() before.
  void set_framerate(int numerator, int denominator);

 private:
  void end(const std::vector<EndedTrack>& ended, std::vector<PlateReport>& reports);

  PlateTracker tracker_;
  std::vector<EndedTrack> ended_;            ///< by the last follow()
  std::map<unsigned, PlateReport> waiting_;  ///< by track
};

/// Each reading by itself, and each that was accepted an event.
std::vector<TrackedPlate> without_tracks(const std::vector<Reading>& readings);

}  // namespace deepocr::plugin
