// SPDX-License-Identifier: MIT
// Sizes of the levels, what their pixels average, and every layout of samples.
#include "deepocr/luma_pyramid.h"

#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepocr {
namespace {

using ::testing::Each;
using ::testing::FloatNear;
using Bytes = std::vector<std::uint8_t>;

struct Size {
  int width;
  int height;
  bool operator==(const Size& other) const {
    return width == other.width && height == other.height;
  }
};

std::vector<Size> sizes_for(int width, int height) {
  const Bytes pixels(static_cast<std::size_t>(width) * height, 7);
  LumaPyramid pyramid;
  std::vector<Size> sizes;
  for (const PyramidLevel& level : pyramid.build(gray_view(pixels.data(), width, height, width))) {
    EXPECT_EQ(level.padded_width % 32, 0);
    EXPECT_EQ(level.padded_height % 32, 0);
    EXPECT_GE(level.padded_width, level.width);
    EXPECT_LT(level.padded_width, level.width + 32);
    EXPECT_LT(level.padded_height, level.height + 32);
    EXPECT_EQ(level.luma.size(), std::size_t(level.padded_width) * level.padded_height);
    EXPECT_DOUBLE_EQ(level.scale_x * level.width, width);
    EXPECT_DOUBLE_EQ(level.scale_y * level.height, height);
    EXPECT_THAT(level.luma, Each(FloatNear(7 / 255.0F, 1e-6F)));
    sizes.push_back({level.width, level.height});
  }
  return sizes;
}

TEST(LumaPyramid, EndsWhereTheLongestSideGetsShort) {
  using Sizes = std::vector<Size>;
  EXPECT_EQ(sizes_for(1920, 1080), (Sizes{{640, 360}, {213, 120}, {71, 40}}));
  EXPECT_EQ(sizes_for(1080, 1920), (Sizes{{360, 640}, {120, 213}, {40, 71}}));
  EXPECT_EQ(sizes_for(640, 480), (Sizes{{640, 480}, {213, 160}, {71, 53}}));
  EXPECT_EQ(sizes_for(1366, 768), (Sizes{{640, 360}, {213, 120}, {71, 40}}));
  EXPECT_EQ(sizes_for(144, 90), (Sizes{{144, 90}, {48, 30}}));
  EXPECT_EQ(sizes_for(143, 90), (Sizes{{143, 90}}));
}

TEST(LumaPyramid, TakesTinyAndElongatedPictures) {
  using Sizes = std::vector<Size>;
  EXPECT_EQ(sizes_for(1, 1), (Sizes{{1, 1}}));
  EXPECT_EQ(sizes_for(31, 5), (Sizes{{31, 5}}));
  EXPECT_EQ(sizes_for(4000, 1), (Sizes{{640, 1}, {213, 1}, {71, 1}}));
  EXPECT_EQ(sizes_for(1, 4000), (Sizes{{1, 640}, {1, 213}, {1, 71}}));
}

TEST(LumaPyramid, AveragesTheCoveredArea) {
  const int width = 1280;
  Bytes pixels(width * 4);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 37);
  LumaPyramid pyramid;
  const PyramidLevel& level = pyramid.build(gray_view(pixels.data(), width, 4, width)).front();
  ASSERT_EQ(level.width, 640);
  ASSERT_EQ(level.height, 2);
  for (int x = 0; x < 640; ++x) {
    const std::uint8_t* lower = &pixels[2 * width + 2 * x];
    const int sum = lower[0] + lower[1] + lower[width] + lower[width + 1];
    EXPECT_NEAR(level.luma[level.padded_width + x], sum / 4.0 / 255, 1e-6);
  }
}

// 2.5 pixels in one: the middle one of five is shared by halves.
TEST(LumaPyramid, SharesPixelsThatTwoCover) {
  Bytes pixels(1600);
  for (int x = 0; x < 1600; ++x) pixels[x] = x % 5 == 2 ? 200 : 0;
  LumaPyramid pyramid;
  const PyramidLevel& level = pyramid.build(gray_view(pixels.data(), 1600, 1, 1600)).front();
  EXPECT_THAT(level.luma, Each(FloatNear(100 / 2.5F / 255, 1e-5F)));
}

TEST(LumaPyramid, KeepsTheMeanFromLevelToLevel) {
  const int width = 1000;
  const int height = 777;
  Bytes pixels(width * height);
  std::mt19937 random(3);
  for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random());
  const double mean = std::accumulate(pixels.begin(), pixels.end(), 0.0) / pixels.size() / 255;
  LumaPyramid pyramid;
  for (const PyramidLevel& level : pyramid.build(gray_view(pixels.data(), width, height, width))) {
    double sum = 0;
    for (int y = 0; y < level.height; ++y) {
      const float* row = &level.luma[y * level.padded_width];
      sum = std::accumulate(row, row + level.width, sum);
    }
    EXPECT_NEAR(sum / (level.width * level.height), mean, 1e-5);
  }
}

TEST(LumaPyramid, PadsWithTheEdge) {
  Bytes pixels(40 * 20);
  for (int i = 0; i < 40 * 20; ++i) pixels[i] = static_cast<std::uint8_t>(i % 40 + 5 * (i / 40));
  LumaPyramid pyramid;
  const PyramidLevel& level = pyramid.build(gray_view(pixels.data(), 40, 20, 40)).front();
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 64; ++x) {
      EXPECT_FLOAT_EQ(level.luma[y * 64 + x],
                      pixels[std::min(y, 19) * 40 + std::min(x, 39)] / 255.0F);
    }
  }
}

TEST(LumaPyramid, FollowsChangesOfSize) {
  const Bytes pixels(500 * 500, 255);
  LumaPyramid pyramid;
  for (const int side : {500, 20, 500, 96}) {
    const auto& levels = pyramid.build(gray_view(pixels.data(), side, side, side));
    EXPECT_EQ(levels.front().width, side);
    EXPECT_THAT(levels.back().luma, Each(FloatNear(1, 1e-6F)));
  }
}

TEST(LumaPyramid, ReadsEveryLayoutAlike) {
  const int width = 1300;
  const int height = 50;
  Bytes luma(width * height);
  std::mt19937 random(5);
  for (std::uint8_t& sample : luma) sample = static_cast<std::uint8_t>(random());
  Bytes packed(luma.size() * 3);
  for (std::size_t i = 0; i < luma.size(); ++i) std::fill_n(&packed[3 * i], 3, luma[i]);
  LumaPyramid plain;
  const std::vector<float> expected =
      plain.build(gray_view(luma.data(), width, height, width)).back().luma;

  ImageView view = gray_view(packed.data(), width, height, width * 3);
  view.pixel_stride = 3;
  for (const SampleLayout layout :
       {SampleLayout::kLuma8, SampleLayout::kLuma16, SampleLayout::kColour8}) {
    view.layout = layout;
    view.shift = 8;
    LumaPyramid pyramid;
    EXPECT_EQ(pyramid.build(view).back().luma, expected);
  }
}

}  // namespace
}  // namespace deepocr
