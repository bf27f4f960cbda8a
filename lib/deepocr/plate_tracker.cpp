// SPDX-License-Identifier: MIT
// Follows plates from frame to frame and fuses what is read on each.
#include "deepocr/plate_tracker.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "deepocr/assignment.h"
#include "deepocr/plate_motion.h"
#include "deepocr/text_evidence.h"

namespace deepocr {
namespace {

/// A little more than any pair that is allowed costs: who may have an observation gets one, unless
/// it takes a better one from somebody else.
constexpr double kUnpaired = 5;
/// Pixels; beyond are no pictures, and products of coordinates stay finite.
constexpr double kMaxCoordinate = 1e7;
/// Square pixels.
constexpr double kMinArea = 1;
/// Widths of a plate within which a shifted text is a part of its run.
constexpr double kCutRunReach = 0.6;
/// Digits of a frame that have to be those of the text that was reported, to say it is still there.
constexpr int kDigitsToRecognise = 3;

struct Track {
  Track(unsigned id_, const Quad& quad, const PlateTrackerOptions& options)
      : id(id_),
        motion(quad, options.position_gain, options.velocity_gain),
        evidence(options.correlation, options.floor) {}

  Quad predicted() const { return motion.predict(unlocated); }
  bool has_text() const { return evidence.frames() > 0; }

  unsigned id;
  PlateMotion motion;
  TextEvidence evidence;
  Reading fused;           ///< of `evidence`
  double sure_enough = 1;  ///< confidence that one frame with this text has to reach
  Reading reported;        ///< once confirmed: fused when it last had the text that was reported
  bool is_found = false;   ///< by a locator; else its place was asked for
  bool confirmed = false;
  bool corrected = false;
  int looks = 0;         ///< frames that could have added evidence since there is some
  double unlocated = 0;  ///< seconds since its quad was observed
  double unseen = 0;     ///< seconds since it was located, or recognised where it was predicted
  double unread = 0;     ///< once confirmed: seconds since its text was recognised
};

/// A text that was reported on a track that is lost.
struct LostText {
  std::string text;
  double seconds;
};

bool is_usable(const Quad& quad) {
  for (const Point& corner : quad) {
    // Also false when a coordinate is not a number.
    if (!(std::abs(corner.x) < kMaxCoordinate && std::abs(corner.y) < kMaxCoordinate)) return false;
  }
  return std::abs(signed_area(quad)) >= kMinArea;
}

bool shows(const Reading& reading, const std::string& text) {
  const std::string digits = best_digits(reading);
  int same = 0;
  for (int i = 0; i < kDigits; ++i) same += digits[i] == text[i] ? 1 : 0;
  return same >= kDigitsToRecognise;
}

double distance_in_widths(const Quad& first, const Quad& second) {
  const Point a = centre_of(first);
  const Point b = centre_of(second);
  return std::hypot(b.x - a.x, b.y - a.y) / std::max(width_of(first), height_of(first));
}

/// Whether an observation that was given to the track shows a text.
bool is_read_now(const Track& track, const std::vector<Observation>& observations,
                 const std::vector<unsigned>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == track.id && has_evidence(observations[i].reading)) return true;
  }
  return false;
}

}  // namespace

struct PlateTracker::Private {
  double advance(double time);
  void pass(double seconds);
  std::vector<std::vector<double>> costs(const std::vector<Observation>& observations,
                                         const std::vector<std::size_t>& located) const;
  bool is_another(const Track& track, const Reading& reading) const;
  double cost(const Track& track, const Quad& predicted, const Observation& observation) const;
  std::vector<Track*> match(const std::vector<Observation>& observations,
                            std::vector<EndedTrack>& ended);
  Track* track_of(unsigned id);
  bool make_room(const std::vector<Observation>& observations, const std::vector<unsigned>& ids,
                 std::size_t newcomer, std::vector<EndedTrack>& ended);
  TrackedPlate observe(Track& track, const Observation& observation, const TrackerFrame& frame);
  void add_evidence(Track& track, const Observation& observation, double threshold);
  bool is_seen_enough(const Track& track) const;
  bool is_whole(const Track& track, const Quad& quad, const TrackerFrame& frame) const;
  bool judge(Track& track, const Quad& quad, const TrackerFrame& frame);
  bool is_corrected(const Track& track) const;
  bool is_reported(const Track& track, const std::string& text) const;
  void forget_the_left(bool looked, std::vector<EndedTrack>& ended);
  bool lacks_frames(const Track& track) const;
  EndedTrack end(const Track& track);
  double weight_of(const Observation& observation) const;

