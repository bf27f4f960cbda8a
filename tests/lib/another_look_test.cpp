// SPDX-License-Identifier: MIT
// Where the reader looks again, and what several looks say together.
#include "deepocr/another_look.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readings.h"

namespace deepocr {
namespace {

using test::reading_of;
using test::refused_as;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Quad kSquarish = to_quad({10, 20, 80, 50});
const Quad kWide = to_quad({10, 20, 160, 40});

Reading with_confidence(double confidence, Refusal refusal) {
  Reading reading;
  reading.confidence = confidence;
  reading.refusal = refusal;
  return reading;
}

TEST(LinesOf, AreTheUpperAndTheLowerPartOfASquarishRegion) {
  const std::vector<Quad> lines = lines_of(kSquarish, refused_as(Refusal::kNotFiveDigits));
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_DOUBLE_EQ(bounding_box(lines[0]).y, 20);
  EXPECT_DOUBLE_EQ(bounding_box(lines[0]).height, 0.58 * 50);
  EXPECT_DOUBLE_EQ(bounding_box(lines[1]).y, 20 + 0.42 * 50);
  EXPECT_DOUBLE_EQ(bounding_box(lines[1]).width, 80);
  EXPECT_THAT(lines_of(kWide, refused_as(Refusal::kNotFiveDigits)), IsEmpty());
  EXPECT_THAT(lines_of(kSquarish, refused_as(Refusal::kTooSmall)), IsEmpty());
}

TEST(LinesOf, DoNotDependOnTheThreshold) {
  EXPECT_THAT(lines_of(kSquarish, with_confidence(0.95, Refusal::kNone)), IsEmpty());
  EXPECT_THAT(lines_of(kSquarish, with_confidence(0.95, Refusal::kLowConfidence)), IsEmpty());
  EXPECT_THAT(lines_of(kSquarish, with_confidence(0.95, Refusal::kBlurred)), IsEmpty());
  EXPECT_THAT(lines_of(kSquarish, with_confidence(0.85, Refusal::kNone)), SizeIs(2));
}

TEST(Widened, HasAQuarterMoreOnEitherSide) {
  const Rect wide = bounding_box(widened(kWide));
  EXPECT_DOUBLE_EQ(wide.x, -30);
  EXPECT_DOUBLE_EQ(wide.y, 20);
  EXPECT_DOUBLE_EQ(wide.width, 240);
  EXPECT_DOUBLE_EQ(wide.height, 40);
  const Quad slanted = widened({Point{0, 0}, {40, 20}, {40, 30}, {0, 10}});
  EXPECT_DOUBLE_EQ(slanted[0].x, -10);
  EXPECT_DOUBLE_EQ(slanted[0].y, -5);
  EXPECT_DOUBLE_EQ(slanted[2].x, 50);
  EXPECT_DOUBLE_EQ(slanted[2].y, 35);
}

TEST(Turned, IsWhereDoubtIsLeftAndHopeToo) {
  EXPECT_THAT(turned(kWide, with_confidence(0.9995, Refusal::kNone)), IsEmpty());
  EXPECT_THAT(turned(kWide, with_confidence(0.99, Refusal::kNone)), SizeIs(2));
  EXPECT_THAT(turned(kWide, with_confidence(0.5, Refusal::kLowConfidence)), SizeIs(2));
  EXPECT_THAT(turned(kWide, with_confidence(0.1, Refusal::kNotFiveDigits)), SizeIs(2));
  EXPECT_THAT(turned(kWide, with_confidence(0.01, Refusal::kNotFiveDigits)), IsEmpty());
  EXPECT_THAT(turned(kWide, refused_as(Refusal::kTooSmall)), IsEmpty());
}

TEST(Turned, KeepsTheCentreAndTheLengths) {
  const std::vector<Quad> quads = turned(kWide, with_confidence(0.5, Refusal::kLowConfidence));
  ASSERT_THAT(quads, SizeIs(2));
  for (const Quad& quad : quads) {
    EXPECT_NEAR(distance(centre_of(quad), centre_of(kWide)), 0, 1e-9);
    EXPECT_NEAR(distance(quad[0], quad[1]), 160, 1e-9);
    EXPECT_NEAR(distance(quad[0], quad[3]), 40, 1e-9);
  }
  EXPECT_LT(quads[0][1].y, quads[0][0].y) << "the right end is higher";
  EXPECT_GT(quads[1][1].y, quads[1][0].y) << "the right end is lower";
}

TEST(SeenTogether, IsAsSureAsOneOfEqualLooks) {
  const Reading look = reading_of("37463", 0.9);
  const Reading together = seen_together({&look, &look, &look}, 0.5);
  EXPECT_EQ(together.text, "37463");
  EXPECT_NEAR(together.confidence, look.confidence, 1e-6);
}

TEST(SeenTogether, DoubtsWhatOneLookDenies) {
  const Reading look = reading_of("37463", 0.999);
  const Reading other = reading_of("37468", 0.9);
  const Reading together = seen_together({&look, &look, &other}, test::kThreshold);
  EXPECT_EQ(best_digits(together), "37463");
  EXPECT_EQ(together.refusal, Refusal::kLowConfidence);
  Reading nothing = look;
  std::fill(nothing.posteriors[4].begin(), nothing.posteriors[4].end(), 0.0);
  EXPECT_EQ(seen_together({&look, &nothing, &nothing}, test::kThreshold).refusal,
            Refusal::kNotFiveDigits);
}

}  // namespace
}  // namespace deepocr
