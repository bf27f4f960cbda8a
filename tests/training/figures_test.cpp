// SPDX-License-Identifier: MIT
// Figures of a reader, counted by hand.
#include "evaluation/figures.h"

#include <cmath>

#include <gtest/gtest.h>

#include "evaluation/evaluation.h"

namespace deepocr::training {
namespace {

/// A reading of `answer` ('-': no digit) with this confidence.
Outcome make_outcome(const std::string& truth, const std::string& answer, double confidence) {
  Outcome outcome;
  outcome.group = truth.empty() ? "negatives" : "plates";
  outcome.truth = truth;
  outcome.reading.confidence = confidence;
  for (int i = 0; i < kDigits; ++i) {
    if (answer[i] != '-') outcome.reading.posteriors[i][answer[i] - '0'] = 0.9;
  }
  if (answer.find('-') == std::string::npos) {
    outcome.reading.text = answer;
  } else {
    outcome.reading.refusal = Refusal::kNotFiveDigits;
  }
  return outcome;
}

const std::vector<Outcome>& outcomes() {
  static const std::vector<Outcome> all = {
      make_outcome("12345", "12345", 0.99), make_outcome("12345", "12346", 0.95),
      make_outcome("00000", "00000", 0.50), make_outcome("99999", "9-999", 0.10),
      make_outcome("", "-----", 0.00),      make_outcome("", "11111", 0.97)};
  return all;
}

TEST(Figures, CountPlatesDigitsAndNegatives) {
  const auto figures = measure(outcomes(), 0.9);
  EXPECT_EQ(figures.plates, 4U);
  EXPECT_EQ(figures.negatives, 2U);
  EXPECT_DOUBLE_EQ(figures.plate_accuracy, 0.5);
  EXPECT_NEAR(figures.digit_accuracy, 18.0 / 20.0, 1e-12);
  EXPECT_DOUBLE_EQ(figures.refused_share, 0.5);
  EXPECT_DOUBLE_EQ(figures.wrong_share, 0.25);
  EXPECT_DOUBLE_EQ(figures.negatives_read, 0.5);
  EXPECT_NEAR(figures.mean_confidence, 2.54 / 4, 1e-12);
  EXPECT_EQ(figures.confusion[5][6], 1U);
  EXPECT_EQ(figures.confusion[9][kNoDigit], 1U);
  EXPECT_EQ(figures.confusion[0][0], 5U);
}

TEST(Figures, CoverWhatIsRightBeforeTheFirstMistake) {
  const auto figures = measure(outcomes(), 0.9);
  EXPECT_DOUBLE_EQ(figures.coverage, 0.25) << "the negative read at 0.97 ends it";
  EXPECT_DOUBLE_EQ(figures.coverage_threshold, 0.99);
}

TEST(Figures, CallAnHonestReaderCalibrated) {
  std::vector<Outcome> honest, boastful;
  for (int i = 0; i < 10; ++i) {
    const std::string answer = i < 7 ? "12345" : "12340";
    honest.push_back(make_outcome("12345", answer, 0.7));
    boastful.push_back(make_outcome("12345", answer, 1.0));
  }
  EXPECT_NEAR(measure(honest, 0.5).calibration_error, 0.0, 1e-12);
  EXPECT_NEAR(measure(boastful, 0.5).calibration_error, 0.3, 1e-12);
}

TEST(Figures, OfNothingAreNotNumbers) {
  const auto figures = measure({}, 0.9);
  EXPECT_TRUE(std::isnan(figures.plate_accuracy));
  EXPECT_TRUE(std::isnan(figures.negatives_read));
}

TEST(Figures, AreAlsoGivenForEachGroup) {
  const auto groups = measure_groups(outcomes(), 0.9);
  EXPECT_EQ(groups.at("plates").plates, 4U);
  EXPECT_EQ(groups.at("negatives").negatives, 2U);
  EXPECT_EQ(groups.at("all").plates, 4U);
}

TEST(Figures, OfAGroupNamedAllAreNotTheTotal) {
  std::vector<Outcome> outcomes(3, make_outcome("", "-----", 0));
  outcomes[0].group = "all";
  outcomes[1].group = outcomes[2].group = "other";
  const auto groups = measure_groups(outcomes, 0.5);
  EXPECT_EQ(groups.at("all").negatives, 3U);
  EXPECT_EQ(groups.at("all/").negatives, 1U);
}

TEST(WorstMistakes, StartWithTheMostConfidentWrongReading) {
  const auto mistakes = worst_mistakes(outcomes(), 10);
  ASSERT_EQ(mistakes.size(), 3U);
  EXPECT_DOUBLE_EQ(mistakes[0]->reading.confidence, 0.97);
  EXPECT_DOUBLE_EQ(mistakes[1]->reading.confidence, 0.95);
  EXPECT_DOUBLE_EQ(mistakes[2]->reading.confidence, 0.10);
}

}  // namespace
}  // namespace deepocr::training
