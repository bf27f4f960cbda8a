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

std::uint64_t Timetable::passages_before(std::uint64_t act_number) const {
  std::uint64_t per_round = 0;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < acts_.size(); ++i) {
    if (i < act_number % acts_.size()) before += acts_[i].starts.size();
    per_round += acts_[i].starts.size();
  }
  return before + act_number / acts_.size() * per_round;
}

std::vector<Passage> Timetable::at(double seconds, double margin) const {
  const double moment = seconds + kFirstMoment;
  const auto first = static_cast<std::uint64_t>(std::max(0.0, moment - margin) / kActSeconds);
  const auto last = static_cast<std::uint64_t>((moment + margin) / kActSeconds);
  std::vector<Passage> passages;
  for (std::uint64_t number = first; number <= last; ++number) {
    const double time = moment - static_cast<double>(number) * kActSeconds;
    const std::uint64_t before = passages_before(number);
    const Act& act = acts_[number % acts_.size()];
    const double slack = margin / act.passage_seconds;
    for (std::size_t i = 0; i < act.starts.size(); ++i) {
      const double progress = (time - act.starts[i].time) / act.passage_seconds;
      if (progress < -slack || progress >= 1 + slack) continue;
      passages.push_back(
          {before + i, number, act.path, act.starts[i].lane, progress, act.passage_seconds});
    }
  }
  return passages;
}

}  // namespace deepocr::synth