  PlateTrackerOptions options;
  std::vector<Track> tracks;  ///< in the order of their ids
  std::vector<LostText> lost;
  unsigned last_id = 0;
  double clock = kNoTime;  ///< of the last frame
};

/// @returns the seconds since the last frame.
double PlateTracker::Private::advance(double time) {
  const double last = clock;
  if (!std::isfinite(time)) {
    clock += options.nominal_step;  // stays unknown when it was
    return options.nominal_step;
  }
  clock = time;
  const double step = std::abs(time - last);
  return step > 0 ? step : options.nominal_step;  // also when the last time is unknown
}

void PlateTracker::Private::pass(double seconds) {
  for (Track& track : tracks) {
    track.unlocated += seconds;
    track.unseen += seconds;
    track.unread += seconds;
  }
  for (LostText& text : lost) text.seconds += seconds;
  const auto is_old = [&](const LostText& text) { return text.seconds >= options.forget_after; };
  lost.erase(std::remove_if(lost.begin(), lost.end(), is_old), lost.end());
}

/// Whether the reading is surely of another plate than the track's.
bool PlateTracker::Private::is_another(const Track& track, const Reading& reading) const {
  return track.has_text() && has_evidence(reading) &&
         differing_digits(track.fused, reading) > options.max_differing_digits;
}

/// What speaks against the observation being the track's plate, or kForbidden.
double PlateTracker::Private::cost(const Track& track, const Quad& predicted,
                                   const Observation& observation) const {
  double text = 0;
  if (track.has_text() && has_evidence(observation.reading)) {
    if (is_another(track, observation.reading)) return kForbidden;
    text = (common_digits(track.fused, observation.reading) -
            differing_digits(track.fused, observation.reading)) /
           kDigits;
  }
  const double certainty = track.motion.observations() > 2 ? 1 : 2;
  const double reach = certainty * options.reach * (1 + std::max(text, 0.0)) +
                       options.reach_per_second * track.unseen;
  const double distance = distance_in_widths(predicted, observation.quad) / reach;
  const double size = std::abs(std::log(size_of(observation.quad) / size_of(predicted))) /
                      std::log(options.max_size_ratio);
  if (!(distance <= 1 && size <= 1)) return kForbidden;
  const double overlap = intersection_over_union(predicted, observation.quad);
  return (1 - overlap) + distance + size - options.text_weight * text;
}

std::vector<std::vector<double>> PlateTracker::Private::costs(
    const std::vector<Observation>& observations, const std::vector<std::size_t>& located) const {
  std::vector<std::vector<double>> all;
  for (const Track& track : tracks) {
    const Quad predicted = track.predicted();
    std::vector<double>& row = all.emplace_back();
    for (const std::size_t i : located) row.push_back(cost(track, predicted, observations[i]));
  }
  return all;
}

Track* PlateTracker::Private::track_of(unsigned id) {
  const auto found = std::find_if(tracks.begin(), tracks.end(),
                                  [id](const Track& track) { return track.id == id; });
  return found != tracks.end() ? &*found : nullptr;
}

/// @returns for each observation its track: one it was read for, an old one, or a new one.
std::vector<Track*> PlateTracker::Private::match(const std::vector<Observation>& observations,
                                                 std::vector<EndedTrack>& ended) {
  std::vector<unsigned> ids(observations.size(), 0);
  std::vector<std::size_t> located;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (observations[i].track_id != 0) {
      ids[i] = observations[i].track_id;
    } else if (is_usable(observations[i].quad)) {
      located.push_back(i);
    }
  }
  const std::vector<int> columns = assign(costs(observations, located), kUnpaired);
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (columns[row] < 0) continue;
    ids[located[columns[row]]] = tracks[row].id;
    tracks[row].unseen = 0;
  }
  for (const std::size_t i : located) {
    if (ids[i] != 0 || !make_room(observations, ids, i, ended)) continue;
    ids[i] = ++last_id;
    tracks.emplace_back(last_id, observations[i].quad, options);
  }
  std::vector<Track*> matched;
  matched.reserve(ids.size());
  for (const unsigned id : ids) matched.push_back(id != 0 ? track_of(id) : nullptr);
  return matched;
}

