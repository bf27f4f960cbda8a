// SPDX-License-Identifier: MIT
// Cells become quads, and quads that mean the same plate one.
#include "deepocr/plate_candidates.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace deepocr {
namespace {

constexpr int kColumns = 6;
constexpr int kRows = 4;
constexpr double kWidth = kColumns * kLocatorStride;
constexpr double kHeight = kRows * kLocatorStride;

/// The output of a network that sees nothing, for plates to be written into.
class Output {
 public:
  Output() : values_(kCellChannels * kRows * kColumns, 0.0F) {
    for (int cell = 0; cell < kRows * kColumns; ++cell) values_[cell] = -20;
  }

  /// Corners as the network gives them: relative to the cell, in units of 32 pixels.
  void put(int column, int row, float logit, const std::array<float, 8>& corners) {
    const int cell = row * kColumns + column;
    values_[cell] = logit;
    for (int i = 0; i < 8; ++i) values_[(i + 1) * kRows * kColumns + cell] = corners[i];
  }

  const float* values() const { return values_.data(); }

  std::vector<LocatedPlate> candidates(double threshold, double scale_x = 1,
                                       double scale_y = 1) const {
    const CellGrid grid{values_.data(), kColumns, kRows, scale_x, scale_y};
    std::vector<LocatedPlate> found;
    collect_candidates(grid, int(kWidth * scale_x), int(kHeight * scale_y), threshold, found);
    return found;
  }

 private:
  std::vector<float> values_;
};

constexpr std::array<float, 8> kPlate{-0.5F, -0.25F, 0.5F, -0.125F, 0.5F, 0.25F, -0.5F, 0.125F};

TEST(CollectCandidates, FindsNothingWhereTheNetworkSeesNothing) {
  EXPECT_TRUE(Output().candidates(0.01).empty());
}

TEST(CollectCandidates, PutsCornersAroundTheCellsCentre) {
  Output output;
  output.put(3, 2, 0, kPlate);
  const auto found = output.candidates(0.5);  // the score of a logit of 0
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].score, 0.5);
  const Quad expected{
      Point{28 - 16, 20 - 8}, {28 + 16, 20 - 4}, {28 + 16, 20 + 8}, {28 - 16, 20 + 4}};
  for (int i = 0; i < 4; ++i) {
    EXPECT_DOUBLE_EQ(found[0].quad[i].x, expected[i].x);
    EXPECT_DOUBLE_EQ(found[0].quad[i].y, expected[i].y);
  }
}

TEST(CollectCandidates, ScalesToTheFrame) {
  Output output;
  output.put(0, 1, 5, kPlate);
  const auto found = output.candidates(0.5, 3, 9);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].quad[0].x, (4 - 16) * 3);  // outside, and kept so
  EXPECT_DOUBLE_EQ(found[0].quad[0].y, (12 - 8) * 9);
  EXPECT_DOUBLE_EQ(found[0].quad[2].x, (4 + 16) * 3);
  EXPECT_DOUBLE_EQ(found[0].quad[2].y, (12 + 8) * 9);
}

TEST(CollectCandidates, AppliesTheThreshold) {
  Output output;
  output.put(3, 2, std::log(0.7F / 0.3F), kPlate);
  EXPECT_EQ(output.candidates(0.69).size(), 1U);
  EXPECT_EQ(output.candidates(0.71).size(), 0U);
  EXPECT_EQ(output.candidates(1.0).size(), 0U);
  EXPECT_EQ(output.candidates(std::nan("")).size(), 0U);
}

TEST(CollectCandidates, LeavesOutWhatCannotBeAPlate) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<std::array<float, 8>> impossible = {
      {0, 0, 0, 0, 0, 0, 0, 0},
      {-0.5F, -0.2F, 0.5F, -0.2F, -0.5F, 0.2F, 0.5F, 0.2F},  // crosses itself
      {0.5F, -0.2F, -0.5F, -0.2F, -0.5F, 0.2F, 0.5F, 0.2F},  // seen from behind
      {-0.5F, -0.01F, 0.5F, -0.01F, 0.5F, 0.01F, -0.5F, 0.01F},
      {-0.01F, -0.5F, 0.01F, -0.5F, 0.01F, 0.5F, -0.01F, 0.5F},
      {9, 9, 10, 9, 10, 9.5F, 9, 9.5F},  // in another frame
      {-0.5F, nan, 0.5F, -0.2F, 0.5F, 0.2F, -0.5F, 0.2F},
      {-0.5F, -0.2F, infinity, -0.2F, infinity, 0.2F, -0.5F, 0.2F},
  };
  for (const auto& corners : impossible) {
    Output output;
    output.put(3, 2, 10, corners);
    EXPECT_TRUE(output.candidates(0.5).empty()) << corners[0] << ", " << corners[1];
  }
  Output output;
  output.put(3, 2, nan, kPlate);
  EXPECT_TRUE(output.candidates(0.5).empty());
}

