// SPDX-License-Identifier: MIT
// Plates that pass, cross, hide and come back.
#include "deepocr/plate_tracker.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readings.h"

namespace deepocr {
namespace {

using test::reading_of;
using test::refused_as;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr double kFrame = 0.04;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Quad plate_at(double x, double y = 200, double width = 100) {
  return to_quad({x - width / 2, y - width / 8, width, width / 4});
}

Observation seen(double x, const Reading& reading) { return {plate_at(x), reading}; }
Observation found(double x, const std::string& text) {
  return {plate_at(x), reading_of(text, 0.999), 0, true};
}
Observation seen(double x, const std::string& text) { return seen(x, reading_of(text, 0.999)); }

/// A tracker, and what it reported.
class PlateTrackerTest : public ::testing::Test {
 protected:
  TrackerUpdate pass(const std::vector<Observation>& observations, double step = kFrame,
                     bool looked = true) {
    time_ += step;
    return pass_at(time_, observations, looked);
  }

  TrackerUpdate pass_at(double time, const std::vector<Observation>& observations,
                        bool looked = true) {
    const TrackerFrame frame{time, looked, test::kThreshold, read_wider_};
    TrackerUpdate update = tracker_.update(frame, observations);
    EXPECT_EQ(update.plates.size(), observations.size());
    for (const TrackedPlate& plate : update.plates) {
      if (plate.is_event) events_.push_back(plate.reading.text);
    }
    note_ended(update.ended);
    return update;
  }

  void pass_nothing(int frames) {
    for (int i = 0; i < frames; ++i) pass({});
  }

  void note_ended(const std::vector<EndedTrack>& ended) {
    for (const EndedTrack& track : ended) {
      if (track.lacked_frames) alone_.push_back(track.track_id);
    }
  }

