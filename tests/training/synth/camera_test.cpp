// SPDX-License-Identifier: MIT
// Geometry, light and optics between a plate and a picture of it.
#include "synth/camera.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "synth/view.h"

namespace deepocr::synth {
namespace {

// Stripes with sharp edges: every change of contrast or sharpness shows.
cv::Mat stripes() {
  cv::Mat picture(40, 120, CV_8UC1, cv::Scalar(60));
  for (int x = 0; x < picture.cols; x += 20) {
    cv::rectangle(picture, cv::Rect(x, 0, 10, picture.rows), cv::Scalar(200), cv::FILLED);
  }
  return picture;
}

double deviation(const cv::Mat& picture) {
  cv::Scalar mean;
  cv::Scalar spread;
  cv::meanStdDev(picture, mean, spread);
  return spread[0];
}

double sharpness(const cv::Mat& picture) {
  cv::Mat edges;
  cv::Laplacian(picture, edges, CV_64F);
  return deviation(edges);
}

cv::Mat exposed(const Exposure& exposure) {
  Rng rng(1);
  return expose(stripes(), exposure, rng);
}

TEST(Camera, APerfectExposureKeepsThePicture) {
  Exposure perfect;
  perfect.level = cv::mean(stripes())[0] / 255;
  EXPECT_LE(cv::norm(exposed(perfect), stripes(), cv::NORM_INF), 1);
}

TEST(Camera, ContrastScalesTheSpread) {
  Exposure faint;
  faint.contrast = 0.25;
  EXPECT_NEAR(deviation(exposed(faint)), deviation(stripes()) / 4, 1.5);
}

TEST(Camera, BlurAndMotionSoften) {
  Exposure defocused;
  defocused.blur = 2;
  Exposure moving;
  moving.motion = 6;
  EXPECT_LT(sharpness(exposed(defocused)), 0.5 * sharpness(stripes()));
  EXPECT_LT(sharpness(exposed(moving)), 0.7 * sharpness(stripes()));
}

TEST(Camera, EveryExposureKeepsTheSizeAndRepeatsItself) {
  Rng choices(9);
  for (int i = 0; i < 200; ++i) {
    const Exposure exposure = random_exposure(1.0, 30, choices);
    Rng first(static_cast<std::uint64_t>(i));
    Rng second(static_cast<std::uint64_t>(i));
    const cv::Mat picture = expose(stripes(), exposure, first);
    ASSERT_EQ(picture.size(), stripes().size());
    ASSERT_EQ(picture.type(), CV_8UC1);
    ASSERT_EQ(cv::norm(picture, expose(stripes(), exposure, second), cv::NORM_INF), 0);
  }
}

TEST(View, AStraightViewIsACrop) {
  View straight;
  straight.left = straight.right = straight.top = straight.bottom = 0;
  const cv::Rect2d focus(20, 10, 60, 20);
  const cv::Mat seen = look_at(stripes(), focus, 20, 20, straight).picture;
  ASSERT_EQ(seen.size(), cv::Size(60, 20));
  EXPECT_LE(cv::norm(seen, stripes()(cv::Rect(20, 10, 60, 20)), cv::NORM_INF), 1);
}

TEST(View, MarginsAreSharesOfTheDigitsHeight) {
  View view;
  view.left = 0.5;
  view.right = 1;
  view.top = 0;
  view.bottom = 0.25;
  const cv::Mat seen = look_at(stripes(), {20, 10, 60, 20}, 20, 40, view).picture;
  EXPECT_EQ(seen.size(), cv::Size(120 + 60, 40 + 10));
}

TEST(View, APictureThatIsTooLargeIsShrunkAndNotCut) {
  cv::Mat flat(60, 1500, CV_8UC1, cv::Scalar(40));
  flat(cv::Rect(1440, 0, 60, 60)).setTo(250);
  View straight;
  straight.left = straight.right = straight.top = straight.bottom = 0;
  const cv::Rect2d mark(1440, 0, 60, 60);
  const Sight sight = look_at(flat, {0, 0, 1500, 60}, 60, 60, straight);
  ASSERT_EQ(sight.picture.cols, 640);
  EXPECT_GT(sight.picture.at<uchar>(sight.picture.rows / 2, 630), 200);
  const std::vector<cv::Point2d> seen = corners_of(mark, sight);
  EXPECT_NEAR(seen[1].x, 640, 0.01);
  EXPECT_NEAR(seen[2].y, 640.0 / 1500 * 60, 0.01);
}

TEST(View, CornersFollowABentPlate) {
  cv::Mat flat(200, 400, CV_8UC1, cv::Scalar(20));
  const cv::Rect2d mark(250, 90, 20, 20);
  flat(mark).setTo(255);
  View bent;
  bent.left = bent.right = bent.top = bent.bottom = 0;
  bent.wave = 0.3;
  bent.wave_length = 12;
  bent.wave_phase = 1;
  const Sight sight = look_at(flat, {0, 0, 400, 200}, 100, 100, bent);
  const std::vector<cv::Point2d> seen = corners_of(mark, sight);
  ASSERT_GT(std::abs(seen[0].y - mark.y), 5);
  const cv::Moments moments = cv::moments(sight.picture - 20);
  EXPECT_NEAR(moments.m01 / moments.m00 + 0.5, (seen[0].y + seen[1].y + seen[2].y + seen[3].y) / 4,
              0.6);
}

TEST(View, HoweverOddStaysWithinBounds) {
  Rng rng(13);
  for (int i = 0; i < 500; ++i) {
    View view = random_view(1.0, rng);
    view.left = rng.uniform(-2, 40);
    const cv::Mat seen = look_at(stripes(), {20, 10, 60, 20}, 20, rng.uniform(1, 64), view).picture;
    ASSERT_GE(seen.rows, 4);
    ASSERT_GE(seen.cols, 4);
    ASSERT_LE(seen.rows, 640);
    ASSERT_LE(seen.cols, 640);
  }
}

}  // namespace
}  // namespace deepocr::synth
