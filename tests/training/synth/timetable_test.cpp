// SPDX-License-Identifier: MIT
// The timetable of vehicles.
#include "synth/timetable.h"

#include <map>

#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

TEST(Timetable, NeverHasMoreVehiclesThanAllowed) {
  for (const int at_once : {1, 2, 5}) {
    const Timetable timetable(at_once, 0.1);
    for (double time = 0; time < 200; time += 0.1) {
      EXPECT_LE(timetable.at(time).size(), static_cast<std::size_t>(at_once)) << time;
    }
  }
}

TEST(Timetable, NumbersPassagesWithoutGapsInTheOrderOfTheirStart) {
  const Timetable timetable(2, 0.4);
  std::map<std::uint64_t, double> first_seen;
  for (double time = 0; time < 200; time += 0.05) {
    for (const Passage& passage : timetable.at(time)) first_seen.try_emplace(passage.index, time);
  }
  std::uint64_t expected = 0;
  double previous = 0;
  for (const auto& [index, time] : first_seen) {
    EXPECT_EQ(index, expected++);
    EXPECT_GE(time, previous);
    previous = time;
  }
  EXPECT_GT(expected, 30U);
}

TEST(Timetable, MovesEachVehicleSteadilyFromStartToEnd) {
  const Timetable timetable(3, 0.4);
  std::map<std::uint64_t, double> progress;
  for (double time = 0; time < 100; time += 0.1) {
    for (const Passage& passage : timetable.at(time)) {
      EXPECT_GE(passage.progress, 0);
      EXPECT_LT(passage.progress, 1);
      const auto [entry, started] = progress.try_emplace(passage.index, passage.progress);
      EXPECT_TRUE(started || passage.progress > entry->second);
      entry->second = passage.progress;
    }
  }
}

TEST(Timetable, KnowsWhoComesAndWhoHasGone) {
  const Timetable timetable(2, 0.4);
  std::map<std::uint64_t, double> begun;
  for (double time = 0; time < 60; time += 0.5) {
    for (const Passage& passage : timetable.at(time, 3)) {
      const double start = time - passage.progress * passage.duration;
      EXPECT_NEAR(begun.try_emplace(passage.index, start).first->second, start, 1e-9);
      EXPECT_LE(-3.001, passage.progress * passage.duration);
      EXPECT_GE(3.001, (passage.progress - 1) * passage.duration);
    }
    for (const Passage& passage : timetable.at(time)) EXPECT_EQ(begun.count(passage.index), 1U);
  }
}

TEST(Timetable, DoesNotStartWithAnEmptyStreet) { EXPECT_FALSE(Timetable(1, 0.4).at(0).empty()); }

}  // namespace
}  // namespace deepocr::synth
