// SPDX-License-Identifier: MIT
// Lists that are read in full, in part or not at all, and the probabilities of their numbers.
#include "deepocr/watch_list.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/error.h"
#include "readings.h"

namespace deepocr {
namespace {

using test::reading_of;
using testing::AllOf;
using testing::HasSubstr;

WatchList list_of(const std::string& text) {
  std::istringstream stream(text);
  return WatchList(stream);
}

const double* posteriors_of(const Reading& reading) { return reading.posteriors.front().data(); }

/// Sure of all digits but the last: 8 with a probability of 0.7, 3 with 0.3.
Reading doubtful_reading() {
  Reading reading;
  for (int i = 0; i < kDigits; ++i) reading.posteriors[i]["37468"[i] - '0'] = 1;
  reading.posteriors[4][8] = 0.7;
  reading.posteriors[4][3] = 0.3;
  return reading;
}

TEST(WatchList, ReadsNumbersNotesAndComments) {
  const WatchList list = list_of(
      "# stolen\n\n  37463\tblue van  \r\n00007\n12345 # no comment, but a note\n\t# comment\n"
      "90210");
  EXPECT_EQ(list.size(), 4U);
  EXPECT_TRUE(list.malformed_lines().empty());
  EXPECT_EQ(list.match(posteriors_of(reading_of("37463", 0.999)), 0).note, "blue van");
  EXPECT_EQ(list.match(posteriors_of(reading_of("00007", 0.999)), 0).number, "00007");
  EXPECT_EQ(list.match(posteriors_of(reading_of("12345", 0.999)), 0).note,
            "# no comment, but a note");
  EXPECT_EQ(list.match(posteriors_of(reading_of("90210", 0.999)), 0).note, "");
}

TEST(WatchList, NamesMalformedLinesAndUsesTheRest) {
  const WatchList list = list_of("3746\n374631\n37463,van\n3746x\n-3746\n٣٧٤٦٣\n90210\n");
  EXPECT_EQ(list.size(), 1U);
  EXPECT_EQ(list.malformed_count(), 6U);
  ASSERT_EQ(list.malformed_lines().size(), 5U);
  EXPECT_EQ(list.malformed_lines()[2].line, 3);
  EXPECT_EQ(list.malformed_lines()[2].text, "37463,van");
}

TEST(WatchList, KeepsTheFirstMalformedLinesOfMany) {
  std::string text;
  for (int i = 0; i < 10000; ++i) text += "no number\n";
  const WatchList list = list_of(text);
  EXPECT_EQ(list.malformed_count(), 10000U);
  ASSERT_EQ(list.malformed_lines().size(), WatchList::kMalformedKept);
  EXPECT_EQ(list.malformed_lines().back().line, 5);
}

TEST(WatchList, TakesTheLaterNoteOfANumberListedTwice) {
  const WatchList list = list_of(
      "\xef\xbb\xbf"
      "37463 van\n37463 lorry\n");
  EXPECT_EQ(list.size(), 1U);
  const WatchListMatch match = list.match(posteriors_of(doubtful_reading()), 0);
  EXPECT_EQ(match.note, "lorry");
  EXPECT_NEAR(match.probability, 0.3, 1e-12);
  EXPECT_NEAR(match.margin, 0.3, 1e-12);
}

TEST(WatchList, SurvivesBytesThatAreNoText) {
  std::string noise;
  for (int i = 0; i < 10000; ++i) noise += static_cast<char>(i * 7919 >> 3);
  const WatchList list = list_of(noise);
  EXPECT_EQ(list.size(), 0U);
  EXPECT_FALSE(list.malformed_lines().empty());
}

TEST(WatchList, OffersANumberThatIsOnlyTheSecondBestReading) {
  const WatchListMatch match =
      list_of("37463 stolen\n12345\n").match(posteriors_of(doubtful_reading()), 0);
  EXPECT_EQ(match.number, "37463");
  EXPECT_EQ(match.note, "stolen");
  EXPECT_NEAR(match.probability, 0.3, 1e-12);
  EXPECT_NEAR(match.margin, 0.3, 1e-12);
  EXPECT_NEAR(match.not_listed, 0.7, 1e-12);
}

TEST(WatchList, TellsTheBestFromTheSecond) {
  const WatchListMatch match =
      list_of("37463\n37468 mine\n").match(posteriors_of(doubtful_reading()), 0);
  EXPECT_EQ(match.number, "37468");
  EXPECT_NEAR(match.probability, 0.7, 1e-12);
  EXPECT_NEAR(match.margin, 0.4, 1e-12);
  EXPECT_NEAR(match.not_listed, 0, 1e-12);
}

TEST(WatchList, WeighsListedNumbersByThePrior) {
  const WatchList list = list_of("37463\n12345\n");
  // Two listed numbers make half of the traffic: each outweighs 99998 others.
  const WatchListMatch often = list.match(posteriors_of(doubtful_reading()), 0.5);
  EXPECT_NEAR(often.probability, 0.3 * 99998 / (0.3 * 99998 + 0.7 * 2), 1e-12);
  EXPECT_NEAR(often.probability + often.not_listed, 1, 1e-12);
  const WatchListMatch rarely = list.match(posteriors_of(doubtful_reading()), 1e-6);
  EXPECT_LT(rarely.probability, 0.03);
  const WatchListMatch always = list.match(posteriors_of(doubtful_reading()), 1);
  EXPECT_EQ(always.probability, 1);
  EXPECT_EQ(always.not_listed, 0);
}

TEST(WatchList, CountsDoubtWhetherThereIsADigitForNoNumber) {
  Reading reading = doubtful_reading();
  for (double& probability : reading.posteriors[0]) probability *= 0.5;
  EXPECT_NEAR(list_of("37463\n").match(posteriors_of(reading), 0).probability, 0.3, 1e-12);
}

TEST(WatchList, MatchesNothingWhereNothingIsListedOrKnown) {
  EXPECT_EQ(list_of("").match(posteriors_of(doubtful_reading()), 0.5).number, "");
  EXPECT_EQ(list_of("12345\n").match(posteriors_of(doubtful_reading()), 0).not_listed, 1);
  EXPECT_EQ(list_of("37463\n").match(posteriors_of(Reading{}), 0).probability, 0);
}

TEST(WatchList, OfAllNumbersSumsToOne) {
  std::string all;
  for (int i = 0; i < 100000; ++i) {
    std::string number = std::to_string(i);
    all += number.insert(0, 5 - number.size(), '0') + "\n";
  }
  const WatchList list = list_of(all);
  EXPECT_EQ(list.size(), 100000U);
  for (const double prior : {0.0, 0.5, 1.0}) {
    const WatchListMatch match = list.match(posteriors_of(reading_of("37463", 0.9)), prior);
    EXPECT_EQ(match.number, "37463");
    EXPECT_NEAR(match.not_listed, 0, 1e-9);
  }
}

class WatchListFile : public testing::Test {
 protected:
  WatchListFile() : folder_(testing::TempDir() + "watch_list_" + std::to_string(getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~WatchListFile() override { std::filesystem::remove_all(folder_); }

  void expect_error(const std::string& path, ErrorCode code, const std::string& reason = "") {
    try {
      WatchList::load(path);
      ADD_FAILURE() << path << " was loaded";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      EXPECT_THAT(error.what(), AllOf(HasSubstr(path), HasSubstr(reason)));
    }
  }

  std::string folder_;
};

TEST_F(WatchListFile, IsLoaded) {
  const std::string path = folder_ + "/list.txt";
  std::ofstream(path) << "37463 stolen\n";
  EXPECT_EQ(WatchList::load(path).size(), 1U);
}

TEST_F(WatchListFile, ThatIsMissingAFolderOrHugeIsNamed) {
  expect_error(folder_ + "/none.txt", ErrorCode::kNotFound);
  expect_error(folder_, ErrorCode::kUnreadable);
  const std::string huge = folder_ + "/huge.txt";
  std::ofstream(huge).put('\n');
  std::filesystem::resize_file(huge, 65U << 20U);
  expect_error(huge, ErrorCode::kUnreadable);
}

TEST_F(WatchListFile, ThatCannotBeReachedIsNamedWithTheReason) {
  const std::string loop = folder_ + "/loop.txt";
  std::filesystem::create_symlink("loop.txt", loop);
  expect_error(loop, ErrorCode::kUnreadable, std::generic_category().message(ELOOP));
}

TEST_F(WatchListFile, ThatMayNotBeReadIsNamedWithTheReason) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const std::string reason = std::generic_category().message(EACCES);
  const std::string locked = folder_ + "/locked.txt";
  std::ofstream(locked) << "37463\n";
  std::filesystem::permissions(locked, std::filesystem::perms::none);
  expect_error(locked, ErrorCode::kUnreadable, reason);
  std::filesystem::permissions(folder_, std::filesystem::perms::none);
  expect_error(locked, ErrorCode::kUnreadable, reason);
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace deepocr
