// SPDX-License-Identifier: MIT
// Plates that move, grow and turn.
#include "deepocr/plate_motion.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace deepocr {
namespace {

constexpr double kPositionGain = 0.5;
constexpr double kVelocityGain = 0.15;
constexpr double kFrame = 0.04;

Quad plate_at(double x, double y, double width = 100) {
  return to_quad({x - width / 2, y - width / 8, width, width / 4});
}

void expect_near(const Quad& actual, const Quad& expected, double tolerance) {
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i].x, expected[i].x, tolerance);
    EXPECT_NEAR(actual[i].y, expected[i].y, tolerance);
  }
}

TEST(PlateMotion, StaysWhereItWasSeenOnce) {
  const PlateMotion motion(plate_at(50, 60), kPositionGain, kVelocityGain);
  expect_near(motion.predict(1), plate_at(50, 60), 1e-9);
}

TEST(PlateMotion, GoesOnAsItWent) {
  PlateMotion motion(plate_at(0, 0), kPositionGain, kVelocityGain);
  for (int i = 1; i <= 10; ++i) motion.observe(plate_at(20.0 * i, 5.0 * i), kFrame);
  expect_near(motion.predict(kFrame), plate_at(220, 55), 1e-6);
  expect_near(motion.predict(10 * kFrame), plate_at(400, 100), 1e-6);
}

TEST(PlateMotion, GrowsAsItGrew) {
  PlateMotion motion(plate_at(0, 0, 100), kPositionGain, kVelocityGain);
  for (int i = 1; i <= 10; ++i) motion.observe(plate_at(0, 0, 100 * std::pow(1.02, i)), kFrame);
  EXPECT_NEAR(width_of(motion.predict(kFrame)), 100 * std::pow(1.02, 11), 0.01);
}

TEST(PlateMotion, KeepsAPerspectiveShape) {
  Quad slanted = plate_at(0, 0);
  slanted[1].y += 9;
  PlateMotion motion(plate_at(0, 0), kPositionGain, kVelocityGain);
  motion.observe(slanted, kFrame);
  const Quad predicted = motion.predict(0);
  EXPECT_NEAR(predicted[1].y - predicted[0].y, 9, 1e-6);
}

TEST(PlateMotion, SmoothsTheJitterOfALocator) {
  std::mt19937 random(3);
  std::normal_distribution<double> jitter(0, 3);
  PlateMotion motion(plate_at(0, 0), kPositionGain, kVelocityGain);
  double error = 0;
  for (int i = 1; i <= 200; ++i) {
    const double truth = 10.0 * i;
    error += std::abs(centre_of(motion.predict(kFrame)).x - truth) * (i > 20 ? 1 : 0);
    motion.observe(plate_at(truth + jitter(random), 0), kFrame);
  }
  EXPECT_LT(error / 180, 4);
}

TEST(PlateMotion, SurvivesTwoObservationsAtOnce) {
  PlateMotion motion(plate_at(0, 0), kPositionGain, kVelocityGain);
  motion.observe(plate_at(10, 0), 0);
  EXPECT_NEAR(centre_of(motion.predict(1)).x, 10, 1e-9);
}

TEST(PlateMotion, DoesNotGrowWithoutBounds) {
  PlateMotion motion(plate_at(0, 0, 10), kPositionGain, kVelocityGain);
  motion.observe(plate_at(0, 0, 1000), kFrame);
  EXPECT_LT(width_of(motion.predict(1)), 1000 * std::exp(2) + 1);
}

}  // namespace
}  // namespace deepocr
