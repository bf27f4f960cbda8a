// SPDX-License-Identifier: MIT
// Which vehicles are on their way at a time.
#include "synth/timetable.h"

#include <algorithm>
#include <cmath>

namespace deepocr::synth {
namespace {

constexpr double kApproachSeconds = 5;
constexpr double kCrossSeconds = 5;
constexpr double kActSeconds = 20;
constexpr double kFirstMoment = 3;  // so that the first frame is not an empty street

}  // namespace

Timetable::Timetable(int at_once, double crossing_gap) {
  Act approach{Passage::Path::kApproach, {}, kApproachSeconds};
  // Lanes start one after another, within part of a passage.
  const double stagger = 0.7 * kApproachSeconds / at_once;
  for (double round = 0; round + kApproachSeconds <= kActSeconds; round += kApproachSeconds) {
    for (int lane = 0; lane < at_once; ++lane) {
      const double time = round + lane * stagger;
      if (time + kApproachSeconds <= kActSeconds) approach.starts.push_back({time, lane});
    }
  }
  Act cross{Passage::Path::kCross, {}, kCrossSeconds};
  const double headway = kCrossSeconds * std::max(crossing_gap, 1.0 / at_once);
  for (double time = 0; time + kCrossSeconds <= kActSeconds; time += headway) {
    cross.starts.push_back({time, 0});
  }
  acts_ = {approach, cross, approach};
}

std::vector<Passage> Timetable::at(double seconds) const {
  const double moment = seconds + kFirstMoment;
  const auto act_number = static_cast<std::uint64_t>(moment / kActSeconds);
  const double time = moment - static_cast<double>(act_number) * kActSeconds;
  std::uint64_t per_round = 0;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < acts_.size(); ++i) {
    if (i < act_number % acts_.size()) before += acts_[i].starts.size();
    per_round += acts_[i].starts.size();
  }
  before += act_number / acts_.size() * per_round;
  const Act& act = acts_[act_number % acts_.size()];
  std::vector<Passage> passages;
  for (std::size_t i = 0; i < act.starts.size(); ++i) {
    const double progress = (time - act.starts[i].time) / act.passage_seconds;
    if (progress < 0 || progress >= 1) continue;
    passages.push_back({before + i, act_number, act.path, act.starts[i].lane, progress});
  }
  return passages;
}

}  // namespace deepocr::synth