  PlateTracker tracker_;
  ReadWider read_wider_;
  double time_ = 0;
  std::vector<std::string> events_;
  std::vector<unsigned> alone_;  ///< ids of ended tracks that lacked frames
};

TEST_F(PlateTrackerTest, ConfirmsATextThatThreeFramesAgreeOn) {
  const TrackedPlate first = pass({seen(100, "37463")}).plates[0];
  EXPECT_EQ(first.track_id, 1U);
  EXPECT_EQ(first.reading.text, "37463");
  EXPECT_FALSE(first.confirmed);
  EXPECT_EQ(first.agreeing_frames, 1);
  EXPECT_FALSE(first.is_event);
  EXPECT_FALSE(pass({seen(110, "37463")}).plates[0].is_event);
  const TrackedPlate third = pass({seen(120, "37463")}).plates[0];
  EXPECT_EQ(third.track_id, 1U);
  EXPECT_TRUE(third.confirmed);
  EXPECT_EQ(third.agreeing_frames, 3);
  EXPECT_TRUE(third.is_event);
  EXPECT_GT(third.reading.confidence, first.reading.confidence);
}

TEST_F(PlateTrackerTest, ReportsAPassageOnce) {
  for (int i = 0; i < 250; ++i) pass({seen(8.0 * i, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, ConfirmsByFramesThatAreRefusedEach) {
  const Reading refused = reading_of("37463", 0.9935);
  EXPECT_EQ(pass({seen(100, refused)}).plates[0].reading.refusal, Refusal::kLowConfidence);
  pass({seen(100, refused)});
  pass({seen(100, refused)});
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, AFrameConfirmsAsFarAsItIsSure) {
  const Reading doubtful = reading_of("37463", 0.95);  // a confidence of 0.77
  pass({seen(100, "37463")});
  pass({seen(100, doubtful)});
  EXPECT_EQ(pass({seen(100, doubtful)}).plates[0].reading.text, "37463");
  EXPECT_THAT(events_, IsEmpty());
  pass({seen(100, doubtful)});
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, DoesNotConfirmATextThatEachFrameDoubts) {
  TrackedPlate plate;
  for (int i = 0; i < 20; ++i) plate = pass({seen(100, reading_of("37463", 0.95))}).plates[0];
  EXPECT_EQ(plate.reading.text, "37463");
  EXPECT_FALSE(plate.confirmed);
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(PlateTrackerTest, DoesNotConfirmATextThatIsReadNowAndThen) {
  for (int i = 0; i < 40; ++i) {
    pass(
        {seen(100, i % 4 == 0 ? reading_of("37463", 0.999) : refused_as(Refusal::kNotFiveDigits))});
  }
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(PlateTrackerTest, WhatShowedNoDigitsFromAfarIsConfirmedAsFastAsAnother) {
  for (int i = 0; i < 40; ++i) pass({seen(100, refused_as(Refusal::kNotFiveDigits))});
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, DoesNotConfirmAPartOfALongerNumber) {
  read_wider_ = [](const Quad&) { return refused_as(Refusal::kNotFiveDigits); };
  for (int i = 0; i < 20; ++i) pass({found(100, "37463")});
  EXPECT_THAT(events_, IsEmpty());
  read_wider_ = [](const Quad&) { return reading_of("74638", 0.999); };
  for (int i = 0; i < 20; ++i) pass({found(100, "37463")});
  EXPECT_THAT(events_, IsEmpty());
  read_wider_ = [](const Quad&) { return reading_of("37463", 0.97); };  // a confidence of 0.86
  pass({found(100, "37463")});
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(PlateTrackerTest, ReadsAPassageWiderOnce) {
  std::vector<Quad> asked;
  read_wider_ = [&](const Quad& quad) {
    asked.push_back(quad);
    return reading_of("37463", 0.995);
  };
  for (int i = 0; i < 20; ++i) pass({found(100.0 + i, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463"));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(centre_of(asked[0]).x, 102) << "where the third frame shows it";
}

TEST_F(PlateTrackerTest, TakesAPlaceThatWasAskedForAsItIs) {
  read_wider_ = [](const Quad&) { return refused_as(Refusal::kNotFiveDigits); };
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, DoesNotReportADoubtfulTextThatGaveWayToASureOne) {
  for (int i = 0; i < 3; ++i) pass({seen(100, reading_of("77119", 0.95))});
  for (int i = 0; i < 20; ++i) pass({seen(100, "17119")});
  EXPECT_THAT(events_, ElementsAre("17119"));
}

TEST_F(PlateTrackerTest, DoesNotConfirmWhatIsReadAtRandom) {
  for (int i = 0; i < 200; ++i) {
    pass({seen(100, reading_of(std::to_string(10000 + i * 7919 % 90000), 0.6))});
  }
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(PlateTrackerTest, OutvotesABlurredWrongFrame) {
  const Reading blurred = reading_of("37468", 0.9995, 8);
  EXPECT_EQ(pass({seen(100, blurred)}).plates[0].reading.text, "37468");
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463"));
  const TrackedPlate plate = pass({seen(100, "37463")}).plates[0];
  EXPECT_EQ(plate.track_id, 1U);
  EXPECT_EQ(plate.agreeing_frames, 4);
}

TEST_F(PlateTrackerTest, KeepsTheTextOverFramesThatSayOtherwise) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  for (int i = 0; i < 3; ++i) {
    const TrackedPlate plate = pass({seen(100, "37468")}).plates[0];
    EXPECT_EQ(plate.reading.text, "37463");
    EXPECT_TRUE(plate.confirmed);
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, CorrectsAWrongTextOnce) {
  for (int i = 0; i < 3; ++i) pass({seen(100, reading_of("37468", 0.998, 8))});
  for (int i = 0; i < 20; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37468", "37463"));
  for (int i = 0; i < 400; ++i) pass({seen(100, "37468")});
  EXPECT_THAT(events_, ElementsAre("37468", "37463"));
}

TEST_F(PlateTrackerTest, StaysCalibratedHoweverManyFrames) {
  TrackerUpdate update;
  for (int i = 0; i < 1000; ++i) update = pass({seen(100, reading_of("37463", 0.9))});
  EXPECT_LT(update.plates[0].reading.confidence, 0.995);
}

TEST_F(PlateTrackerTest, KeepsNumbersOfVehiclesThatCross) {
  for (int i = 0; i < 60; ++i) {
    std::vector<Observation> both = {seen(100 + 10.0 * i, "37463"), seen(700 - 10.0 * i, "90210")};
    if (i % 2 != 0) std::swap(both[0], both[1]);
    for (const TrackedPlate& plate : pass(both).plates) {
      EXPECT_EQ(plate.track_id, plate.reading.text == "37463" ? 1U : 2U) << i;
    }
  }
  EXPECT_THAT(events_, UnorderedElementsAre("37463", "90210"));
}

TEST_F(PlateTrackerTest, KeepsTracksOfVehiclesThatCrossUnread) {
  const Reading unread = refused_as(Refusal::kTooSmall);
  for (int i = 0; i < 60; ++i) {
    const TrackerUpdate update =
        pass({{plate_at(105 + 10.0 * i, 200), unread}, {plate_at(700 - 10.0 * i, 206), unread}});
    EXPECT_EQ(update.plates[0].track_id, 1U) << i;
    EXPECT_EQ(update.plates[1].track_id, 2U) << i;
  }
}

TEST_F(PlateTrackerTest, KeepsNumbersWhereOneVehicleHidesTheOther) {
  for (int i = 0; i < 60; ++i) {
    const double left = 100 + 10.0 * i;
    const double right = 700 - 10.0 * i;
    std::vector<Observation> visible = {seen(right, "90210")};
    if (std::abs(left - right) > 120) visible.push_back(seen(left, "37463"));
    for (const TrackedPlate& plate : pass(visible).plates) {
      EXPECT_EQ(plate.track_id, plate.reading.text == "90210" ? 1U : 2U) << i;
    }
  }
  EXPECT_THAT(events_, ElementsAre("90210", "37463"));
}

TEST_F(PlateTrackerTest, FollowsBehindAnObstacle) {
  for (int i = 0; i < 50; ++i) {
    if (i >= 10 && i < 30) {
      pass({});
    } else {
      EXPECT_EQ(pass({seen(10.0 * i, "37463")}).plates[0].track_id, 1U) << i;
    }
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, DoesNotReportAgainWhatItLostForAMoment) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  pass_nothing(30);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(pass({seen(500, "37463")}).plates[0].track_id, 2U);
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, ReportsANewPassageAfterFourSeconds) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  pass_nothing(101);
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463", "37463"));
}

TEST_F(PlateTrackerTest, EndsAPassageWhereAPlaceShowsNoDigitsAnyMore) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  for (int i = 0; i < 101; ++i) {
    const TrackedPlate plate = pass({seen(100, refused_as(Refusal::kNotFiveDigits))}).plates[0];
    EXPECT_EQ(plate.reading.refusal, Refusal::kNotFiveDigits);
    EXPECT_FALSE(plate.confirmed);
  }
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463", "37463"));
}

TEST_F(PlateTrackerTest, TakesAnotherTextInTheSamePlaceAsAnotherPlate) {
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pass({seen(100, "90210")}).plates[0].track_id, 2U);
  EXPECT_THAT(events_, ElementsAre("37463", "90210"));
}

TEST_F(PlateTrackerTest, DoesNotGiveAPlateToATrackThatWouldGoWithout) {
  const Reading nothing = refused_as(Refusal::kNotFiveDigits);
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  EXPECT_EQ(pass({seen(100, "37463"), {plate_at(160, 205, 42), nothing}}).plates[1].track_id, 2U);
  // The second track reaches the plate, but not what is new; the first one reaches both.
  const TrackerUpdate update = pass({seen(100, "37463"), seen(10, nothing)});
  EXPECT_EQ(update.plates[0].track_id, 1U);
  EXPECT_EQ(update.plates[1].track_id, 3U);
}

TEST_F(PlateTrackerTest, ReportsAPlateFoundTwiceOnce) {
  for (int i = 0; i < 5; ++i) {
    pass({seen(100, "37463"), {plate_at(120, 205, 60), reading_of("37463", 0.999)}});
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, ReportsTheSameTextFarAway) {
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463"), seen(600, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463", "37463"));
}

TEST_F(PlateTrackerTest, FollowsAFastVehicleFromItsSecondFrame) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(pass({seen(150.0 * i, refused_as(Refusal::kNotFiveDigits))}).plates[0].track_id, 1U);
  }
}

TEST_F(PlateTrackerTest, SaysWhichTracksLackedFrames) {
  pass({seen(100, "37463"), seen(400, reading_of("90210", 0.9)), seen(700, "12345")});
  EXPECT_EQ(tracker_.reset().size(), 3U);
  pass({seen(100, "37463"), seen(400, reading_of("90210", 0.9)), seen(700, "12345")});
  note_ended(tracker_.reset());
  EXPECT_THAT(alone_, ElementsAre(1U, 3U));
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(PlateTrackerTest, LacksFramesWhileATextIsInDoubt) {
  pass({seen(100, reading_of("37463", 0.95))});
  EXPECT_FALSE(pass({seen(100, reading_of("37463", 0.95))}).plates[0].lacks_frames);
  EXPECT_TRUE(pass({seen(100, "37463")}).plates[0].lacks_frames);
  note_ended(tracker_.reset());
  EXPECT_THAT(alone_, ElementsAre(1U));
}

TEST_F(PlateTrackerTest, DoesNotLackFramesWhereTheyDeny) {
  pass({seen(100, "37463")});
  pass_nothing(30);
  pass({seen(100, "37463")});
  pass({seen(100, refused_as(Refusal::kNotFiveDigits))});
  note_ended(tracker_.reset());
  EXPECT_THAT(alone_, IsEmpty());
}

TEST_F(PlateTrackerTest, DoesNotReportTheRestOfAPassageByItself) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "37463")});
  pass_nothing(30);
  pass({seen(100, "37463")});
  note_ended(tracker_.reset());
  EXPECT_THAT(alone_, IsEmpty());
}

TEST_F(PlateTrackerTest, LacksFramesInASlowStream) {
  pass({seen(100, "37463")}, 1);
  pass({seen(700, "90210")}, 1);
  EXPECT_THAT(alone_, ElementsAre(1U));
  pass({seen(700, "12345")}, 3);
  EXPECT_THAT(alone_, ElementsAre(1U, 2U));
}

TEST_F(PlateTrackerTest, FollowsAParkedCarAtOneFrameASecond) {
  for (int i = 0; i < 10; ++i) pass({seen(100, "37463")}, 1);
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, MissesNothingOnFramesThatWereNotSearched) {
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(pass({seen(5.0 * i * 30, "37463")}).plates[0].track_id, 1U);
    for (int j = 1; j < 30; ++j) pass({}, kFrame, false);
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, FusesWhatIsReadWhereATrackWasPredicted) {
  for (int i = 0; i < 3; ++i) pass({seen(10.0 * i, reading_of("37463", 0.8))});
  for (int i = 3; i < 20; ++i) {
    const std::vector<PredictedPlate> predicted = tracker_.predict(time_ + kFrame);
    ASSERT_EQ(predicted.size(), 1U);
    EXPECT_NEAR(bounding_box(predicted[0].quad).x + 50, 10.0 * i, 0.5);
    Observation observation = {predicted[0].quad, reading_of("37463", 0.999)};
    observation.track_id = predicted[0].track_id;
    EXPECT_EQ(pass({observation}, kFrame, false).plates[0].track_id, 1U);
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, RejectsAnotherPlateWhereATrackWasPredicted) {
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  Observation observation = seen(100, "90210");
  observation.track_id = 1;
  EXPECT_EQ(pass({observation}).plates[0].track_id, 0U);
  observation.track_id = 99;
  EXPECT_EQ(pass({observation}).plates[0].track_id, 0U);
}

TEST_F(PlateTrackerTest, PredictsNothingOfPlatesThatLeft) {
  EXPECT_THAT(tracker_.predict(0), IsEmpty());
  pass({seen(100, "37463")});
  EXPECT_EQ(tracker_.predict(time_ + 0.5).size(), 1U);
  EXPECT_EQ(tracker_.predict(kNoTime).size(), 1U);
  EXPECT_THAT(tracker_.predict(time_ + 5), IsEmpty());
}

TEST_F(PlateTrackerTest, TakesFramesWithoutTimes) {
  for (int i = 0; i < 100; ++i) pass_at(kNoTime, {seen(10.0 * i, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463"));
  for (int i = 0; i < 101; ++i) pass_at(kNoTime, {});
  for (int i = 0; i < 3; ++i) pass_at(kNoTime, {seen(10.0 * i, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463", "37463"));
}

TEST_F(PlateTrackerTest, TakesRepeatedTimes) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(pass_at(7, {seen(10.0 * i, "37463")}).plates[0].track_id, 1U);
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, TakesTimesThatGoBackwards) {
  for (int i = 0; i < 100; ++i) pass_at(9 - kFrame * i, {seen(10.0 * i, "37463")});
  for (const double jitter : {0.0, 0.02, -0.02, 0.01, -0.01}) {
    pass_at(5 + jitter, {seen(1000, "37463")});
  }
  EXPECT_THAT(events_, ElementsAre("37463"));
}

TEST_F(PlateTrackerTest, StartsAfreshAfterALeapOfTime) {
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  const TrackerUpdate update = pass({seen(100, "37463")}, 4);
  EXPECT_EQ(update.plates[0].track_id, 2U);
  EXPECT_EQ(update.ended.size(), 1U);
  for (const double time : {1e300, -1e300, std::numeric_limits<double>::infinity()}) {
    EXPECT_NE(pass_at(time, {seen(100, "37463")}).plates[0].track_id, 0U);
  }
}

TEST_F(PlateTrackerTest, DoesNotFollowBadQuads) {
  Quad not_a_number = plate_at(100);
  not_a_number[2].x = kNan;
  Quad infinite = plate_at(100);
  infinite[1].y = std::numeric_limits<double>::infinity();
  for (const Quad& quad : {not_a_number, infinite, Quad{}, plate_at(1e9), plate_at(0, 0, 0)}) {
    const TrackedPlate plate = pass({{quad, reading_of("37463", 0.999)}}).plates[0];
    EXPECT_EQ(plate.track_id, 0U);
    EXPECT_EQ(plate.reading.text, "37463");
    EXPECT_FALSE(plate.is_event);
  }
  EXPECT_EQ(pass({seen(100, "37463")}).plates[0].track_id, 1U);
}

TEST_F(PlateTrackerTest, IgnoresReadingsThatAreNotProbabilities) {
  Reading bad = reading_of("37463", 0.999);
  bad.posteriors[0][0] = kNan;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pass({seen(100, bad)}).plates[0].track_id, 1U);
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(PlateTrackerTest, BoundsItsMemoryAndItsWork) {
  std::vector<Observation> many;
  for (int i = 0; i < 1000; ++i) {
    many.push_back({plate_at(200.0 * (i % 40), 100.0 * (i / 40)), reading_of("37463", 0.999)});
  }
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) {
    const TrackerUpdate update = pass(many);
    EXPECT_EQ(update.plates[63].track_id, 64U);
    EXPECT_EQ(update.plates[64].track_id, 0U);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(PlateTrackerTest, MakesRoomByForgettingThePlateUnseenForLongest) {
  std::vector<Observation> observations;
  for (int i = 0; i < 64; ++i) observations.push_back(seen(300.0 * i, "37463"));
  pass(observations);
  observations.erase(observations.begin() + 10);
  pass(observations);
  const TrackerUpdate update = pass({seen(-900, "90210")});
  EXPECT_EQ(update.plates[0].track_id, 65U);
  ASSERT_EQ(update.ended.size(), 1U);
  EXPECT_EQ(update.ended[0].track_id, 11U);
}

TEST_F(PlateTrackerTest, PlacesThatStayEmptyKeepNoPlateOut) {
  std::vector<Observation> bays;
  for (int i = 0; i < 100; ++i) {
    bays.push_back(seen(300.0 * i, refused_as(Refusal::kNotFiveDigits)));
  }
  for (int i = 0; i < 5; ++i) pass(bays);
  bays[98] = seen(300.0 * 98, "37463");
  bays[99] = seen(300.0 * 99, "90210");
  for (int i = 0; i < 3; ++i) pass(bays);
  EXPECT_THAT(events_, UnorderedElementsAre("37463", "90210"));
}

TEST_F(PlateTrackerTest, PlatesInViewKeepTheirTracksHoweverManyCome) {
  std::vector<Observation> plates;
  for (int i = 0; i < 100; ++i) plates.push_back(seen(300.0 * i, std::to_string(10000 + 900 * i)));
  for (int i = 0; i < 3; ++i) pass(plates);
  EXPECT_EQ(events_.size(), 64U);
  EXPECT_EQ(events_.front(), "10000");
}

TEST_F(PlateTrackerTest, TakesEmptyFrames) {
  pass_nothing(100);
  EXPECT_THAT(tracker_.reset(), IsEmpty());
}

TEST_F(PlateTrackerTest, StartsAfreshOnReset) {
  for (int i = 0; i < 3; ++i) pass({seen(100, "37463")});
  tracker_.reset();
  EXPECT_EQ(pass({seen(100, "37463")}).plates[0].track_id, 1U);
  for (int i = 0; i < 2; ++i) pass({seen(100, "37463")});
  EXPECT_THAT(events_, ElementsAre("37463", "37463"));
}

/// A scene of three vehicles with poor readings, as text.
std::string history_of_a_scene() {
  PlateTracker tracker;
  std::string history;
  for (int i = 0; i < 120; ++i) {
    const double quality = 0.6 + 0.39 * std::abs(std::sin(i * 1.7));
    const TrackerUpdate update = tracker.update(
        {i * kFrame},
        {seen(100 + 6.0 * i, reading_of("37463", quality)),
         seen(800 - 6.0 * i, reading_of("90210", quality, 10)),
         {plate_at(400, 600 - 4.0 * i), reading_of(i % 5 != 0 ? "55555" : "56555", quality)}});
    for (const TrackedPlate& plate : update.plates) {
      history += std::to_string(plate.track_id) + plate.reading.text +
                 std::to_string(plate.reading.confidence) + (plate.is_event ? "!" : " ");
    }
  }
  return history;
}

TEST_F(PlateTrackerTest, APartOfARunThatWasReportedIsNotReported) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "57091")});
  // Another region of the same plate: the 5 is cut off, and a Q beside the run looks like a 0.
  for (int i = 0; i < 5; ++i) pass({seen(100, "57091"), seen(150, "70910")});
  for (int i = 0; i < 5; ++i) pass({seen(150, "70910")});
  EXPECT_THAT(events_, ElementsAre("57091"));
}

TEST_F(PlateTrackerTest, APlateThatSharesDigitsWithOneElsewhereIsReported) {
  for (int i = 0; i < 5; ++i) pass({seen(100, "49813"), seen(500, "81397")});
  EXPECT_THAT(events_, UnorderedElementsAre("49813", "81397"));
}

TEST(PlateTracker, IsDeterministic) {
  const std::string history = history_of_a_scene();
  EXPECT_EQ(history, history_of_a_scene());
  EXPECT_EQ(std::count(history.begin(), history.end(), '!'), 3);
}

}  // namespace
}  // namespace deepocr
