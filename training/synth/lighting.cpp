// SPDX-License-Identifier: MIT
// The light of a moving scene.
#include "synth/lighting.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace deepocr::synth {
namespace {

constexpr std::uint64_t kLightKey = 0x6c69676874;  // "light"
constexpr double kStreetLevel = 110;

Lighting dusk(Rng& rng) {
  Lighting lighting;
  lighting.surroundings = cv::Scalar(1.15, 1.0, 0.95) * rng.uniform(0.3, 0.5);
  lighting.plate = rng.uniform(0.45, 0.65);
  lighting.plate_spread = 0.15;
  lighting.headlights = 0.45;
  lighting.street_lamps = 0.35;
  lighting.level = 0.5;
  lighting.grain = 1.2;
  return lighting;
}

Lighting night(Rng& rng) {
  static const std::vector<cv::Scalar> kTints = {{1.3, 1.0, 0.85}, {0.65, 0.95, 1.15}};
  Lighting lighting;
  lighting.surroundings = rng.pick(kTints) * rng.uniform(0.1, 0.22);
  lighting.plate = rng.uniform(0.5, 0.85);
  lighting.plate_spread = 0.3;
  lighting.headlights = rng.uniform(0.7, 1.0);
  lighting.street_lamps = 0.8;
  lighting.level = 0.3;
  lighting.grain = 1.4;
  return lighting;
}

Lighting infrared(Rng& rng) {
  Lighting lighting;
  lighting.grey = true;
  lighting.surroundings = cv::Scalar(1, 1, 1) * rng.uniform(0.35, 0.6);
  lighting.contrast = rng.uniform(0.45, 0.75);
  lighting.plate = rng.uniform(0.75, 1.05);
  lighting.plate_spread = 0.2;
  lighting.headlights = 0.2;  // the filter keeps most of them out
  lighting.level = 0.5;
  lighting.grain = 1.1;
  return lighting;
}

void to_grey(cv::Mat& colour) {
  cv::Mat grey;
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, colour, cv::COLOR_GRAY2BGR);
}

// Brightness around a lamp by distance: its disc, and a wide halo. CV_8UC1.
const cv::Mat& glare_texture() {
  static const cv::Mat kTexture = [] {
    constexpr int kSize = 192;
    constexpr double kLamp = 0.09;  // radius of the lamp, as a share of half the texture
    cv::Mat texture(kSize, kSize, CV_8UC1);
    for (int y = 0; y < kSize; ++y) {
      for (int x = 0; x < kSize; ++x) {
        const double distance =
            std::hypot(x + 0.5 - kSize / 2.0, y + 0.5 - kSize / 2.0) / (kSize / 2.0);
        const double disc = std::exp(-std::pow(distance / (1.3 * kLamp), 2));
        const double halo = 0.35 * std::exp(-distance / (3 * kLamp)) * std::max(0.0, 1 - distance);
        texture.at<unsigned char>(y, x) = cv::saturate_cast<unsigned char>(255 * (disc + halo));
      }
    }
    return texture;
  }();
  return kTexture;
}

}  // namespace

Lighting lighting_of(const SceneOptions& options) {
  Rng rng(options.seed, kLightKey, 0);
  Lighting lighting;
  switch (options.light) {
    case SceneOptions::Light::kDay:
      return lighting;
    case SceneOptions::Light::kDusk:
      lighting = dusk(rng);
      break;
    case SceneOptions::Light::kNight:
      lighting = night(rng);
      break;
    case SceneOptions::Light::kInfrared:
      lighting = infrared(rng);
      break;
  }
  lighting.day = false;
  return lighting;
}

void relight(cv::Mat& picture, const Lighting& lighting) {
  if (lighting.day) return;
  if (lighting.grey) to_grey(picture);
  if (lighting.contrast < 1) {
    picture.convertTo(picture, -1, lighting.contrast, kStreetLevel * (1 - lighting.contrast));
  }
  cv::multiply(picture, lighting.surroundings, picture);
}

Sprite relit(const Sprite& sprite, const Lighting& lighting, const Corners* plate, Rng& rng) {
  if (lighting.day) return sprite;
  std::vector<cv::Mat> channels;
  cv::split(sprite.levels.front(), channels);
  const cv::Mat coverage = channels.back();
  channels.pop_back();
  cv::Mat colour;
  cv::merge(channels, colour);
  cv::Mat bright = colour.clone();
  relight(colour, lighting);
  if (plate != nullptr) {
    if (lighting.grey) to_grey(bright);
    bright *= lighting.plate * (1 + lighting.plate_spread * rng.uniform(-1, 1));
    cv::Mat mask = cv::Mat::zeros(colour.size(), CV_8UC1);
    const std::vector<cv::Point> outline(plate->begin(), plate->end());
    cv::fillConvexPoly(mask, outline, cv::Scalar(255));
    bright.copyTo(colour, mask);
  }
  return {colour, coverage};
}

void add_glare(cv::Mat& picture, const cv::Point2d& lamp, double radius, double strength) {
  constexpr double kReach = 11;   // of the halo, in radii of the lamp; see glare_texture()
  constexpr double kLeast = 0.3;  // pixels
  const double reach = kReach * radius;
  if (radius < kLeast || reach > 4.0 * std::max(picture.cols, picture.rows)) return;
  const cv::Rect whole(cvFloor(lamp.x - reach), cvFloor(lamp.y - reach), cvCeil(2 * reach),
                       cvCeil(2 * reach));
  const cv::Rect seen = whole & cv::Rect({}, picture.size());
  if (seen.empty()) return;
  cv::Mat light;
  cv::resize(glare_texture(), light, whole.size(), 0, 0, cv::INTER_AREA);
  light = light(seen - whole.tl()) * strength;
  cv::cvtColor(light, light, cv::COLOR_GRAY2BGR);
  cv::Mat target = picture(seen);
  cv::add(target, light, target);
}

}  // namespace deepocr::synth
