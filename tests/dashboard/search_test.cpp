// SPDX-License-Identifier: MIT
// Numbers are found by what is known of them, also when a digit was misread.
#include "search.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dashboard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// As the reader says it when it is sure: a little probability remains for each other digit.
Event sure(const std::string& text) {
  Event event;
  event.text = text;
  event.confidence = 0.9998;
  for (std::size_t place = 0; place < kDigits; ++place) {
    event.posteriors[place].fill(5e-6);
    event.posteriors[place][text[place] - '0'] = 0.99995;
  }
  return event;
}

/// The digit at `place` is `other` with probability `share`.
Event doubtful(const std::string& text, std::size_t place, int other, double share) {
  Event event = sure(text);
  event.posteriors[place][text[place] - '0'] = 1 - share;
  event.posteriors[place][other] = share;
  return event;
}

EventLog log_of(std::initializer_list<Event> events) {
  EventLog log(100, 1);
  for (const Event& event : events) log.add(event);
  return log;
}

std::vector<std::string> texts(const std::vector<Match>& matches) {
  std::vector<std::string> texts;
  for (const Match& match : matches) texts.push_back(match.event->text);
  return texts;
}

void expect_nothing(const Matches& matches) {
  EXPECT_THAT(matches.exact, IsEmpty());
  EXPECT_EQ(matches.exact_count, 0U);
  EXPECT_THAT(matches.likely, IsEmpty());
}

std::string refusal(const std::string& text) {
  try {
    const Pattern pattern(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Pattern, QuestionMarkIsAnyDigit) {
  const Pattern pattern("3?463");
  EXPECT_TRUE(pattern.matches("37463"));
  EXPECT_TRUE(pattern.matches("30463"));
  EXPECT_FALSE(pattern.matches("37464"));
}

TEST(Pattern, FewerDigitsMayStandAnywhere) {
  const Pattern pattern("46");
  EXPECT_TRUE(pattern.matches("46000"));
  EXPECT_TRUE(pattern.matches("00046"));
  EXPECT_FALSE(pattern.matches("40600"));
}

TEST(Pattern, QuestionMarksTellWhereDigitsStand) {
  const Pattern pattern("???46");
  EXPECT_TRUE(pattern.matches("00046"));
  EXPECT_FALSE(pattern.matches("46000"));
}

TEST(Pattern, IgnoresWhatPeopleWriteBetweenDigits) {
  EXPECT_EQ(Pattern(" 37-4.63 ").text(), "37463");
}

TEST(Pattern, RefusesWhatIsNoNumber) {
  EXPECT_THAT(refusal("37A63"), HasSubstr("by digits"));
  EXPECT_THAT(refusal("374635"), HasSubstr("five digits at most"));
  EXPECT_THAT(refusal(""), HasSubstr("at least one digit"));
  EXPECT_THAT(refusal("?????"), HasSubstr("at least one digit"));
  EXPECT_THAT(refusal("\xff\xfe"), HasSubstr("by digits"));
  EXPECT_THAT(refusal(std::string("3\0", 2)), HasSubstr("by digits"));
}

TEST(Pattern, ProbabilityIsTheProductOfItsDigits) {
  const Event event = doubtful("37463", 1, 1, 0.2);
  EXPECT_NEAR(Pattern("31463").probability(event), 0.2, 1e-3);
  EXPECT_NEAR(Pattern("37463").probability(event), 0.8, 1e-3);
  EXPECT_NEAR(Pattern("3?463").probability(event), 1.0, 1e-3);
}

TEST(Pattern, ProbabilityIsThatOfTheBestPlace) {
  EXPECT_NEAR(Pattern("63").probability(sure("37463")), 1.0, 1e-3);
  EXPECT_LT(Pattern("99").probability(sure("37463")), 1e-9);
}

TEST(Search, TheNewestOfExactMatchesComesFirst) {
  const EventLog log =
      log_of({sure("37463"), doubtful("31463", 1, 7, 0.3), sure("30463"), sure("99999")});
  const Matches matches = search(log, Pattern("3?463"), 10);
  EXPECT_THAT(texts(matches.exact), ElementsAre("30463", "31463", "37463"));
  EXPECT_THAT(matches.likely, IsEmpty());
}

TEST(Search, AMisreadDigitIsFoundAndRankedByItsProbability) {
  const EventLog log =
      log_of({doubtful("37468", 4, 3, 0.001), doubtful("31463", 1, 7, 0.1), sure("37463")});
  const Matches matches = search(log, Pattern("37463"), 10);
  EXPECT_THAT(texts(matches.exact), ElementsAre("37463"));
  ASSERT_THAT(texts(matches.likely), ElementsAre("31463", "37468"));
  EXPECT_NEAR(matches.likely[0].probability, 0.1, 1e-3);
}

TEST(Search, ASureDigitThatDiffersIsFoundAtTheEnd) {
  const EventLog log = log_of({sure("37468"), doubtful("37469", 4, 3, 0.01)});
  EXPECT_THAT(texts(search(log, Pattern("37463"), 10).likely), ElementsAre("37469", "37468"));
}

TEST(Search, TwoSureDigitsThatDifferAreAnotherPlate) {
  const EventLog log = log_of({sure("37499")});
  expect_nothing(search(log, Pattern("37463"), 10));
}

TEST(Search, WithoutPosteriorsTheNumberCounts) {
  Event event;
  event.text = "37463";
  const EventLog log = log_of({event});
  EXPECT_THAT(texts(search(log, Pattern("3746"), 10).exact), ElementsAre("37463"));
  expect_nothing(search(log, Pattern("31463"), 10));
}

TEST(Search, ListsNoMoreOfEachKindThanAskedForAndCountsTheExactOnes) {
  const EventLog log = log_of({sure("11111"), sure("11112"), sure("11113"), sure("22111"),
                               sure("22211"), doubtful("33111", 1, 1, 0.1)});
  const Matches matches = search(log, Pattern("1111"), 2);
  EXPECT_THAT(texts(matches.exact), ElementsAre("11113", "11112"));
  EXPECT_EQ(matches.exact_count, 3U);
  EXPECT_THAT(texts(matches.likely), ElementsAre("33111", "22111"));
}

TEST(Search, OfAnEmptyLogFindsNothing) {
  expect_nothing(search(EventLog(10, 1), Pattern("1"), 10));
}

}  // namespace
}  // namespace dashboard
