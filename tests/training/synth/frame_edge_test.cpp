// SPDX-License-Identifier: MIT
// Pictures that reach beyond the camera's frame.
#include "synth/frame_edge.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

constexpr int kWidth = 100;
constexpr int kHeight = 40;
const cv::Rect2d kRun(20, 10, 60, 20);

std::vector<cv::Rect2d> five_digits() {
  std::vector<cv::Rect2d> digits;
  for (int i = 0; i < 5; ++i) digits.emplace_back(20 + 12 * i, 10, 12, 20);
  return digits;
}

/// Every pixel's value tells where it was.
cv::Mat numbered_picture() {
  cv::Mat picture(kHeight, kWidth, CV_8UC1);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      picture.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(x + 2 * y);
    }
  }
  return picture;
}

/// The part of a box that lies within the frame, 0..1.
double share_seen(const cv::Rect2d& box, const FrameEdge& edge) {
  switch (edge.side) {
    case Side::kLeft:
      return std::clamp((box.br().x - edge.at) / box.width, 0.0, 1.0);
    case Side::kRight:
      return std::clamp((edge.at - box.x) / box.width, 0.0, 1.0);
    case Side::kTop:
      return std::clamp((box.br().y - edge.at) / box.height, 0.0, 1.0);
    default:
      return std::clamp((edge.at - box.y) / box.height, 0.0, 1.0);
  }
}

TEST(FrameEdge, ThroughARunHidesPartOfItForGood) {
  Rng rng(1);
  for (int i = 0; i < 500; ++i) {
    const FrameEdge edge = edge_through_run(five_digits(), rng);
    double least = 1;
    for (const cv::Rect2d& digit : five_digits()) {
      least = std::min(least, share_seen(digit, edge));
    }
    EXPECT_LE(least, 0.8 + 1e-9);
    EXPECT_GT(share_seen(kRun, edge), 0.0 - 1e-9);
  }
}

TEST(FrameEdge, BesideARunLeavesItWhole) {
  Rng rng(2);
  for (int i = 0; i < 500; ++i) {
    const FrameEdge edge = edge_beside_run(five_digits(), {kWidth, kHeight}, rng);
    EXPECT_EQ(share_seen(kRun, edge), 1.0);
    const bool across = edge.side == Side::kLeft || edge.side == Side::kRight;
    EXPECT_GE(edge.at, 0);
    EXPECT_LE(edge.at, across ? kWidth : kHeight);
  }
}

TEST(FrameEdge, BesideARunThatTouchesThePicturesEndIsNoEdge) {
  Rng rng(3);
  const std::vector<cv::Rect2d> digits = {{0, 0, 50, 40}, {50, 0, 50, 40}};
  for (int i = 0; i < 20; ++i) {
    cv::Mat picture = numbered_picture();
    end_frame(picture, edge_beside_run(digits, picture.size(), rng));
    EXPECT_EQ(cv::norm(picture, numbered_picture(), cv::NORM_INF), 0);
  }
}

TEST(EndFrame, RepeatsTheLastPixelsWithinTheFrame) {
  const cv::Mat before = numbered_picture();
  const auto ended = [](Side side, double at) {
    cv::Mat picture = numbered_picture();
    end_frame(picture, {side, at});
    return picture;
  };
  const cv::Mat left = ended(Side::kLeft, 10);
  const cv::Mat right = ended(Side::kRight, 90);
  const cv::Mat top = ended(Side::kTop, 5);
  const cv::Mat bottom = ended(Side::kBottom, 35);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const auto value = [&](int from_x, int from_y) {
        return before.at<std::uint8_t>(from_y, from_x);
      };
      ASSERT_EQ(left.at<std::uint8_t>(y, x), value(std::max(x, 10), y));
      ASSERT_EQ(right.at<std::uint8_t>(y, x), value(std::min(x, 89), y));
      ASSERT_EQ(top.at<std::uint8_t>(y, x), value(x, std::max(y, 5)));
      ASSERT_EQ(bottom.at<std::uint8_t>(y, x), value(x, std::min(y, 34)));
    }
  }
}

TEST(EndFrame, AnEdgeOutsideThePictureChangesNothing) {
  for (const double at : {-3.0, 0.0, double(kWidth), 1e6}) {
    cv::Mat picture = numbered_picture();
    end_frame(picture, {Side::kLeft, at});
    end_frame(picture, {Side::kRight, at});
    EXPECT_EQ(cv::norm(picture, numbered_picture(), cv::NORM_INF), 0) << at;
  }
}

}  // namespace
}  // namespace deepocr::synth
