// SPDX-License-Identifier: MIT
// Flat things seen from anywhere.
#include "synth/panel.h"

#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

TEST(Panel, AppearsWhereItsProjectionSays) {
  Panel panel({-30, -20, 60, 40}, 1.3);
  panel.cover_all();
  panel.box({-30, -20, 60, 40}, 0, 0);
  panel.box({-10, -5, 20, 10}, 0, 1);
  Stance stance;
  stance.centre = {60, 40};
  stance.scale = 1.5;
  stance.roll = 0.2;
  stance.yaw = 0.6;
  stance.pitch = 0.3;
  stance.distance = 400;
  const cv::Matx33d projection = projection_of(stance);
  cv::Mat window(80, 120, CV_8UC1, cv::Scalar(100));
  cv::Mat owners(window.size(), CV_8UC1, cv::Scalar(1));
  place_panel(panel, projection, window, owners);
  const auto level = [&](double x, double y) {
    const cv::Point2d at = project(projection, {x, y});
    return int(window.at<unsigned char>(cv::Point(cvFloor(at.x), cvFloor(at.y))));
  };
  EXPECT_GT(level(0, 0), 250);
  for (const double x : {-1.0, 1.0}) {
    for (const double y : {-1.0, 1.0}) {
      EXPECT_GT(level(8.5 * x, 3.5 * y), 200);
      EXPECT_LT(level(11.5 * x, 6.5 * y), 50);
    }
  }
  EXPECT_EQ(int(window.at<unsigned char>(0, 0)), 100);
  EXPECT_EQ(int(owners.at<unsigned char>(0, 0)), 1);
  EXPECT_EQ(int(owners.at<unsigned char>(40, 60)), 0);
}

TEST(Panel, TransparentPartsLeaveTheWindowAsItIs) {
  const Panel panel({-30, -20, 60, 40}, 1);
  cv::Mat window(40, 60, CV_8UC1, cv::Scalar(77));
  cv::Mat owners = cv::Mat::zeros(window.size(), CV_8UC1);
  Stance stance;
  stance.centre = {30, 20};
  stance.distance = 300;
  place_panel(panel, projection_of(stance), window, owners);
  EXPECT_EQ(cv::norm(window, cv::Mat(window.size(), CV_8UC1, cv::Scalar(77)), cv::NORM_INF), 0);
}

}  // namespace
}  // namespace deepocr::synth
