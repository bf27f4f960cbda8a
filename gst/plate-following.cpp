// SPDX-License-Identifier: MIT
// Follows the plates of a stream, and decides what of them is reported and when.
#include "plate-following.h"

#include <algorithm>
#include <utility>

namespace deepocr::plugin {
namespace {

double seconds_of(GstClockTime time) {
  return GST_CLOCK_TIME_IS_VALID(time) ? static_cast<double>(time) / GST_SECOND : kNoTime;
}

/// Motion is computed with rounding errors: what touches the edge is not outside by one of them.
bool lies_within(const Quad& quad, int width, int height) {
  constexpr double kTolerance = 0.5;  // pixels
  const Rect box = bounding_box(quad);
  return box.x >= -kTolerance && box.y >= -kTolerance && box.x + box.width <= width + kTolerance &&
         box.y + box.height <= height + kTolerance;
}

}  // namespace

std::vector<TrackedPlate> PlateFollowing::follow(GstClockTime time, TrackerFrame frame,
                                                 const std::vector<Observation>& observations) {
  frame.time = seconds_of(time);
  TrackerUpdate update = tracker_.update(frame, observations);
  ended_ = std::move(update.ended);
  return std::move(update.plates);
}

std::vector<PredictedPlate> PlateFollowing::predict(GstClockTime time, int width,
                                                    int height) const {
  std::vector<PredictedPlate> plates = tracker_.predict(seconds_of(time));
  const auto is_outside = [=](const PredictedPlate& plate) {
    return !lies_within(plate.quad, width, height);
  };
  plates.erase(std::remove_if(plates.begin(), plates.end(), is_outside), plates.end());
  return plates;
}

std::vector<PlateReport> PlateFollowing::reports(const std::vector<TrackedPlate>& plates,
                                                 GPtrArray* readings, const MakeReport& make) {
  std::vector<PlateReport> reports;
  end(std::exchange(ended_, {}), reports);
  for (std::size_t i = 0; i < plates.size(); ++i) {
    auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    if (plates[i].lacks_frames) {
      waiting_.insert_or_assign(plates[i].track_id, make(reading));
    } else {
      waiting_.erase(plates[i].track_id);
    }
    if (plates[i].is_event) reports.push_back(make(reading));
  }
  return reports;
}

std::vector<PlateReport> PlateFollowing::finish() {
  std::vector<PlateReport> reports;
  end(tracker_.reset(), reports);
  ended_.clear();
  waiting_.clear();
  return reports;
}

void PlateFollowing::set_framerate(int numerator, int denominator) {
  PlateTrackerOptions options;
  if (numerator > 0 && denominator > 0) {
    options.nominal_step = static_cast<double>(denominator) / numerator;
  }
  tracker_ = PlateTracker(options);
}

void PlateFollowing::end(const std::vector<EndedTrack>& ended, std::vector<PlateReport>& reports) {
  for (const EndedTrack& track : ended) {
    const auto waiting = waiting_.find(track.track_id);
    if (waiting == waiting_.end()) continue;
    if (track.lacked_frames) reports.push_back(std::move(waiting->second));
    waiting_.erase(waiting);
  }
}

std::vector<TrackedPlate> without_tracks(const std::vector<Reading>& readings) {
  std::vector<TrackedPlate> plates;
  for (const Reading& reading : readings) {
    TrackedPlate& plate = plates.emplace_back();
    plate.reading = reading;
    plate.agreeing_frames = 1;
    plate.is_event = reading.refusal == Refusal::kNone;
  }
  return plates;
}

}  // namespace deepocr::plugin
