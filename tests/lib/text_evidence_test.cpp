// SPDX-License-Identifier: MIT
// Readings that agree, and readings that do not.
#include "deepocr/text_evidence.h"

#include <cmath>

#include <gtest/gtest.h>

#include "readings.h"

namespace deepocr {
namespace {

using test::kThreshold;
using test::reading_of;
using test::refused_as;

constexpr double kCorrelation = 0.5;
constexpr double kFloor = 1e-4;

TextEvidence evidence_of(const std::vector<Reading>& readings) {
  TextEvidence evidence(kCorrelation, kFloor);
  for (const Reading& reading : readings) evidence.add(reading, 1);
  return evidence;
}

TEST(TextEvidence, OfOneFrameIsItsReading) {
  TextEvidence evidence(kCorrelation, kFloor);
  const Reading reading = reading_of("37463", 0.999);
  evidence.add(reading, 0.01);
  EXPECT_EQ(evidence.fused(kThreshold).text, "37463");
  EXPECT_EQ(evidence.fused(kThreshold).confidence, reading.confidence);
}

TEST(TextEvidence, GrowsWithFramesThatAgree) {
  const Reading doubtful = reading_of("37463", 0.98);
  EXPECT_EQ(doubtful.refusal, Refusal::kLowConfidence);
  const Reading fused = evidence_of({doubtful, doubtful}).fused(kThreshold);
  EXPECT_EQ(fused.text, "37463");
  EXPECT_GT(fused.confidence, doubtful.confidence);
}

TEST(TextEvidence, OfAnyNumberOfFramesAmountsToTwo) {
  const double digit = 0.9;
  const Reading fused =
      evidence_of(std::vector<Reading>(1000, reading_of("37463", digit))).fused(0);
  const double odds = std::pow(digit / ((1 - digit) / 10), 2);
  EXPECT_NEAR(fused.digit_confidences[0], odds / (odds + 10), 1e-3);
  // A frame that is sure of all leaves room for doubt, too.
  const Reading sure =
      evidence_of(std::vector<Reading>(1000, reading_of("37463", 1 - 1e-12))).fused(0);
  EXPECT_LT(sure.confidence, 1 - 1e-8);
}

TEST(TextEvidence, IsUndecidedBetweenTwoEqualFrames) {
  const Reading fused =
      evidence_of({reading_of("37463", 0.999), reading_of("37468", 0.999)}).fused(kThreshold);
  EXPECT_EQ(fused.refusal, Refusal::kLowConfidence);
  EXPECT_NEAR(fused.digit_confidences[4], 0.5, 0.01);
}

TEST(TextEvidence, FollowsTheWeights) {
  TextEvidence evidence(kCorrelation, kFloor);
  evidence.add(reading_of("37468", 0.9999), 0.2);
  evidence.add(reading_of("37463", 0.999), 1);
  EXPECT_EQ(best_digits(evidence.fused(kThreshold)), "37463");
  EXPECT_GT(evidence.fused(kThreshold).confidence, 0.97);
}

TEST(TextEvidence, LetsNoFrameVeto) {
  std::vector<Reading> readings(6, reading_of("37463", 0.999));
  readings.push_back(reading_of("37468", 1 - 1e-15));
  EXPECT_EQ(evidence_of(readings).fused(kThreshold).text, "37463");
}

TEST(TextEvidence, KnowsTheFramesThatAgree) {
  const std::vector<Reading> readings = {reading_of("37463", 0.5), reading_of("37463", 0.999),
                                         reading_of("37468", 0.9)};
  const TextEvidence evidence = evidence_of(readings);
  EXPECT_EQ(evidence.frames(), 3);
  const Agreement agreement = evidence.agreement("37463");
  EXPECT_EQ(agreement.frames, 2);
  EXPECT_DOUBLE_EQ(agreement.right, readings[0].confidence + readings[1].confidence);
  EXPECT_EQ(agreement.surest, readings[1].confidence);
  EXPECT_EQ(evidence.agreement("37468").frames, 1);
  EXPECT_EQ(evidence.agreement("00000").frames, 0);
}

TEST(TextEvidence, CountsTheLooksSinceATextWasFirstRead) {
  TextEvidence evidence(kCorrelation, kFloor);
  evidence.deny();
  evidence.add(reading_of("37463", 0.9), 1);
  evidence.deny();
  evidence.add(reading_of("37468", 0.9), 1);
  EXPECT_EQ(evidence.agreement("37463").looks, 3);
  EXPECT_EQ(evidence.agreement("37468").looks, 1);
}

TEST(TextEvidence, RemembersTheTextSeenMostOftenAmongMany) {
  TextEvidence evidence(kCorrelation, kFloor);
  for (int i = 0; i < 5; ++i) evidence.add(reading_of("37463", 0.9), 1);
  for (int i = 10000; i < 10100; ++i) evidence.add(reading_of(std::to_string(i), 0.3), 1);
  EXPECT_EQ(evidence.agreement("37463").frames, 5);
  EXPECT_EQ(evidence.agreement("10099").frames, 1) << "the newest, in the place of another";
}

TEST(HasEvidence, IsSaidOfDoubtfulReadings) {
  EXPECT_TRUE(has_evidence(reading_of("37463", 0.999)));
  EXPECT_TRUE(has_evidence(reading_of("37463", 0.5)));
  Reading blurred = reading_of("37463", 0.5);
  blurred.refusal = Refusal::kBlurred;
  EXPECT_TRUE(has_evidence(blurred));
}

TEST(HasEvidence, IsNotSaidOfWhatIsNotFiveDigits) {
  EXPECT_FALSE(has_evidence(refused_as(Refusal::kTooSmall)));
  EXPECT_FALSE(has_evidence(refused_as(Refusal::kNotFiveDigits)));
  EXPECT_FALSE(has_evidence(refused_as(Refusal::kNone)));
  Reading bad = reading_of("37463", 0.999);
  bad.posteriors[2][7] = std::nan("");
  EXPECT_FALSE(has_evidence(bad));
  bad.posteriors[2][7] = 3;
  EXPECT_FALSE(has_evidence(bad));
}

TEST(Digits, DifferAsFarAsBothAreSure) {
  EXPECT_NEAR(differing_digits(reading_of("37463", 0.99), reading_of("37468", 0.99)), 0.98, 0.01);
  EXPECT_NEAR(common_digits(reading_of("37463", 0.99), reading_of("37468", 0.99)), 3.92, 0.01);
  EXPECT_LT(differing_digits(reading_of("37463", 0.99), reading_of("90210", 0.3)), 1.5);
}

}  // namespace
}  // namespace deepocr
