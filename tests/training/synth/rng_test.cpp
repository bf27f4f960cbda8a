// SPDX-License-Identifier: MIT
// The random numbers behind every rendering.
#include "synth/rng.h"

#include <array>
#include <set>

#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

TEST(Rng, RepeatsItselfForTheSameKeys) {
  Rng first(7, 1, 2);
  Rng second(7, 1, 2);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first.next(), second.next());
}

TEST(Rng, DiffersForEveryKey) {
  std::set<std::uint64_t> draws;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t key = 0; key < 10; ++key) {
      for (std::uint64_t subkey = 0; subkey < 10; ++subkey) {
        draws.insert(Rng(seed, key, subkey).next());
      }
    }
  }
  EXPECT_EQ(draws.size(), 1000U);
}

TEST(Rng, KeepsToItsRanges) {
  Rng rng(3);
  std::array<int, 6> counts{};
  for (int i = 0; i < 6000; ++i) {
    const double value = rng.uniform(-2, 3);
    EXPECT_GE(value, -2);
    EXPECT_LT(value, 3);
    ++counts.at(static_cast<std::size_t>(rng.between(0, 5)));
  }
  for (const int count : counts) EXPECT_NEAR(count, 1000, 150);
}

TEST(Rng, DrawsAsOftenAsTheWeightsSay) {
  Rng rng(5);
  std::array<int, 3> counts{};
  for (int i = 0; i < 10000; ++i) {
    ++counts.at(static_cast<std::size_t>(rng.weighted({0.5, 0.0, 1.5})));
  }
  EXPECT_NEAR(counts[0], 2500, 200);
  EXPECT_EQ(counts[1], 0);
}

TEST(Rng, NormalHasTheGivenDeviation) {
  Rng rng(11);
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = rng.normal(3);
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.1);
  EXPECT_NEAR(squares / kDraws, 9, 0.4);
}

}  // namespace
}  // namespace deepocr::synth
