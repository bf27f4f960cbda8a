// SPDX-License-Identifier: MIT
// Plates that several regions show.
#include "deepocr/overlapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepocr {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Quad box(double x, double y, double width, double height) { return to_quad({x, y, width, height}); }

Reading reading(double confidence, Refusal refusal = Refusal::kNone) {
  Reading result;
  result.confidence = confidence;
  result.refusal = refusal;
  return result;
}

TEST(BestOfOverlapping, KeepsPlatesThatStandApart) {
  EXPECT_THAT(best_of_overlapping({box(0, 0, 10, 5), box(20, 0, 10, 5), box(8, 0, 10, 5)},
                                  {reading(0.9), reading(0.8), reading(0.7)}),
              ElementsAre(0, 1, 2));
}

TEST(BestOfOverlapping, PrefersTheMoreConfidentOfALineAndItsPlate) {
  const std::vector<Quad> regions = {box(0, 0, 10, 10), box(0, 5, 10, 5)};
  EXPECT_THAT(best_of_overlapping(regions, {reading(0.8), reading(0.9)}), ElementsAre(1));
  EXPECT_THAT(best_of_overlapping(regions, {reading(0.9), reading(0.8)}), ElementsAre(0));
  EXPECT_THAT(best_of_overlapping(regions, {reading(0.9), reading(0.9)}), ElementsAre(0));
}

TEST(BestOfOverlapping, PrefersATextToARefusal) {
  EXPECT_THAT(best_of_overlapping({box(0, 0, 10, 10), box(1, 1, 9, 9)},
                                  {reading(0.96, Refusal::kLowConfidence), reading(0.2)}),
              ElementsAre(1));
}

TEST(BestOfOverlapping, LeavesOutWhatIsRefusedBesideAText) {
  const std::vector<Quad> regions = {box(0, 0, 10, 5), box(7, 0, 10, 5)};
  const Reading refused = reading(0, Refusal::kNotFiveDigits);
  EXPECT_THAT(best_of_overlapping(regions, {reading(0.99), refused}), ElementsAre(0));
  EXPECT_THAT(best_of_overlapping(regions, {refused, refused}), ElementsAre(0, 1));
  EXPECT_THAT(best_of_overlapping(regions, {reading(0.99), reading(0.98)}), ElementsAre(0, 1));
}

TEST(BestOfOverlapping, TakesAnEmptyList) { EXPECT_THAT(best_of_overlapping({}, {}), IsEmpty()); }

}  // namespace
}  // namespace deepocr
