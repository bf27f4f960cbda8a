// SPDX-License-Identifier: MIT
// Figures of passages, on recordings written by hand.
#include "passage-figures.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace deepocr::evaluation {
namespace {

constexpr std::int64_t kFrame = 100'000'000;  // nanoseconds
constexpr std::size_t kMinFrames = 3;

Plate plate(unsigned track, const std::string& text, double x, bool legible = true) {
  Plate plate;
  plate.track = track;
  plate.text = text;
  plate.quad = to_quad({x, 50, 100, 20});
  plate.confidence = 0.995;
  plate.legible = legible;
  return plate;
}

// Plates 1 and 2, a frame's width apart, legible in ten frames and followed as 11 and 12.
Recording two_passages() {
  Recording recording;
  for (int i = 0; i < 10; ++i) {
    Frame frame;
    frame.time = i * kFrame;
    frame.truths = {plate(1, "12345", 10.0 * i), plate(2, "67890", 400 + 10.0 * i)};
    frame.readings = {plate(12, "67890", 402 + 10.0 * i), plate(11, "12345", 3 + 10.0 * i)};
    recording.frames.push_back(frame);
  }
  recording.seconds = 1;
  return recording;
}

Event event(int frame, const std::string& text, double x) {
  return {frame * kFrame, plate(11, text, x)};
}

TEST(PassageFigures, CountsOneRightEventPerPassage) {
  Recording recording = two_passages();
  recording.events = {event(2, "12345", 25), event(4, "67890", 440)};
  const PassageFigures figures = measure_passages(recording, kMinFrames);
  EXPECT_EQ(figures.passages, 2U);
  EXPECT_EQ(figures.recalled, 2U);
  EXPECT_EQ(figures.right, 2U);
  EXPECT_EQ(figures.wrong + figures.duplicates + figures.strays + figures.switches, 0U);
  EXPECT_THAT(figures.delays, testing::ElementsAre(testing::DoubleEq(0.2), testing::DoubleEq(0.4)));
  EXPECT_TRUE(figures.failures.empty());
}

TEST(PassageFigures, TellsWrongDuplicateAndStrayEventsApart) {
  Recording recording = two_passages();
  recording.events = {event(1, "12346", 10), event(2, "12345", 20), event(3, "12345", 30),
                      event(5, "11111", 700)};
  const PassageFigures figures = measure_passages(recording, kMinFrames);
  EXPECT_EQ(figures.recalled, 0U) << "one was not reported, one more than once";
  EXPECT_EQ(figures.events, 4U);
  EXPECT_EQ(figures.right, 1U);
  EXPECT_EQ(figures.wrong, 1U);
  EXPECT_EQ(figures.duplicates, 1U);
  EXPECT_EQ(figures.strays, 1U);
  EXPECT_EQ(figures.delays.size(), 1U);
  EXPECT_EQ(figures.failures.size(), 3U);
}

TEST(PassageFigures, LeavesOutPlatesThatAreHardlyEverLegible) {
  Recording recording = two_passages();
  for (std::size_t i = 2; i < 10; ++i) recording.frames[i].truths[1].legible = false;
  recording.events = {event(2, "12345", 20)};
  EXPECT_EQ(measure_passages(recording, kMinFrames).passages, 1U);
  EXPECT_EQ(measure_passages(recording, kMinFrames).recalled, 1U);
  recording.events.push_back(event(3, "67890", 430));
  EXPECT_EQ(measure_passages(recording, kMinFrames).right, 2U) << "such an event is no mistake";
}

TEST(PassageFigures, GivesAPlateItsNumberWhileSomethingStandsBeforeIt) {
  Recording recording = two_passages();
  for (std::size_t i = 4; i < 7; ++i)
    recording.frames[i].truths.erase(recording.frames[i].truths.begin());
  recording.events = {event(5, "12345", 50)};
  EXPECT_EQ(measure_passages(recording, kMinFrames).right, 1U);
  recording.events = {event(5, "12346", 50)};
  EXPECT_EQ(measure_passages(recording, kMinFrames).strays, 1U) << "another number is not its own";
  for (std::size_t i = 7; i < 10; ++i)
    recording.frames[i].truths.erase(recording.frames[i].truths.begin());
  recording.events = {event(5, "12345", 50)};
  EXPECT_EQ(measure_passages(recording, kMinFrames).strays, 1U) << "it has left";
}

TEST(PassageFigures, CountsSwitchesOfTheTrackId) {
  Recording recording = two_passages();
  for (std::size_t i = 5; i < 10; ++i) {  // the two swap
    recording.frames[i].readings[0].track = 11;
    recording.frames[i].readings[1].track = 12;
  }
  recording.frames[2].readings[1].track = 0;  // not followed for a moment
  recording.frames[3].readings.pop_back();    // not found for a moment
  EXPECT_EQ(measure_passages(recording, kMinFrames).switches, 2U);
}

TEST(PassageFigures, ComparesReadingsWithTheLegiblePlatesOfEachFrame) {
  Recording recording = two_passages();
  recording.frames[0].readings[1].text = "";       // refused
  recording.frames[1].readings[1].text = "12340";  // wrong
  recording.frames[2].readings.clear();
  recording.frames[3].truths[0].legible = false;
  const FrameFigures figures = measure_frames(recording);
  EXPECT_EQ(figures.plates, 19U);
  EXPECT_EQ(figures.right, 15U);
  EXPECT_EQ(figures.wrong, 1U);
}

TEST(PassageFigures, MeasuresCalibration) {
  PassageFigures figures;
  figures.confidences = {0.995, 0.999, 0.95, 0.5};
  figures.is_right = {true, false, true, true};
  EXPECT_NEAR(calibration_error(figures), (std::abs(2.944 - 2) + 0.5) / 4, 1e-9);
  EXPECT_EQ(sure_events(figures, 0.99).events, 2U);
  EXPECT_EQ(sure_events(figures, 0.99).right, 1U);
  EXPECT_TRUE(std::isnan(calibration_error({})));
}

TEST(PassageFigures, AddUp) {
  Recording recording = two_passages();
  recording.events = {event(2, "12345", 25), event(4, "67891", 440)};
  const PassageFigures one = measure_passages(recording, kMinFrames);
  PassageFigures all;
  all.add(one);
  all.add(one);
  EXPECT_EQ(all.passages, 4U);
  EXPECT_EQ(all.wrong, 2U);
  EXPECT_EQ(all.fused.plates, 40U);
  EXPECT_EQ(all.confidences.size(), 4U);
  EXPECT_EQ(nlohmann::json(all)["event_recall"], 0.5);
}

TEST(PassageFigures, CopesWithAnEmptyRecording) {
  Recording recording;
  recording.events = {event(0, "12345", 0)};
  const PassageFigures figures = measure_passages(recording, kMinFrames);
  EXPECT_EQ(figures.strays, 1U);
  EXPECT_TRUE(std::isnan(percentile(figures.delays, 50)));
  EXPECT_NO_THROW(nlohmann::json(figures).dump());
}

TEST(Percentile, IsAValueOfTheList) {
  EXPECT_EQ(percentile({3, 1, 2}, 50), 2);
  EXPECT_EQ(percentile({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 90), 9);
  EXPECT_EQ(percentile({4}, 0), 4);
}

}  // namespace
}  // namespace deepocr::evaluation
