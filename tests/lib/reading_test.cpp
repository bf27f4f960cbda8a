// SPDX-License-Identifier: MIT
// Logits and what is read from them.
#include "deepocr/reading.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace deepocr {
namespace {

/// Logits that give `favourite[i]` a lead of `lead` at position i.
std::vector<float> logits_for(const std::array<int, kDigits>& favourite, float lead) {
  std::vector<float> logits(kDigits * kClasses, 0.0F);
  for (int i = 0; i < kDigits; ++i) logits[i * kClasses + favourite[i]] = lead;
  return logits;
}

/// The softmax of one logit `lead` among ten zeros.
double posterior_of(double lead) { return std::exp(lead) / (std::exp(lead) + 10); }

TEST(Decode, ReadsTheMostProbableDigits) {
  const Reading reading = decode(logits_for({0, 7, 3, 9, 7}, 12).data(), 1.0, 0.9);
  EXPECT_EQ(reading.text, "07397");
  EXPECT_EQ(reading.refusal, Refusal::kNone);
  EXPECT_NEAR(reading.digit_confidences[1], posterior_of(12), 1e-12);
  EXPECT_NEAR(reading.confidence, std::pow(posterior_of(12), 5), 1e-12);
}

TEST(Decode, GivesTheWholePosterior) {
  const Reading reading = decode(logits_for({0, 1, 2, 3, 4}, 2).data(), 1.0, 0.0);
  for (int i = 0; i < kDigits; ++i) {
    const auto& row = reading.posteriors[i];
    EXPECT_NEAR(row[i], posterior_of(2), 1e-12);
    EXPECT_NEAR(row[9], posterior_of(2) / std::exp(2), 1e-12);
    // The rest is the probability of "no digit here".
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1 - row[9], 1e-12);
  }
}

TEST(Decode, LowersTheConfidenceByWhatNoDigitTakes) {
  std::vector<float> logits = logits_for({1, 2, 3, 4, 5}, 20);
  logits[kNoDigit] = 19;
  const Reading reading = decode(logits.data(), 1.0, 0.5);
  EXPECT_NEAR(reading.confidence, 1 / (1 + std::exp(-1)), 1e-6);
  EXPECT_EQ(reading.text, "12345");
}

TEST(Decode, RefusesWhenOnePositionHoldsNoDigit) {
  const Reading reading = decode(logits_for({1, 2, 3, 4, kNoDigit}, 10).data(), 1.0, 0.0);
  EXPECT_EQ(reading.refusal, Refusal::kNotFiveDigits);
  EXPECT_EQ(reading.text, "");
  EXPECT_GT(reading.digit_confidences[0], 0.99);
  EXPECT_LT(reading.digit_confidences[4], 0.01);
  EXPECT_LT(reading.confidence, 0.01);
}

TEST(Decode, RefusesBelowTheThreshold) {
  const std::vector<float> logits = logits_for({1, 2, 3, 4, 5}, 5);
  const double confidence = std::pow(posterior_of(5), 5);
  const Reading refused = decode(logits.data(), 1.0, confidence + 1e-6);
  EXPECT_EQ(refused.refusal, Refusal::kLowConfidence);
  EXPECT_EQ(refused.text, "");
  EXPECT_NEAR(refused.confidence, confidence, 1e-9);
  EXPECT_EQ(decode(logits.data(), 1.0, confidence - 1e-6).text, "12345");
}

TEST(Decode, TemperatureChangesConfidenceAndNotDigits) {
  const std::vector<float> logits = logits_for({9, 8, 7, 6, 5}, 8);
  const Reading hot = decode(logits.data(), 2.0, 0.0);
  EXPECT_EQ(hot.text, "98765");
  EXPECT_NEAR(hot.digit_confidences[0], posterior_of(4), 1e-12);
}

TEST(Decode, StaysFiniteForExtremeLogits) {
  std::vector<float> logits = logits_for({1, 2, 3, 4, 5}, std::numeric_limits<float>::max());
  logits[0] = std::numeric_limits<float>::lowest();
  const Reading reading = decode(logits.data(), 0.01, 0.99);
  EXPECT_EQ(reading.text, "12345");
  EXPECT_DOUBLE_EQ(reading.confidence, 1.0);
}

TEST(Decode, RefusesWhatIsNotANumber) {
  const std::vector<float> logits(kDigits * kClasses, std::nanf(""));
  EXPECT_NE(decode(logits.data(), 1.0, 0.0).refusal, Refusal::kNone);
  EXPECT_NE(decode(logits_for({1, 2, 3, 4, 5}, 9).data(), 1.0, std::nan("")).refusal,
            Refusal::kNone);
}

TEST(IsShifted, KnowsARunOfWhichARegionCutsAPart) {
  EXPECT_TRUE(is_shifted("57091", "70910"));  // and a letter that looks like a 0
  EXPECT_TRUE(is_shifted("32270", "03227"));
  EXPECT_TRUE(is_shifted("16176", "71617"));
  EXPECT_TRUE(is_shifted("83417", "30834"));
  EXPECT_TRUE(is_shifted("11111", "11112"));
}

TEST(IsShifted, IsNeverTrueOfEqualOrUnrelatedTexts) {
  EXPECT_FALSE(is_shifted("57091", "57091"));
  EXPECT_FALSE(is_shifted("11111", "11111"));
  EXPECT_FALSE(is_shifted("57091", "57097"));
  EXPECT_FALSE(is_shifted("57091", "12345"));
  EXPECT_FALSE(is_shifted("12345", "45678"));  // two digits in common may be chance
  EXPECT_FALSE(is_shifted("57091", ""));
}

TEST(BestDigits, AreTheMostProbableAtEachPlace) {
  const Reading reading = decode(logits_for({4, 0, 9, 9, 1}, 2).data(), 1.0, 0.999);
  EXPECT_EQ(reading.text, "");
  EXPECT_EQ(best_digits(reading), "40991");
  EXPECT_EQ(best_digit(reading, 2), 9U);
}

TEST(Refusal, HasTheNamesOfTheMetadata) {
  EXPECT_STREQ(to_string(Refusal::kNone), "");
  EXPECT_STREQ(to_string(Refusal::kTooSmall), "too-small");
  EXPECT_STREQ(to_string(Refusal::kNotFiveDigits), "not-five-digits");
  EXPECT_STREQ(to_string(Refusal::kLowConfidence), "low-confidence");
  EXPECT_STREQ(to_string(Refusal::kBlurred), "blurred");
}

}  // namespace
}  // namespace deepocr
