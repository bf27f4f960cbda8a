// SPDX-License-Identifier: MIT
// What each cell of a window should say.
#include "data/locate_example.h"

#include <cmath>

#include <gtest/gtest.h>

namespace deepocr::training {
namespace {

constexpr int kColumns = 8;
constexpr int kRows = 4;

class Targets {
 public:
  explicit Targets(const std::vector<synth::ScenePlate>& plates)
      : example_(make_locate_example(cv::Mat(32, 64, CV_8UC1, cv::Scalar(51)), plates)) {}

  float at(std::size_t plane, int row, int column) const {
    return example_.targets[(plane * kRows + row) * kColumns + column];
  }
  const Example& example() const { return example_; }

 private:
  Example example_;
};

synth::ScenePlate plate(const Rect& rect, bool certain = true) { return {to_quad(rect), certain}; }

TEST(LocateExample, HoldsTheWindowAndOnePlaneForEachTarget) {
  const Targets targets({});
  EXPECT_EQ(targets.example().pixels.size(), 64U * 32U);
  EXPECT_FLOAT_EQ(targets.example().pixels[100], 0.2F);
  EXPECT_EQ(targets.example().targets.size(), LocateTargets::kPlanes * kRows * kColumns);
  for (const float target : targets.example().targets) EXPECT_EQ(target, 0);
}

TEST(LocateExample, MarksTheMiddleOfAPlateAndLeavesItsRestOpen) {
  const Targets targets({plate({8, 8, 40, 16})});
  EXPECT_EQ(targets.at(LocateTargets::kScore, 1, 3), 1);
  EXPECT_EQ(targets.at(LocateTargets::kScore, 2, 3), 1);
  EXPECT_EQ(targets.at(LocateTargets::kScore, 1, 1), -1);
  EXPECT_EQ(targets.at(LocateTargets::kScore, 1, 6), 0);
  EXPECT_EQ(targets.at(LocateTargets::kScore, 0, 3), 0);
}

TEST(LocateExample, GivesCornersFromTheCellsCentre) {
  const Targets targets({plate({8, 8, 40, 16})});
  const float x = 3.5F * LocateTargets::kStride, y = 1.5F * LocateTargets::kStride;
  const float expected[] = {8 - x, 8 - y, 48 - x, 8 - y, 48 - x, 24 - y, 8 - x, 24 - y};
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_FLOAT_EQ(targets.at(LocateTargets::kCorners + i, 1, 3),
                    expected[i] / LocateTargets::kCornerUnit);
  }
  EXPECT_NEAR(targets.at(LocateTargets::kSize, 1, 3), std::sqrt(40.0 * 16) / 32, 1e-6);
}

TEST(LocateExample, MarksAtLeastOneCellOfTheSmallestPlate) {
  const Targets targets({plate({17, 9, 4, 2})});
  EXPECT_EQ(targets.at(LocateTargets::kScore, 1, 2), 1);
}

TEST(LocateExample, LeavesUncertainPlatesOpen) {
  const Targets targets({plate({8, 8, 40, 16}, false)});
  EXPECT_EQ(targets.at(LocateTargets::kScore, 1, 3), -1);
}

TEST(LocateExample, TakesPlatesThatReachOutside) {
  const Targets targets({plate({-20, -4, 40, 16})});
  EXPECT_EQ(targets.at(LocateTargets::kScore, 0, 0), 1);
}

}  // namespace
}  // namespace deepocr::training
