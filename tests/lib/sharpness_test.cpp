// SPDX-License-Identifier: MIT
// Sharp, blurred and empty patches.
#include "deepocr/sharpness.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace deepocr {
namespace {

constexpr int kStrokes = 2;

/// Upright strokes whose edges are `blur` heights wide.
std::vector<float> strokes(InputSize size, double blur, double ground = 0.2,
                           double contrast = 0.6) {
  std::vector<float> patch;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double phase = std::sin(2 * M_PI * kStrokes * (x + 0.5) / size.width);
      const double period = size.width / double(kStrokes) / size.height;
      const double level = std::tanh(phase * period / (2 * M_PI) / (blur / 4));
      patch.push_back(static_cast<float>(ground + contrast * (level + 1) / 2));
    }
  }
  return patch;
}

constexpr InputSize kSize = {192, 64};

TEST(Sharpness, FallsWithBlur) {
  double last = sharpness(strokes(kSize, 0.02).data(), kSize);
  EXPECT_GT(last, 30);
  for (const double blur : {0.05, 0.1, 0.2, 0.4}) {
    const double now = sharpness(strokes(kSize, blur).data(), kSize);
    EXPECT_LT(now, last) << blur;
    last = now;
  }
  EXPECT_LT(last, kBlurredBelow);
}

TEST(Sharpness, DoesNotDependOnLight) {
  const double full = sharpness(strokes(kSize, 0.1, 0, 1).data(), kSize);
  EXPECT_NEAR(sharpness(strokes(kSize, 0.1, 0.4, 0.1).data(), kSize), full, 0.05);
}

TEST(Sharpness, HardlyDependsOnTheSizeOfTheInput) {
  constexpr InputSize kSmall = {128, 32};
  EXPECT_NEAR(
      sharpness(strokes(kSmall, 0.2).data(), kSmall) / sharpness(strokes(kSize, 0.2).data(), kSize),
      1, 0.3);
}

TEST(Sharpness, IsNothingWithoutContrast) {
  const std::vector<float> gray(192 * 64, 0.3F);
  EXPECT_EQ(sharpness(gray.data(), kSize), 0);
}

TEST(Sharpness, IsNothingForBadPatches) {
  std::vector<float> patch = strokes(kSize, 0.1);
  patch[777] = std::nanf("");
  EXPECT_EQ(sharpness(patch.data(), kSize), 0);
  EXPECT_EQ(sharpness(nullptr, kSize), 0);
  EXPECT_EQ(sharpness(patch.data(), {2, 64}), 0);
  EXPECT_EQ(sharpness(patch.data(), {64, 0}), 0);
}

}  // namespace
}  // namespace deepocr
