// SPDX-License-Identifier: MIT
// Vehicles, and what is written on them.
#include "synth/vehicle.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace deepocr::synth {
namespace {

Vehicle build(const std::string& number, std::uint64_t seed) {
  static const auto typefaces = TypefaceSet::installed(Split::kTraining);
  constexpr int kResolution = 200;
  Rng rng(seed);
  return build_vehicle(number, kResolution, 0, *typefaces, rng);
}

cv::Mat grey(const Sprite& sprite) {
  cv::Mat result;
  cv::cvtColor(sprite.levels[0], result, cv::COLOR_BGRA2GRAY);
  return result;
}

// Where the right flank is not what a mirror shows of the left one, in the left one's pixels.
cv::Rect unmirrored_part(const cv::Mat& left, const cv::Mat& right) {
  cv::Mat mirrored;
  cv::flip(right, mirrored, 1);
  return cv::boundingRect(left != mirrored);
}

// Of one place on both flanks, wherever rounding put it: a pixel to the left or right. Letters
// without a board have the vehicle's paint behind them, which a mirror shows the other way round.
double least_difference(const cv::Mat& left, const cv::Mat& right, const cv::Rect& part) {
  double least = cv::norm(left(part), cv::NORM_L2SQR);
  for (int shift = -1; shift <= 1; ++shift) {
    const cv::Rect same(right.cols - part.br().x + shift, part.y, part.width, part.height);
    least = std::min(least, cv::norm(left(part), right(same), cv::NORM_L2SQR));
  }
  return least;
}

double difference_in_mirror(const cv::Mat& left, const cv::Mat& right, const cv::Rect& part) {
  cv::Mat mirrored;
  cv::flip(right, mirrored, 1);
  return cv::norm(left(part), mirrored(part), cv::NORM_L2SQR);
}

TEST(Vehicle, SignsAreReadFromLeftToRightOnBothFlanks) {
  int signs = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Vehicle vehicle = build("", seed);
    const cv::Mat left = grey(vehicle.left_flank);
    const cv::Mat right = grey(vehicle.right_flank);
    const cv::Rect sign = unmirrored_part(left, right);
    if (sign.empty()) continue;
    ++signs;
    EXPECT_LT(sign.height, left.rows / 4);
    EXPECT_LT(least_difference(left, right, sign), difference_in_mirror(left, right, sign) / 4)
        << "vehicle " << seed;
  }
  EXPECT_GT(signs, 3);
}

TEST(Vehicle, ThoseWithAPlateHaveNoSign) {
  const Vehicle vehicle = build("37463", 1);
  EXPECT_EQ(vehicle.number, "37463");
  EXPECT_TRUE(unmirrored_part(grey(vehicle.left_flank), grey(vehicle.right_flank)).empty());
}

}  // namespace
}  // namespace deepocr::synth
