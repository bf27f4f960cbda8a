// SPDX-License-Identifier: MIT
// The endless stream of labelled pictures.
#include "synth/sampler.h"

#include <array>
#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

Sampler make_sampler(std::uint64_t seed, double negatives = 0.12) {
  SamplerOptions options;
  options.seed = seed;
  options.negatives = negatives;
  return Sampler(options, TypefaceSet::installed(Split::kTraining));
}

bool same(const Sample& a, const Sample& b) {
  return a.label == b.label && a.image.size() == b.image.size() &&
         cv::norm(a.image, b.image, cv::NORM_INF) == 0;
}

TEST(Sampler, RepeatsItselfOnAnyThread) {
  const Sampler sampler = make_sampler(3);
  constexpr int kCount = 60;
  std::array<Sample, kCount> elsewhere;
  std::thread other([&] {
    for (int i = kCount - 1; i >= 0; --i) {
      elsewhere.at(static_cast<std::size_t>(i)) = sampler.sample(static_cast<std::uint64_t>(i));
    }
  });
  std::array<Sample, kCount> here;
  for (int i = 0; i < kCount; ++i) {
    here.at(static_cast<std::size_t>(i)) = sampler.sample(static_cast<std::uint64_t>(i));
  }
  other.join();
  for (std::size_t i = 0; i < kCount; ++i) EXPECT_TRUE(same(here[i], elsewhere[i])) << i;
}

TEST(Sampler, SeedsDiffer) {
  const Sampler one = make_sampler(1);
  const Sampler two = make_sampler(2);
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_FALSE(same(one.sample(i), two.sample(i)));
}

TEST(Sampler, VariantsShowTheSamePlateDifferently) {
  const Sampler sampler = make_sampler(4);
  for (std::uint64_t i = 0; i < 30; ++i) {
    const Sample base = sampler.sample(i, 0);
    const Sample variant = sampler.sample(i, 1);
    EXPECT_EQ(base.label, variant.label);
    EXPECT_EQ(base.typeface, variant.typeface);
    EXPECT_FALSE(same(base, variant));
  }
}

TEST(Sampler, EveryDigitIsEquallyFrequentInEveryPlace) {
  const Sampler sampler = make_sampler(5, 0.0);
  std::array<std::array<int, 10>, 5> counts{};
  constexpr int kCount = 1000;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const std::string label = sampler.sample(i).label;
    ASSERT_EQ(label.size(), 5U);
    for (std::size_t place = 0; place < 5; ++place) {
      ++counts.at(place).at(static_cast<std::size_t>(label.at(place) - '0'));
    }
  }
  for (const auto& place : counts) {
    for (const int count : place) EXPECT_NEAR(count, kCount / 10, 5);
  }
}

TEST(Sampler, NegativesAreAsManyAsAskedForAndHaveNoLabel) {
  const Sampler sampler = make_sampler(6, 0.5);
  int negatives = 0;
  int cut = 0;
  int halved = 0;
  int parts = 0;
  for (std::uint64_t i = 0; i < 600; ++i) {
    const Sample sample = sampler.sample(i);
    negatives += sample.label.empty();
    const bool ordinary = sample.style == "dark-on-light" || sample.style == "light-on-dark";
    EXPECT_EQ(ordinary, !sample.label.empty()) << sample.style;
    cut += sample.style == "cut-run";
    halved += sample.style == "halved-run";
    parts += sample.style == "part-of-longer-run";
  }
  EXPECT_NEAR(negatives, 300, 60);
  EXPECT_GT(cut, 20);
  EXPECT_GT(halved, 5);
  EXPECT_GT(parts, 5);
}

TEST(Sampler, AWordIsNoNumberAndHasNoRun) {
  const Sampler sampler = make_sampler(8, 1.0);
  int words = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Sample sample = sampler.sample(i);
    if (sample.style != "word") continue;
    ++words;
    EXPECT_TRUE(sample.label.empty());
    EXPECT_FALSE(sample.run.has_value());
  }
  EXPECT_GT(words, 5);
}

TEST(Sampler, AnImpossibleShareOfNegativesIsRefused) {
  EXPECT_THROW(make_sampler(1, 1.5), Error);
  EXPECT_THROW(make_sampler(1, std::nan("")), Error);
}

TEST(AugmentPicture, RepeatsItselfForASeed) {
  const cv::Mat picture = make_sampler(7).sample(0).image;
  const cv::Mat first = augment_picture(picture, 1);
  EXPECT_EQ(cv::norm(first, augment_picture(picture, 1), cv::NORM_INF), 0);
  const cv::Mat second = augment_picture(picture, 2);
  EXPECT_TRUE(first.size() != second.size() || cv::norm(first, second, cv::NORM_INF) > 0);
}

TEST(AugmentPicture, TakesASinglePixel) {
  EXPECT_FALSE(augment_picture(cv::Mat(1, 1, CV_8UC1, cv::Scalar(9)), 1).empty());
}

}  // namespace
}  // namespace deepocr::synth
