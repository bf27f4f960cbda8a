// SPDX-License-Identifier: MIT
// The light of a moving scene.
#include "synth/lighting.h"

#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

Lighting lighting_at(SceneOptions::Light light) {
  SceneOptions options;
  options.light = light;
  return lighting_of(options);
}

Sprite white_sprite() {
  return {cv::Mat(40, 60, CV_8UC3, cv::Scalar(200, 200, 200)),
          cv::Mat(40, 60, CV_8UC1, cv::Scalar(255))};
}

TEST(Lighting, LeavesThingsAsTheyWerePaintedByDay) {
  const Lighting lighting = lighting_at(SceneOptions::Light::kDay);
  cv::Mat picture(8, 8, CV_8UC3, cv::Scalar(10, 100, 200));
  relight(picture, lighting);
  EXPECT_EQ(picture.at<cv::Vec3b>(3, 3), cv::Vec3b(10, 100, 200));
  Rng rng(1);
  EXPECT_EQ(relit(white_sprite(), lighting, nullptr, rng).levels[0].at<cv::Vec4b>(3, 3),
            cv::Vec4b(200, 200, 200, 255));
}

TEST(Lighting, MakesPlatesStandOutInTheDark) {
  for (const auto light : {SceneOptions::Light::kNight, SceneOptions::Light::kInfrared}) {
    const Corners plate = corners_of({20, 20, 20, 10});
    Rng rng(1);
    const Sprite sprite = relit(white_sprite(), lighting_at(light), &plate, rng);
    const cv::Vec4b on_plate = sprite.levels[0].at<cv::Vec4b>(25, 30);
    const cv::Vec4b beside = sprite.levels[0].at<cv::Vec4b>(5, 5);
    EXPECT_GT(on_plate[1], 1.3 * beside[1]);
    EXPECT_EQ(on_plate[3], 255);
  }
}

TEST(Lighting, KeepsTheOutlineOfSprites) {
  cv::Mat coverage = cv::Mat::zeros(40, 60, CV_8UC1);
  coverage(cv::Rect(10, 10, 20, 20)) = 128;
  Rng rng(1);
  const Sprite sprite = relit({cv::Mat(40, 60, CV_8UC3, cv::Scalar(200, 200, 200)), coverage},
                              lighting_at(SceneOptions::Light::kInfrared), nullptr, rng);
  EXPECT_EQ(sprite.levels[0].at<cv::Vec4b>(2, 2), cv::Vec4b(0, 0, 0, 0));
  EXPECT_EQ(sprite.levels[0].at<cv::Vec4b>(20, 20)[3], 128);
  EXPECT_LE(sprite.levels[0].at<cv::Vec4b>(20, 20)[0], 128) << "no more light than coverage";
}

TEST(Lighting, GlaresAroundLampsAndClipsAtTheEdge) {
  cv::Mat picture = cv::Mat::zeros(100, 100, CV_8UC3);
  for (const cv::Point2d lamp :
       {cv::Point2d(50, 50), {0, 0}, {-30, 50}, {1e6, 1e6}, {99.9, 99.9}}) {
    add_glare(picture, lamp, 4, 0.8);
  }
  EXPECT_GT(picture.at<cv::Vec3b>(50, 50)[0], 180);
  EXPECT_GT(picture.at<cv::Vec3b>(50, 56)[0], picture.at<cv::Vec3b>(50, 64)[0]);
  const cv::Mat before = picture.clone();
  add_glare(picture, {50, 50}, 0, 1);
  add_glare(picture, {50, 50}, 1e9, 1);
  EXPECT_EQ(cv::norm(picture, before, cv::NORM_INF), 0);
}

}  // namespace
}  // namespace deepocr::synth