TEST(CollectCandidates, LeavesPlatesThatAreTooLargeToACoarserLevel) {
  Output output;
  output.put(3, 2, 10, {-2.5F, -1, 2.5F, -1, 2.5F, 1, -2.5F, 1});  // 160 × 64 pixels
  CellGrid grid{output.values(), kColumns, kRows, 3, 3};
  const auto count = [&grid] {
    std::vector<LocatedPlate> found;
    collect_candidates(grid, int(kWidth * 3), int(kHeight * 3), 0.5, found);
    return found.size();
  };
  EXPECT_EQ(count(), 1U);
  grid.coarsest = false;
  EXPECT_EQ(count(), 0U);
  output.put(3, 2, 10, kPlate);
  EXPECT_EQ(count(), 1U);
}

LocatedPlate plate(double x, double y, double score) { return {to_quad({x, y, 100, 30}), score}; }

TEST(MergeCandidates, WeighsByScore) {
  const auto merged = merge_candidates({plate(10, 0, 0.2), plate(0, 0, 0.6)}, 10);
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_DOUBLE_EQ(merged[0].score, 0.6);
  EXPECT_DOUBLE_EQ(merged[0].quad[0].x, 2.5);
  EXPECT_DOUBLE_EQ(merged[0].quad[1].x, 102.5);
  EXPECT_DOUBLE_EQ(merged[0].quad[2].y, 30);
}

TEST(MergeCandidates, KeepsPlatesThatOverlapLittleApart) {
  EXPECT_EQ(merge_candidates({plate(0, 0, 0.6), plate(20, 0, 0.5)}, 10).size(), 1U);
  EXPECT_EQ(merge_candidates({plate(0, 0, 0.6), plate(30, 0, 0.5)}, 10).size(), 2U);
  EXPECT_EQ(merge_candidates({plate(0, 0, 0.6), plate(0, 35, 0.5)}, 10).size(), 2U);
}

TEST(MergeCandidates, KeepsAPlateAndOneOfItsLinesApart) {
  const LocatedPlate whole = {to_quad({0, 0, 100, 60}), 0.5};
  EXPECT_EQ(merge_candidates({whole, plate(0, 30, 0.9)}, 10).size(), 2U);
}

TEST(MergeCandidates, ReturnsTheBestFirst) {
  const std::vector<LocatedPlate> candidates = {plate(0, 0, 0.5), plate(200, 0, 0.9),
                                                plate(400, 0, 0.7), plate(600, 0, 0.8)};
  const auto merged = merge_candidates(candidates, 3);
  ASSERT_EQ(merged.size(), 3U);
  EXPECT_EQ(merged[0].score, 0.9);
  EXPECT_EQ(merged[1].score, 0.8);
  EXPECT_EQ(merged[2].score, 0.7);
  EXPECT_TRUE(merge_candidates(candidates, 0).empty());
  EXPECT_TRUE(merge_candidates({}, 3).empty());
}

TEST(MergeCandidates, TakesTheFirstOfEquals) {
  const auto merged = merge_candidates({plate(300, 0, 0.5), plate(0, 0, 0.5)}, 1);
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_EQ(merged[0].quad[0].x, 300);
}

// Each of 20,000 cells sees a plate of its own, the last ones the best.
TEST(MergeCandidates, LooksAtTheBestOfVeryMany) {
  std::vector<LocatedPlate> candidates;
  for (int i = 0; i < 20000; ++i) candidates.push_back(plate(200.0 * i, 0, i / 20000.0));
  const auto merged = merge_candidates(candidates, 1024);
  ASSERT_EQ(merged.size(), 512U);
  EXPECT_DOUBLE_EQ(merged.front().quad[0].x, 200.0 * 19999);
  EXPECT_DOUBLE_EQ(merged.back().quad[0].x, 200.0 * (20000 - 512));
}

}  // namespace
}  // namespace deepocr
