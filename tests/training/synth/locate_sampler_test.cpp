// SPDX-License-Identifier: MIT
// Windows for the network that finds plates.
#include "synth/locate_sampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

LocateSampler make_sampler(const LocateSamplerOptions& options) {
  return LocateSampler(options, TypefaceSet::installed(Split::kTraining));
}

bool same(const LocateSample& a, const LocateSample& b) {
  const auto same_plate = [](const ScenePlate& one, const ScenePlate& other) {
    return one.certain == other.certain &&
           std::equal(one.quad.begin(), one.quad.end(), other.quad.begin(),
                      [](const Point& p, const Point& q) { return p.x == q.x && p.y == q.y; });
  };
  return cv::norm(a.image, b.image, cv::NORM_INF) == 0 &&
         std::equal(a.plates.begin(), a.plates.end(), b.plates.begin(), b.plates.end(), same_plate);
}

TEST(LocateSampler, RepeatsItselfOnAnyThread) {
  const LocateSampler sampler = make_sampler({});
  constexpr int kCount = 60;
  std::array<LocateSample, kCount> elsewhere;
  std::thread other([&] {
    for (int i = kCount - 1; i >= 0; --i) {
      elsewhere.at(static_cast<std::size_t>(i)) = sampler.sample(static_cast<std::uint64_t>(i));
    }
  });
  std::array<LocateSample, kCount> here;
  for (int i = 0; i < kCount; ++i) {
    here.at(static_cast<std::size_t>(i)) = sampler.sample(static_cast<std::uint64_t>(i));
  }
  other.join();
  for (std::size_t i = 0; i < kCount; ++i) EXPECT_TRUE(same(here[i], elsewhere[i])) << i;
}

TEST(LocateSampler, SeedsDiffer) {
  LocateSamplerOptions options;
  const LocateSampler one = make_sampler(options);
  options.seed = 2;
  const LocateSampler two = make_sampler(options);
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_FALSE(same(one.sample(i), two.sample(i)));
}

TEST(LocateSampler, WindowsHaveTheSizeAskedForAndEnoughPlates) {
  LocateSamplerOptions options;
  options.width = 160;
  options.height = 96;
  const LocateSampler sampler = make_sampler(options);
  constexpr int kCount = 300;
  int empty = 0;
  int certain = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const LocateSample sample = sampler.sample(i);
    ASSERT_EQ(sample.image.size(), cv::Size(160, 96));
    ASSERT_EQ(sample.image.type(), CV_8UC1);
    ASSERT_LE(sample.plates.size(), 3U);
    empty += sample.plates.empty();
    for (const ScenePlate& plate : sample.plates) certain += plate.certain;
  }
  EXPECT_NEAR(empty, 0.3 * kCount, 35);
  EXPECT_GT(certain, kCount / 2);
}

TEST(LocateSampler, PlatesToFindAreConvexClockwiseAndOfASizeThatCanBeFound) {
  const LocateSampler sampler = make_sampler({});
  for (std::uint64_t i = 0; i < 300; ++i) {
    for (const ScenePlate& plate : sampler.sample(i).plates) {
      EXPECT_GT(signed_area(plate.quad), 0) << i;
      EXPECT_NEAR(intersection_over_union(plate.quad, plate.quad), 1, 1e-6) << i;
      if (!plate.certain) continue;
      const Rect box = bounding_box(plate.quad);
      EXPECT_LT(box.width, 150) << i;
      EXPECT_GT(box.width, 6) << i;
      EXPECT_GT(clip(box, 192, 128).width * clip(box, 192, 128).height,
                0.5 * box.width * box.height)
          << i;
    }
  }
}

TEST(LocateSampler, WindowsWithoutPlatesCanBeAllOrNone) {
  LocateSamplerOptions options;
  options.empty = 1;
  const LocateSampler without = make_sampler(options);
  for (std::uint64_t i = 0; i < 50; ++i) EXPECT_TRUE(without.sample(i).plates.empty());
  options.empty = 0;
  const LocateSampler with = make_sampler(options);
  int plates = 0;
  for (std::uint64_t i = 0; i < 50; ++i) plates += !with.sample(i).plates.empty();
  EXPECT_GT(plates, 40);
}

TEST(LocateSampler, ImpossibleOptionsAreRefused) {
  LocateSamplerOptions options;
  options.width = 0;
  EXPECT_THROW(make_sampler(options), Error);
  options = {};
  options.height = 100000;
  EXPECT_THROW(make_sampler(options), Error);
  options = {};
  options.empty = std::nan("");
  EXPECT_THROW(make_sampler(options), Error);
}

}  // namespace
}  // namespace deepocr::synth