/// Forgets the track unseen for longest, or one that never showed a text where the newcomer does:
/// places that stay empty, as those of a car park, keep no plate out.
/// @param ids of the observations' tracks so far.
/// @returns false when neither is to be had.
bool PlateTracker::Private::make_room(const std::vector<Observation>& observations,
                                      const std::vector<unsigned>& ids, std::size_t newcomer,
                                      std::vector<EndedTrack>& ended) {
  if (tracks.size() < static_cast<std::size_t>(options.max_tracks)) return true;
  auto leaves = std::max_element(tracks.begin(), tracks.end(), [](const Track& a, const Track& b) {
    return a.unseen < b.unseen;
  });
  if (leaves != tracks.end() && !(leaves->unseen > 0)) {
    if (!has_evidence(observations[newcomer].reading)) return false;
    leaves = std::find_if(tracks.begin(), tracks.end(), [&](const Track& track) {
      return !track.has_text() && !is_read_now(track, observations, ids);
    });
  }
  if (leaves == tracks.end()) return false;
  ended.push_back(end(*leaves));
  tracks.erase(leaves);
  return true;
}

double PlateTracker::Private::weight_of(const Observation& observation) const {
  const auto share = [](double value, double full) {
    return value > 0 ? std::min(value / full, 1.0) : 1.0;
  };
  const double quality = share(observation.reading.sharpness, options.full_sharpness) *
                         share(height_of(observation.quad), options.full_height);
  // A frame counts as far as it is right: those that are read at random do not dilute the rest.
  const double right = std::clamp(observation.reading.confidence, 1e-3, 1.0);
  return std::max(quality, options.min_quality) * right;
}

void PlateTracker::Private::add_evidence(Track& track, const Observation& observation,
                                         double threshold) {
  track.evidence.add(observation.reading, weight_of(observation));
  track.fused = track.evidence.fused(threshold);
  track.sure_enough = std::min(options.sure_enough, threshold);
  const bool doubtful = track.fused.refusal == Refusal::kLowConfidence;
  if (doubtful && observation.reading.refusal == Refusal::kBlurred) {
    track.fused.refusal = Refusal::kBlurred;
  }
}

/// Whether the text was reported by another track whose passage this one continues.
bool PlateTracker::Private::is_reported(const Track& track, const std::string& text) const {
  const Quad quad = track.predicted();
  const auto is_twin = [&](const Track& other) {
    if (other.id == track.id || !other.confirmed) return false;
    const double distance = distance_in_widths(other.predicted(), quad);
    // A region that cuts the run, beside a letter that looks like a digit, shows another number.
    if (is_shifted(other.reported.text, text)) return distance <= kCutRunReach;
    // Where a plate that is not found just now will be is a guess.
    const bool may_be_here = other.unseen > 0 || distance <= 2 * options.reach;
    return other.reported.text == text && may_be_here;
  };
  return std::any_of(lost.begin(), lost.end(),
                     [&](const LostText& known) { return known.text == text; }) ||
         std::any_of(tracks.begin(), tracks.end(), is_twin);
}

bool PlateTracker::Private::is_seen_enough(const Track& track) const {
  const Agreement agreement = track.evidence.agreement(track.fused.text);
  return agreement.right >= options.enough_right && agreement.surest >= track.sure_enough &&
         agreement.right >= options.enough_share * agreement.looks;
}

bool PlateTracker::Private::is_corrected(const Track& track) const {
  const int agreeing = track.evidence.agreement(track.fused.text).frames;
  return !track.corrected && track.fused.confidence >= options.correction_confidence &&
         agreeing >= options.correction_agreeing &&
         agreeing >= 2 * track.evidence.agreement(track.reported.text).frames;
}

/// Whether the text is all that there is, and no part of something longer.
bool PlateTracker::Private::is_whole(const Track& track, const Quad& quad,
                                     const TrackerFrame& frame) const {
  if (!track.is_found || !frame.read_wider) return true;
  const Reading wider = frame.read_wider(quad);
  return best_digits(wider) == track.fused.text &&
         wider.confidence >= std::min(options.whole_enough, frame.threshold);
}

/// @param quad of the observation.
/// @returns whether the track is to be reported now.
bool PlateTracker::Private::judge(Track& track, const Quad& quad, const TrackerFrame& frame) {
  if (track.fused.refusal != Refusal::kNone || !is_seen_enough(track)) return false;
  const bool is_first = !track.confirmed;
  const bool is_other = !is_first && track.reported.text != track.fused.text;
  if (is_other && !is_corrected(track)) return false;
  if ((is_first || is_other) && !is_whole(track, quad, frame)) return false;
  track.confirmed = true;
  track.reported = track.fused;
  if (is_other) track.corrected = true;
  return (is_first || is_other) && !is_reported(track, track.fused.text);
}

