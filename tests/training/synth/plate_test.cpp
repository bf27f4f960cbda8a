// SPDX-License-Identifier: MIT
// What stands on plates, and where it is drawn.
#include "synth/plate.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

const TypefaceSet& typefaces() {
  static const auto set = TypefaceSet::installed(Split::kTraining);
  return *set;
}

// The lengths of a line's runs of digits. Letters and ideographs end a run; dots, dashes, gaps,
// seals and emblems do not.
std::vector<int> run_lengths(const Line& line) {
  std::vector<int> lengths = {0};
  for (const Item& item : line.items) {
    const bool is_digit =
        item.kind == Item::Kind::kGlyph && item.character >= '0' && item.character <= '9';
    const bool ends_run =
        item.kind == Item::Kind::kIdeograph || (item.kind == Item::Kind::kGlyph && !is_digit);
    if (is_digit) ++lengths.back();
    if (ends_run) lengths.push_back(0);
  }
  return lengths;
}

int runs_of_five(const PlateDesign& design) {
  int count = 0;
  for (const Line& line : design.lines) {
    for (const int length : run_lengths(line)) count += length == 5;
  }
  return count;
}

std::string run_text(const PlateDesign& design) {
  std::string text;
  for (const Line& line : design.lines) {
    for (const Item& item : line.items) {
      if (item.in_run) text.push_back(item.character);
    }
  }
  return text;
}

TEST(PlateDesign, ShowsTheNumberAsItsOnlyRunOfFive) {
  Rng rng(1);
  for (int i = 0; i < 3000; ++i) {
    const PlateDesign design = design_plate("37463", typefaces(), rng);
    ASSERT_EQ(run_text(design), "37463");
    ASSERT_EQ(runs_of_five(design), 1);
  }
}

TEST(PlateDesign, NegativesHaveNoRunOfFive) {
  Rng rng(2);
  for (int i = 0; i < 3000; ++i) ASSERT_EQ(runs_of_five(design_negative(typefaces(), rng)), 0);
}

TEST(PlateDesign, NumberTextsHaveNoRunOfFive) {
  Rng rng(7);
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(runs_of_five(design_number_text(typefaces(), rng)), 0);
  }
}

TEST(PlateDesign, WordsHaveNoRunOfFive) {
  Rng rng(9);
  int mirrored = 0;
  int small = 0;
  for (int i = 0; i < 1000; ++i) {
    const PlateDesign design = design_word(typefaces(), rng);
    ASSERT_EQ(runs_of_five(design), 0);
    const std::string word = run_text(design);
    ASSERT_FALSE(word.empty());
    mirrored += design.mirrored;
    small += std::islower(static_cast<unsigned char>(word.back())) != 0;
  }
  EXPECT_NEAR(mirrored, 250, 60);
  EXPECT_GT(small, 300);
}

TEST(PlateDesign, BothPolaritiesAndManyTypefacesOccur) {
  Rng rng(3);
  std::set<std::string> styles;
  std::set<std::string> families;
  for (int i = 0; i < 1000; ++i) {
    const PlateDesign design = design_plate("00000", typefaces(), rng);
    styles.insert(design.style);
    families.insert(design.typeface.family);
  }
  EXPECT_THAT(styles, testing::UnorderedElementsAre("dark-on-light", "light-on-dark"));
  EXPECT_EQ(families.size(), typefaces().families().size());
}

TEST(PlateFace, HoldsTheDigitsInOrderInsideThePlate) {
  Rng rng(4);
  for (int i = 0; i < 200; ++i) {
    const PlateFace face = render_plate(design_plate("12345", typefaces(), rng), 40);
    ASSERT_EQ(face.run_digits.size(), 5U);
    for (std::size_t d = 0; d < 5; ++d) {
      const cv::Rect2d inside = face.run_digits[d] & face.plate;
      EXPECT_GE(inside.area(), 0.9 * face.run_digits[d].area());
      if (d > 0) {
        EXPECT_GT(face.run_digits[d].x, face.run_digits[d - 1].x);
      }
    }
    EXPECT_NEAR(face.run.x, face.run_digits.front().x, 40);
  }
}

TEST(PlateFace, OneEndOfAPanelCanBeEmpty) {
  constexpr double kDigitHeight = 40;
  Rng rng(8);
  for (int i = 0; i < 50; ++i) {
    PlateDesign design = design_plate("12345", typefaces(), rng);
    design.padding_left = design.padding_right = 0.2;
    const PlateFace before = render_plate(design, kDigitHeight);
    empty_one_end(design, rng);
    const PlateFace after = render_plate(design, kDigitHeight);
    const double left = (after.run.x - after.plate.x) - (before.run.x - before.plate.x);
    const double whole = after.plate.width - before.plate.width;
    EXPECT_GT(whole, 0.3 * kDigitHeight);
    const double right = whole - left;
    EXPECT_LT(std::min(std::abs(left), std::abs(right)), 1)
        << "the other end stays, but for pixels";
  }
}

TEST(PlateFace, AMirroredPanelIsTheOtherOneFromBehind) {
  Rng rng(10);
  PlateDesign design = design_plate("12345", typefaces(), rng);
  const PlateFace plain = render_plate(design, 40);
  design.mirrored = true;
  const PlateFace mirrored = render_plate(design, 40);
  cv::Mat flipped;
  cv::flip(mirrored.image, flipped, 1);
  EXPECT_EQ(cv::norm(plain.image, flipped, cv::NORM_INF), 0);
  const double width = plain.image.cols;
  EXPECT_DOUBLE_EQ(mirrored.plate.br().x, width - plain.plate.x);
  EXPECT_DOUBLE_EQ(mirrored.run.br().x, width - plain.run.x);
  ASSERT_EQ(mirrored.run_digits.size(), 5U);
  EXPECT_DOUBLE_EQ(mirrored.run_digits.front().br().x, width - plain.run_digits.back().x);
}

TEST(PlateFace, IsTheSameForTheSameDesign) {
  Rng rng(5);
  const PlateDesign design = design_plate("98765", typefaces(), rng);
  const cv::Mat first = render_plate(design, 32).image;
  const cv::Mat second = render_plate(design, 32).image;
  EXPECT_EQ(cv::norm(first, second, cv::NORM_INF), 0);
}

TEST(PlateFace, NegativesOfEveryKindCanBeDrawn) {
  Rng rng(6);
  std::set<std::string> styles;
  for (int i = 0; i < 300; ++i) {
    const PlateDesign design = design_negative(typefaces(), rng);
    styles.insert(design.style);
    EXPECT_FALSE(render_plate(design, 24).image.empty());
  }
  EXPECT_THAT(styles, testing::UnorderedElementsAre("other-count", "letters", "broken-run", "bars",
                                                    "no-text"));
}

}  // namespace
}  // namespace deepocr::synth
