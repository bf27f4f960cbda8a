// SPDX-License-Identifier: MIT
// Moving pictures of plates: repeatable, true, and legible.
#include "synth/scene.h"

#include <algorithm>
#include <map>
#include <utility>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

SceneOptions small_scene() {
  SceneOptions options;
  options.width = 320;
  options.height = 240;
  return options;
}

Scene make_scene(const SceneOptions& options) {
  return Scene(options, TypefaceSet::installed(Split::kTraining));
}

std::pair<cv::Mat, std::vector<Truth>> render(Scene& scene, const SceneOptions& options,
                                              std::uint64_t frame) {
  cv::Mat picture(options.height, options.width, CV_8UC3);
  auto truth = scene.render(frame, static_cast<double>(frame) / 4, picture.data, picture.step);
  return {picture, truth};
}

TEST(Scene, ShowsTheSameFrameInAnyOrder) {
  const SceneOptions options = small_scene();
  Scene forwards = make_scene(options);
  Scene backwards = make_scene(options);
  constexpr int kFrames = 12;
  std::vector<cv::Mat> pictures;
  for (int i = 0; i < kFrames; ++i) {
    pictures.push_back(render(forwards, options, static_cast<std::uint64_t>(7 * i)).first);
  }
  for (int i = kFrames - 1; i >= 0; --i) {
    const cv::Mat again = render(backwards, options, static_cast<std::uint64_t>(7 * i)).first;
    EXPECT_EQ(cv::norm(pictures.at(static_cast<std::size_t>(i)), again, cv::NORM_INF), 0) << i;
  }
}

TEST(Scene, KeepsDigitsLegibleForAGoodPartOfEachPassage) {
  const SceneOptions options;  // 640×480
  Scene scene = make_scene(options);
  std::map<std::uint32_t, int> seen;
  std::map<std::uint32_t, int> large;
  for (std::uint64_t frame = 0; frame < 240; ++frame) {
    const auto truths = render(scene, options, frame).second;
    EXPECT_LE(truths.size(), 2U);
    for (const Truth& truth : truths) {
      ++seen[truth.passage];
      large[truth.passage] += truth.inside && truth.digit_height >= 14;
    }
  }
  EXPECT_GT(seen.size(), 12U);
  for (const auto& [passage, frames] : seen) {
    if (frames < 10) continue;  // cut by the first or the last frame
    EXPECT_GE(large[passage], 0.3 * frames) << "passage " << passage;
  }
}

// The digits are where the truth says: the run's quad, seen from the front, holds ink and paper.
TEST(Scene, MarksThePlaceOfTheDigits) {
  const SceneOptions options;
  Scene scene = make_scene(options);
  int checked = 0;
  for (std::uint64_t frame = 0; frame < 120; frame += 4) {
    const auto [picture, truths] = render(scene, options, frame);
    for (const Truth& truth : truths) {
      if (!truth.legible) continue;
      std::vector<cv::Point2f> quad;
      for (const Point& corner : truth.run) quad.emplace_back(corner.x, corner.y);
      const std::vector<cv::Point2f> flat = {{0, 0}, {100, 0}, {100, 24}, {0, 24}};
      cv::Mat run;
      cv::warpPerspective(picture, run, cv::getPerspectiveTransform(quad, flat), {100, 24});
      cv::cvtColor(run, run, cv::COLOR_BGR2GRAY);
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(run, mean, deviation);
      EXPECT_GT(deviation[0], 20) << truth.number << " in frame " << frame;
      ++checked;
    }
  }
  EXPECT_GT(checked, 20);
}

bool within(const Quad& quad, const SceneOptions& options) {
  return std::all_of(quad.begin(), quad.end(), [&](const Point& corner) {
    return corner.x >= 0 && corner.y >= 0 && corner.x <= options.width &&
           corner.y <= options.height;
  });
}

TEST(Scene, DoesNotCallAHiddenPlateLegible) {
  SceneOptions options;
  options.plates = 4;
  Scene scene = make_scene(options);
  int hidden = 0;
  for (std::uint64_t frame = 0; frame < 160; ++frame) {
    for (const Truth& truth : render(scene, options, frame).second) {
      if (truth.inside || !within(truth.run, options)) continue;
      EXPECT_FALSE(truth.legible);
      ++hidden;
    }
  }
  EXPECT_GT(hidden, 0);
}

// How sharp the digits of a frame are: the mean step between neighbours along the run.
double steps_along(const cv::Mat& picture, const Truth& truth) {
  std::vector<cv::Point2f> quad;
  for (const Point& corner : truth.run) quad.emplace_back(corner.x, corner.y);
  const std::vector<cv::Point2f> flat = {{0, 0}, {120, 0}, {120, 24}, {0, 24}};
  cv::Mat run;
  cv::warpPerspective(picture, run, cv::getPerspectiveTransform(quad, flat), {120, 24});
  cv::cvtColor(run, run, cv::COLOR_BGR2GRAY);
  cv::Mat slope;
  cv::Sobel(run, slope, CV_32F, 1, 0);
  return cv::mean(cv::abs(slope))[0];
}

