// SPDX-License-Identifier: MIT
// Light and weather over a whole window.
#include "synth/weather.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "synth/texture.h"

namespace deepocr::synth {
namespace {

// Light that falls off from a point.
cv::Mat lamp_field(cv::Size size, double spread, Rng& rng) {
  const double cx = size.width * rng.uniform(0.1, 0.9);
  const double cy = size.height * rng.uniform(0.1, 0.9);
  cv::Mat field(size, CV_32FC1);
  const double scale = 1 / (spread * spread);
  for (int y = 0; y < size.height; ++y) {
    auto* value = field.ptr<float>(y);
    const double dy = (y - cy) * (y - cy) * scale;
    for (int x = 0; x < size.width; ++x) {
      value[x] = static_cast<float>(1 / (1 + (x - cx) * (x - cx) * scale + dy));
    }
  }
  return field;
}

// Multiplies what is no plate by `scene` and plates by `plate`, both CV_32FC1 fields.
void apply(cv::Mat& window, const cv::Mat& plates, const cv::Mat& scene, double plate) {
  for (int y = 0; y < window.rows; ++y) {
    auto* pixel = window.ptr(y);
    const auto* owner = plates.ptr(y);
    const auto* factor = scene.ptr<float>(y);
    for (int x = 0; x < window.cols; ++x) {
      const double gain = owner[x] > 0 ? plate * (0.6 + 0.4 * factor[x]) : factor[x];
      pixel[x] = cv::saturate_cast<unsigned char>(pixel[x] * gain);
    }
  }
}

void add_glow(cv::Mat& window, const cv::Point2d& at, double radius, double strength,
              double streak) {
  const double core = 1 / (radius * radius);
  const double halo = 1 / (16 * radius * radius);
  for (int y = 0; y < window.rows; ++y) {
    auto* pixel = window.ptr(y);
    const double dy = (y - at.y) * (y - at.y);
    const double beam = streak * std::exp(-dy * core * 40);
    for (int x = 0; x < window.cols; ++x) {
      const double d2 = (x - at.x) * (x - at.x) + dy;
      if (d2 * halo > 9 && beam < 0.01) continue;
      const double level = std::exp(-d2 * core) + 0.3 * std::exp(-d2 * halo) +
                           beam * std::exp(-std::abs(x - at.x) / (8 * radius));
      pixel[x] = cv::saturate_cast<unsigned char>(pixel[x] + 255 * strength * level);
    }
  }
}

void add_fog(cv::Mat& window, Rng& rng) {
  const double share = rng.uniform(0.15, 0.7);
  const double tone = rng.uniform(90, 235);
  window.convertTo(window, CV_8U, 1 - share, share * tone);
}

void add_rain(cv::Mat& window, Rng& rng) {
  cv::Mat drops = cv::Mat::zeros(window.size(), CV_8UC1);
  const int count = rng.between(10, 120);
  const double angle = CV_PI / 2 + rng.normal(0.15);
  const double length = rng.log_uniform(3, 30);
  for (int i = 0; i < count; ++i) {
    const cv::Point2d from(rng.unit() * window.cols, rng.unit() * window.rows);
    const cv::Point2d way(std::cos(angle), std::sin(angle));
    cv::line(drops, from, from + length * rng.uniform(0.5, 1.2) * way,
             cv::Scalar(rng.between(15, 90)), 1, cv::LINE_AA);
  }
  cv::add(window, drops, window);
}

}  // namespace

Light draw_light(Rng& rng) {
  switch (rng.weighted({0.66, 0.16, 0.09, 0.09})) {
    case 0:
      return Light::kDay;
    case 1:
      return Light::kNight;
    case 2:
      return Light::kFlash;
    default:
      return Light::kInfrared;
  }
}

void illuminate(cv::Mat& window, const cv::Mat& plates, Light light, Rng& rng) {
  const double side = std::max(window.cols, window.rows);
  switch (light) {
    case Light::kDay:
      return;
    case Light::kNight: {
      const double ambient = rng.log_uniform(0.05, 0.5);
      const cv::Mat field =
          ambient +
          rng.uniform(0, 0.6) * lamp_field(window.size(), side * rng.uniform(0.1, 0.6), rng);
      apply(window, plates, field, rng.chance(0.6) ? rng.uniform(0.4, 1.5) : ambient * 1.4);
      return;
    }
    case Light::kFlash: {
      const cv::Mat field =
          rng.uniform(0.15, 0.6) * lamp_field(window.size(), side * rng.uniform(0.3, 1.2), rng);
      apply(window, plates, field, rng.uniform(0.5, 1.1));
      return;
    }
    case Light::kInfrared: {
      const double contrast = rng.uniform(0.25, 0.7);
      const double level = rng.uniform(20, 110);
      const double mean = cv::mean(window)[0];
      cv::Mat flat;
      window.convertTo(flat, CV_8U, contrast, level - contrast * mean);
      window.copyTo(flat, plates);
      window = flat;
      const cv::Mat field = cv::Mat::ones(window.size(), CV_32FC1);
      apply(window, plates, field, rng.uniform(0.7, 1.3));
      return;
    }
  }
}

void add_weather(cv::Mat& window, const std::vector<cv::Point2d>& middles, Light light, Rng& rng) {
  const bool dark = light != Light::kDay;
  if (rng.chance(dark ? 0.25 : 0.05)) {
    const int lamps = rng.between(1, 3);
    for (int i = 0; i < lamps; ++i) {
      cv::Point2d at(rng.unit() * window.cols, rng.unit() * window.rows);
      if (!middles.empty() && rng.chance(0.6)) {
        at = rng.pick(middles) +
             cv::Point2d((rng.chance(0.5) ? 1 : -1) * rng.uniform(30, 90), rng.normal(15));
      }
      add_glow(window, at, rng.log_uniform(1.5, 14), rng.uniform(0.5, 1.3),
               rng.chance(0.3) ? rng.uniform(0.1, 0.5) : 0);
    }
  }
  if (rng.chance(0.06)) add_fog(window, rng);
  if (rng.chance(0.06)) add_rain(window, rng);
}

}  // namespace deepocr::synth
