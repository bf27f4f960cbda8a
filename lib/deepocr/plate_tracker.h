// SPDX-License-Identifier: MIT
// Follows plates from frame to frame and fuses what is read on each.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "deepocr/geometry.h"
#include "deepocr/reading.h"

namespace deepocr {

/// A time that is not known.
inline constexpr double kNoTime = std::numeric_limits<double>::quiet_NaN();

struct PlateTrackerOptions {
  // What a passage is. Seconds.
  int max_tracks = 64;  ///< at a time; for a new one, the one unseen for longest is forgotten,
                        ///< or for one that is read, one that never was
  double enough_right = 2.8;  ///< frames, as expected, that confirm a text: three that are sure, or
                              ///< more that are in doubt; one or two may be sure and wrong
  double sure_enough = 0.95;  ///< confidence that one of them has to reach, or the threshold where
                              ///< it is lower: frames that err together are in doubt each
  double enough_share = 0.4;  ///< `enough_right` of so many frames of the place, since the first
                              ///< with the text: what is read now and then is no plate
  double whole_enough = 0.9;  ///< confidence of the wider look, or the threshold where it is lower
  double max_gap = 1.0;       ///< a plate not found for longer has left, or is another one
  double forget_after = 4.0;  ///< a text not read for as long may be reported anew: a lorry can
                              ///< hide a plate for seconds, and nobody passes twice in so few
  double nominal_step = 0.04;  ///< what a frame without a time, or with the last one's, counts as

  // Where a plate is looked for, in widths of the plate.
  double reach = 1.0;             ///< of a track whose velocity is known; twice as far of others
  double reach_per_second = 2.0;  ///< more for each second unseen: vehicles brake and turn
  double max_size_ratio = 2.5;    ///< of lengths; locators err, but not by more
  double max_differing_digits = 2.5;  ///< beyond, it is another plate: of two random numbers that
                                      ///< share a place, 1 in 100 pairs differs in two or fewer
  double text_weight = 3.0;           ///< of a text that agrees in full; a place counts 3 at most

  // How places are smoothed, see PlateMotion: as by a straight line through the last six frames.
  double position_gain = 0.5;
  double velocity_gain = 0.15;

  // How readings are fused, see TextEvidence. On rendered streets to the edge of legibility
  // (platetestsrc, severity 0.4 and 0.5, 514 passages), 2 of 437 events were wrong with a
  // correlation of 0.5, 13 of 474 with 0.3, 34 of 511 with 0.15.
  double correlation = 0.5;  ///< of two frames' readings: any number amounts to two at most
  double floor = 1e-4;  ///< no frame is believed further: readers are sure of wrong digits, too
  double full_sharpness =
      30;                   ///< three in four of the accepted hard renderings reach it, in 64 x 192
  double full_height = 20;  ///< pixels of the quad; the renderer's ordinary plates begin at 18
  double min_quality = 0.05;             ///< of a frame however blurred and small
  double correction_confidence = 0.999;  ///< for a second event of a track, with another text
  int correction_agreeing = 4;           ///< the same, frames; and twice those of the first text
};

/// One plate in one frame.
struct Observation {
  Quad quad{};
  Reading reading;
  unsigned track_id = 0;  ///< read where predict() said that this track is; 0: located
  bool is_found = false;  ///< by a locator, which may find a part of something longer
};

/// Reads a plate of the frame once more, with more of what is beside it.
using ReadWider = std::function<Reading(const Quad&)>;

struct TrackerFrame {
  double time = kNoTime;    ///< seconds, of any origin; backwards is as good as forwards
  bool looked = true;       ///< whether plates were looked for; if not, none is missed
  double threshold = 0.97;  ///< least fused confidence of a text, 0..1
  ReadWider read_wider;     ///< called when a text is about to be confirmed; empty: it is as it is
};

/// What is known of an observation's plate, this frame included.
struct TrackedPlate {
  unsigned track_id = 0;  ///< 0: not followed: a bad quad, want of room, or another plate's place
  Reading reading;        ///< fused; of what was refused as too small or not five digits, its own
  bool confirmed = false;
  int agreeing_frames = 0;    ///< frames of the track whose own best digits are those of `reading`
  bool is_event = false;      ///< report it now
  bool lacks_frames = false;  ///< if the track ended now, EndedTrack::lacked_frames would be true
};

struct EndedTrack {
  unsigned track_id = 0;
  /// It was read above the threshold, and there were too few frames to confirm it, none of which
  /// denied it: a still picture, or the end of a stream. Never of a text that was reported.
  bool lacked_frames = false;
};

struct TrackerUpdate {
  std::vector<TrackedPlate> plates;  ///< one for each observation, in order
  std::vector<EndedTrack> ended;     ///< forgotten on this frame; their ids do not come back
};

struct PredictedPlate {
  unsigned track_id = 0;
  Quad quad{};
};

/// A track is the passage of one plate. Its id is 1, 2, 3 … in the order of appearance.
///
/// **Association.** All observations of a frame are given to tracks at once, at the least total
/// cost of overlap, distance and size against the predicted quad, and of agreement of the text. A
/// text that surely differs excludes a pair, so that vehicles that cross keep their numbers.
///
/// **Confirmation.** A track is confirmed when the confidence of the fused text reaches the
/// threshold, the confidences of the frames that read that text by themselves add up to
/// `enough_right`, one of them reaches `sure_enough`, and the frames of the place that say
/// otherwise, or show no five digits, are not too many (`enough_share`). Then a place that
/// was found is read wider, and has to say the same with `whole_enough`, on this frame or a later
/// one. That frame is
/// its event; each passage has one. A confirmed text stays. Only where another text reaches
/// `correction_confidence`, in at least `correction_agreeing` frames and twice as many as the
/// first, was the first one wrong: then the track has a second event, and never a third. A track
/// that is confirmed with a text reported less than `forget_after` ago, by a track that is lost,
/// not found just now, or beside it, continues that passage and has no event; so does one beside a
/// track with that text shifted (is_shifted()): its regions show a part of the run.
///
/// **Time.** Only differences count, without their sign. Where frames are `forget_after` or more
/// apart, everything starts afresh.
///
/// The same calls give the same results on any machine; memory does not grow with time.
class PlateTracker {
 public:
  explicit PlateTracker(const PlateTrackerOptions& options = {});
  ~PlateTracker();
  PlateTracker(PlateTracker&&) noexcept;
  PlateTracker& operator=(PlateTracker&&) noexcept;

  TrackerUpdate update(const TrackerFrame& frame, const std::vector<Observation>& observations);

  /// Where the tracks will be at `time`, in the order of their ids.
  std::vector<PredictedPlate> predict(double time) const;

  /// Starts afresh, ids included. @returns the tracks that this ended.
  std::vector<EndedTrack> reset();

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr
