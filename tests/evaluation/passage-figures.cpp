// SPDX-License-Identifier: MIT
// How well passages of plates were reported.
#include "passage-figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include <nlohmann/json.hpp>

namespace deepocr::evaluation {
namespace {

constexpr double kNanoseconds = 1e9;

// How far `place` is from a plate, in lengths of its digits; what is 0.75 or more away is
// elsewhere.
constexpr double kElsewhere = 0.75;
double separation(const Plate& truth, const Plate& place) {
  const double length =
      std::max(distance(truth.quad[0], truth.quad[1]), distance(truth.quad[3], truth.quad[2]));
  return distance(centre_of(truth.quad), centre_of(place.quad)) / std::max(length, 1e-6);
}

const Plate* truth_at(const Frame& frame, const Plate& place) {
  const Plate* nearest = nullptr;
  double least = kElsewhere;
  for (const Plate& truth : frame.truths) {
    const double apart = separation(truth, place);
    if (apart >= least) continue;
    least = apart;
    nearest = &truth;
  }
  return nearest;
}

// Of those at the plate's place that belong to no nearer plate, the nearest.
const Plate* reading_of(const Frame& frame, const Plate& truth) {
  const Plate* nearest = nullptr;
  double least = kElsewhere;
  for (const Plate& reading : frame.readings) {
    const double apart = separation(truth, reading);
    if (apart >= least || truth_at(frame, reading) != &truth) continue;
    least = apart;
    nearest = &reading;
  }
  return nearest;
}

const Frame* frame_at(const Recording& recording, std::int64_t time) {
  const auto nearest = std::min_element(recording.frames.begin(), recording.frames.end(),
                                        [&](const Frame& a, const Frame& b) {
                                          return std::abs(a.time - time) < std::abs(b.time - time);
                                        });
  return nearest != recording.frames.end() ? &*nearest : nullptr;
}

// One plate's way through the frame.
struct Passage {
  std::string number;
  std::size_t legible_frames = 0;
  std::int64_t first_seen = 0;
  std::int64_t last_seen = 0;
  std::int64_t first_legible = 0;
  unsigned followed_as = 0;
  std::vector<const Event*> events;
};

void follow(const Frame& frame, std::map<unsigned, Passage>& passages, PassageFigures& figures) {
  for (const Plate& truth : frame.truths) {
    const auto [known, is_new] = passages.try_emplace(truth.track);
    Passage& passage = known->second;
    if (is_new) passage.first_seen = frame.time;
    passage.last_seen = frame.time;
    passage.number = truth.text;
    if (!truth.legible) continue;  // beside a hidden plate anything may be found
    if (passage.legible_frames++ == 0) passage.first_legible = frame.time;
    const Plate* reading = reading_of(frame, truth);
    if (reading == nullptr || reading->track == 0) continue;
    if (passage.followed_as != 0 && passage.followed_as != reading->track) ++figures.switches;
    passage.followed_as = reading->track;
  }
}

// What stands before a plate counts as hiding it, and then no truth says where it is, while digits
// may still be seen beside: an event with its number, between two frames that show it, is its own.
Passage* hidden_passage(const Event& event, std::map<unsigned, Passage>& passages) {
  const auto found = std::find_if(passages.begin(), passages.end(), [&](const auto& entry) {
    const Passage& passage = entry.second;
    return passage.number == event.plate.text && passage.first_seen < event.time &&
           event.time < passage.last_seen;
  });
  return found != passages.end() ? &found->second : nullptr;
}

Passage* passage_of(const Event& event, const Recording& recording,
                    std::map<unsigned, Passage>& passages) {
  const Frame* frame = frame_at(recording, event.time);
  const Plate* truth = frame != nullptr ? truth_at(*frame, event.plate) : nullptr;
  return truth != nullptr ? &passages[truth->track] : hidden_passage(event, passages);
}

std::string at_time(std::int64_t time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", static_cast<double>(time) / kNanoseconds);
  return text;
}

void judge_event(const Event& event, Passage* passage, PassageFigures& figures) {
  ++figures.events;
  figures.confidences.push_back(event.plate.confidence);
  figures.is_right.push_back(passage != nullptr && event.plate.text == passage->number);
  if (passage == nullptr) {
    ++figures.strays;
    figures.failures.push_back("at " + at_time(event.time) + " " + event.plate.text +
                               " was reported where no plate is");
    return;
  }
  const bool again =
      std::any_of(passage->events.begin(), passage->events.end(),
                  [&](const Event* earlier) { return earlier->plate.text == passage->number; });
  passage->events.push_back(&event);
  if (!figures.is_right.back()) {
    ++figures.wrong;
  } else if (again) {
    ++figures.duplicates;
  } else {
    ++figures.right;
  }
}

void judge_passage(const Passage& passage, std::size_t min_frames, PassageFigures& figures) {
  const bool counts = passage.legible_frames >= min_frames;
  const auto right =
      std::find_if(passage.events.begin(), passage.events.end(),
                   [&](const Event* event) { return event->plate.text == passage.number; });
  const bool recalled = passage.events.size() == 1 && right != passage.events.end();
  if (counts) {
    ++figures.passages;
    if (recalled) ++figures.recalled;
    if (right != passage.events.end()) {
      const auto delay = std::max<std::int64_t>(0, (*right)->time - passage.first_legible);
      figures.delays.push_back(static_cast<double>(delay) / kNanoseconds);
    }
  }
  if (recalled || (!counts && passage.events.empty())) return;
  std::string sentence = passage.number + ", legible in " + std::to_string(passage.legible_frames) +
                         " frames from " + at_time(passage.first_legible) + ", was ";
  if (passage.events.empty()) sentence += "not reported";
  for (std::size_t i = 0; i < passage.events.size(); ++i) {
    sentence += (i == 0 ? "reported as " : ", then as ") + passage.events[i]->plate.text + " at " +
                at_time(passage.events[i]->time);
  }
  figures.failures.push_back(sentence);
}

nlohmann::json to_json(const FrameFigures& figures) {
  return {{"plates", figures.plates},
          {"right", share(figures.right, figures.plates)},
          {"wrong", share(figures.wrong, figures.plates)}};
}

}  // namespace

void PassageFigures::add(const PassageFigures& other) {
  seconds += other.seconds;
  for (const auto member :
       {&PassageFigures::passages, &PassageFigures::recalled, &PassageFigures::events,
        &PassageFigures::right, &PassageFigures::wrong, &PassageFigures::duplicates,
        &PassageFigures::strays, &PassageFigures::switches}) {
    this->*member += other.*member;
  }
  for (const auto run : {&PassageFigures::fused, &PassageFigures::single}) {
    (this->*run).plates += (other.*run).plates;
    (this->*run).right += (other.*run).right;
    (this->*run).wrong += (other.*run).wrong;
  }
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(delays, other.delays);
  append(confidences, other.confidences);
  append(is_right, other.is_right);
  append(failures, other.failures);
}

double share(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(part) / static_cast<double>(whole);
}

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

double calibration_error(const PassageFigures& figures) {
  constexpr std::size_t kBins = 15;
  if (figures.confidences.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::array<double, kBins> excess{};  // of confidence over what is right
  for (std::size_t i = 0; i < figures.confidences.size(); ++i) {
    const double confidence = figures.confidences[i];
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(confidence * kBins));
    excess[bin] += confidence - (figures.is_right[i] ? 1 : 0);
  }
  double error = 0;
  for (const double bin : excess) error += std::abs(bin);
  return error / static_cast<double>(figures.confidences.size());
}

SureEvents sure_events(const PassageFigures& figures, double confidence) {
  SureEvents sure;
  for (std::size_t i = 0; i < figures.confidences.size(); ++i) {
    if (figures.confidences[i] < confidence) continue;
    ++sure.events;
    if (figures.is_right[i]) ++sure.right;
  }
  return sure;
}

PassageFigures measure_passages(const Recording& recording, std::size_t min_frames) {
  PassageFigures figures;
  figures.seconds = recording.seconds;
  std::map<unsigned, Passage> passages;
  for (const Frame& frame : recording.frames) follow(frame, passages, figures);
  for (const Event& event : recording.events) {
    judge_event(event, passage_of(event, recording, passages), figures);
  }
  for (const auto& [track, passage] : passages) judge_passage(passage, min_frames, figures);
  figures.fused = measure_frames(recording);
  return figures;
}

FrameFigures measure_frames(const Recording& recording) {
  FrameFigures figures;
  for (const Frame& frame : recording.frames) {
    for (const Plate& truth : frame.truths) {
      if (!truth.legible) continue;
      ++figures.plates;
      const Plate* reading = reading_of(frame, truth);
      if (reading == nullptr || reading->text.empty()) continue;
      ++(reading->text == truth.text ? figures.right : figures.wrong);
    }
  }
  return figures;
}

void to_json(nlohmann::json& json, const PassageFigures& figures) {
  constexpr double kSure = 0.99;
  const SureEvents sure = sure_events(figures, kSure);
  json = {{"seconds", figures.seconds},
          {"passages", figures.passages},
          {"recalled", figures.recalled},
          {"event_recall", share(figures.recalled, figures.passages)},
          {"events", figures.events},
          {"event_precision", share(figures.right, figures.events)},
          {"wrong_events", figures.wrong},
          {"duplicate_events", figures.duplicates},
          {"stray_events", figures.strays},
          {"id_switches", figures.switches},
          {"seconds_to_confirm_median", percentile(figures.delays, 50)},
          {"seconds_to_confirm_90_percent", percentile(figures.delays, 90)},
          {"single_frame", to_json(figures.single)},
          {"fused", to_json(figures.fused)},
          {"calibration_error", calibration_error(figures)},
          {"events_from_99_percent", sure.events},
          {"events_from_99_percent_right", share(sure.right, sure.events)},
          {"failures", figures.failures}};
}

}  // namespace deepocr::evaluation