TEST(Scene, BlursWhatMovesWhileAFrameIsExposed) {
  SceneOptions options;
  options.severity = 0;
  options.speed = 2;
  Scene sharp = make_scene(options);
  options.exposure = 0.03;
  Scene blurred = make_scene(options);
  int compared = 0;
  for (std::uint64_t frame = 37; frame < 60; ++frame) {  // vehicles cross
    const auto [clear, truths] = render(sharp, options, frame);
    const auto [soft, softer] = render(blurred, options, frame);
    ASSERT_EQ(truths.size(), softer.size());
    for (std::size_t i = 0; i < truths.size(); ++i) {
      EXPECT_NEAR(truths[i].run[0].x, softer[i].run[0].x, 1e-9) << "the truth is the middle's";
      if (!softer[i].legible) continue;
      EXPECT_LT(steps_along(soft, softer[i]), 0.8 * steps_along(clear, truths[i]));
      ++compared;
    }
  }
  EXPECT_GT(compared, 5);
}

TEST(Scene, KeepsPlatesLegibleInAnyLight) {
  using Light = SceneOptions::Light;
  SceneOptions options;
  double day = 0;
  for (const Light light : {Light::kDay, Light::kDusk, Light::kNight, Light::kInfrared}) {
    options.light = light;
    Scene scene = make_scene(options);
    double brightness = 0;
    int checked = 0;
    for (std::uint64_t frame = 0; frame < 60; frame += 4) {
      const auto [picture, truths] = render(scene, options, frame);
      brightness += cv::mean(cv::mean(picture))[0];
      for (const Truth& truth : truths) {
        if (!truth.legible) continue;
        EXPECT_GT(steps_along(picture, truth), 8) << truth.number << " in frame " << frame;
        ++checked;
      }
      if (light != Light::kInfrared) continue;
      cv::Mat channels[3];
      cv::split(picture, channels);
      EXPECT_EQ(cv::norm(channels[0], channels[2], cv::NORM_INF), 0);
    }
    EXPECT_GT(checked, 5);
    if (light == Light::kDay)
      day = brightness;
    else
      EXPECT_LT(brightness, 0.75 * day);
  }
}

TEST(Scene, HidesPlatesForAWhileWhenAskedTo) {
  SceneOptions options;
  options.plates = 1;
  std::map<double, int> hidden;
  for (const double occlusion : {0.0, 1.0}) {
    options.occlusion = occlusion;
    Scene scene = make_scene(options);
    int legible = 0;
    for (std::uint64_t frame = 0; frame < 160; ++frame) {
      int inside = 0;
      for (const Truth& truth : render(scene, options, frame).second) {
        EXPECT_FALSE(truth.legible && !truth.inside);
        inside += within(truth.run, options) && !truth.inside;
        legible += truth.legible;
      }
      hidden[occlusion] += inside;
    }
    EXPECT_GT(legible, 30);
  }
  EXPECT_EQ(hidden[0.0], 0);
  EXPECT_GT(hidden[1.0], 8);
}

TEST(Scene, ShowsTrafficWithoutPlates) {
  SceneOptions options = small_scene();
  options.plates = 0;
  options.occlusion = 1;
  Scene scene = make_scene(options);
  const auto [first, none] = render(scene, options, 0);
  EXPECT_TRUE(none.empty());
  for (std::uint64_t frame = 8; frame < 100; frame += 8) {
    const auto [picture, truths] = render(scene, options, frame);
    EXPECT_TRUE(truths.empty());
    EXPECT_GT(cv::norm(first, picture, cv::NORM_INF), 50) << "nothing moves";
  }
}

TEST(Scene, RefusesOptionsOutsideTheirRange) {
  for (const auto& spoil : std::vector<void (*)(SceneOptions&)>{
           [](SceneOptions& options) { options.width = 0; },
           [](SceneOptions& options) { options.plates = -1; },
           [](SceneOptions& options) { options.severity = 1.5; },
           [](SceneOptions& options) { options.speed = 0; },
           [](SceneOptions& options) { options.exposure = -0.1; },
           [](SceneOptions& options) { options.occlusion = 1.1; },
           [](SceneOptions& options) { options.numbers = {"1234"}; }}) {
    SceneOptions options = small_scene();
    spoil(options);
    EXPECT_THROW(make_scene(options), Error);
  }
}

}  // namespace
}  // namespace deepocr::synth