TrackedPlate PlateTracker::Private::observe(Track& track, const Observation& observation,
                                            const TrackerFrame& frame) {
  TrackedPlate plate;
  plate.track_id = track.id;
  plate.reading = observation.reading;
  const bool is_located = observation.track_id == 0;
  if (is_located) track.is_found = observation.is_found;
  if (is_located && track.unlocated > 0) {
    track.motion.observe(observation.quad, std::exchange(track.unlocated, 0));
  }
  const bool is_evidence = has_evidence(observation.reading);
  if (track.has_text() || is_evidence) ++track.looks;
  if (is_evidence) {
    add_evidence(track, observation, frame.threshold);
    plate.is_event = judge(track, observation.quad, frame);
    plate.reading = track.confirmed ? track.reported : track.fused;
    if (!track.confirmed || shows(observation.reading, track.reported.text)) {
      track.unseen = track.unread = 0;
    }
  }
  if (observation.reading.refusal == Refusal::kNotFiveDigits) track.evidence.deny();
  plate.reading.sharpness = observation.reading.sharpness;
  plate.confirmed = track.confirmed && plate.reading.refusal == Refusal::kNone;
  const std::string text = track.confirmed ? track.reported.text : best_digits(track.fused);
  plate.agreeing_frames = track.evidence.agreement(text).frames;
  plate.lacks_frames = lacks_frames(track);
  return plate;
}

bool PlateTracker::Private::lacks_frames(const Track& track) const {
  const bool is_read = track.has_text() && track.fused.refusal == Refusal::kNone;
  if (!is_read || track.confirmed) return false;
  const Agreement agreement = track.evidence.agreement(track.fused.text);
  return agreement.frames == track.looks && agreement.surest >= track.sure_enough &&
         !is_reported(track, track.fused.text);
}

EndedTrack PlateTracker::Private::end(const Track& track) {
  if (track.confirmed) {
    if (track.unread < options.forget_after) {
      if (lost.size() == static_cast<std::size_t>(options.max_tracks)) lost.erase(lost.begin());
      lost.push_back({track.reported.text, track.unread});
    }
    return {track.id, false};
  }
  return {track.id, lacks_frames(track)};
}

/// Ends the tracks whose plate has left, and those whose text is no longer read.
void PlateTracker::Private::forget_the_left(bool looked, std::vector<EndedTrack>& ended) {
  for (auto track = tracks.begin(); track != tracks.end();) {
    const bool is_missed = looked && track->unseen > 0;
    if (is_missed && track->has_text() && track->unseen < options.max_gap) ++track->looks;
    const bool has_left = is_missed && track->unseen >= options.max_gap;
    const bool is_over = looked && track->confirmed && track->unread >= options.forget_after;
    if (has_left || is_over) {
      ended.push_back(end(*track));
      track = tracks.erase(track);
    } else {
      ++track;
    }
  }
}

PlateTracker::PlateTracker(const PlateTrackerOptions& options) : d_(std::make_unique<Private>()) {
  d_->options = options;
}

PlateTracker::~PlateTracker() = default;
PlateTracker::PlateTracker(PlateTracker&&) noexcept = default;
PlateTracker& PlateTracker::operator=(PlateTracker&&) noexcept = default;

TrackerUpdate PlateTracker::update(const TrackerFrame& frame,
                                   const std::vector<Observation>& observations) {
  TrackerUpdate update;
  const double seconds = d_->advance(frame.time);
  d_->pass(seconds);
  if (seconds >= d_->options.forget_after) {
    for (const Track& track : d_->tracks) update.ended.push_back(d_->end(track));
    d_->tracks.clear();
    d_->lost.clear();
  }
  const std::vector<Track*> matched = d_->match(observations, update.ended);
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (matched[i] != nullptr && !d_->is_another(*matched[i], observations[i].reading)) {
      update.plates.push_back(d_->observe(*matched[i], observations[i], frame));
    } else {
      update.plates.push_back({0, observations[i].reading});
    }
  }
  d_->forget_the_left(frame.looked, update.ended);
  return update;
}

std::vector<PredictedPlate> PlateTracker::predict(double time) const {
  const double last = d_->clock;
  double step = std::isfinite(time) && std::isfinite(last) ? std::abs(time - last) : 0;
  if (!(step > 0)) step = d_->options.nominal_step;
  std::vector<PredictedPlate> plates;
  for (const Track& track : d_->tracks) {
    if (track.unseen + step > d_->options.max_gap) continue;
    plates.push_back({track.id, track.motion.predict(track.unlocated + step)});
  }
  return plates;
}

std::vector<EndedTrack> PlateTracker::reset() {
  std::vector<EndedTrack> ended;
  for (const Track& track : d_->tracks) ended.push_back(d_->end(track));
  const PlateTrackerOptions options = d_->options;
  *d_ = Private();
  d_->options = options;
  return ended;
}

}  // namespace deepocr
