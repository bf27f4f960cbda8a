// SPDX-License-Identifier: MIT
// What light and a camera do to a picture of a plate.
#include "synth/camera.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "synth/texture.h"

namespace deepocr::synth {
namespace {

void draw_light(Exposure& exposure, double severity, Rng& rng) {
  // A low exponent keeps most pictures at good contrast and reaches 8 % in the tail.
  const double lowest = 1.0 - 0.92 * severity;
  exposure.contrast = rng.chance(0.5) ? rng.uniform(0.6, 1.1) : rng.uniform(lowest, 1.0);
  exposure.contrast = std::max(0.08, exposure.contrast);
  exposure.level = rng.uniform(0.5 - 0.4 * severity, 0.5 + 0.4 * severity);
  exposure.gamma = rng.log_uniform(0.65, 1.6);
  exposure.gradient = rng.chance(0.5) ? severity * rng.uniform(0, 0.6) : 0;
  exposure.gradient_angle = rng.uniform(0, 2 * CV_PI);
  exposure.shadow = rng.chance(0.15 * severity) ? rng.uniform(0.2, 0.65) : 0;
  exposure.glare = rng.chance(0.15 * severity) ? rng.uniform(0.2, 0.9) : 0;
}

void draw_optics(Exposure& exposure, double severity, double digit_height, Rng& rng) {
  exposure.blur = digit_height * severity * 0.085 * std::sqrt(rng.unit()) * rng.unit();
  if (rng.chance(0.15 * severity)) {
    exposure.motion = digit_height * rng.uniform(0.05, 0.28) * severity;
    exposure.motion_angle = rng.chance(0.6) ? rng.normal(0.2) : rng.uniform(0, CV_PI);
  }
  exposure.sharpen = rng.chance(0.2) ? rng.uniform(0.3, 1.5) : 0;
  exposure.noise = severity * 0.06 * rng.unit() * rng.unit();
  if (digit_height > 16 && rng.chance(0.25 * severity)) {
    exposure.resample = std::max(10.0 / digit_height, rng.uniform(0.35, 1.0));
  }
  if (rng.chance(0.5)) {
    exposure.jpeg_quality = static_cast<int>(rng.uniform(95 - 75 * severity, 96));
  }
}

// CV_32FC1 factor of brightness over the picture.
cv::Mat gradient_field(cv::Size size, const Exposure& exposure) {
  cv::Mat field(size, CV_32FC1);
  const double dx = std::cos(exposure.gradient_angle) * exposure.gradient / size.width;
  const double dy = std::sin(exposure.gradient_angle) * exposure.gradient / size.height;
  for (int y = 0; y < size.height; ++y) {
    auto* value = field.ptr<float>(y);
    for (int x = 0; x < size.width; ++x) {
      value[x] =
          static_cast<float>(1.0 + (x - size.width / 2.0) * dx + (y - size.height / 2.0) * dy);
    }
  }
  return field;
}

// Darkens one side of a random line, with a soft edge.
void cast_shadow(cv::Mat& picture, double strength, Rng& rng) {
  const double angle = rng.uniform(0, 2 * CV_PI);
  const double nx = std::cos(angle);
  const double ny = std::sin(angle);
  const double px = rng.unit() * picture.cols;
  const double py = rng.unit() * picture.rows;
  const double softness = rng.uniform(0.5, 0.15 * picture.rows + 1);
  for (int y = 0; y < picture.rows; ++y) {
    auto* value = picture.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      const double side = ((x - px) * nx + (y - py) * ny) / softness;
      const double shade = std::clamp(0.5 + 0.5 * side, 0.0, 1.0);
      value[x] *= static_cast<float>(1.0 - strength * shade);
    }
  }
}

void add_glare(cv::Mat& picture, double strength, Rng& rng) {
  const double cx = rng.unit() * picture.cols;
  const double cy = rng.unit() * picture.rows;
  const double radius = picture.rows * rng.uniform(0.2, 1.0);
  for (int y = 0; y < picture.rows; ++y) {
    auto* value = picture.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      const double d2 = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (radius * radius);
      value[x] += static_cast<float>(strength * std::exp(-d2));
    }
  }
}

void light(cv::Mat& picture, const Exposure& exposure, Rng& rng) {
  const double mean = cv::mean(picture)[0];
  picture = (picture - mean) * exposure.contrast + (mean + exposure.level) / 2;
  if (exposure.gradient > 0) picture = picture.mul(gradient_field(picture.size(), exposure));
  if (exposure.shadow > 0) cast_shadow(picture, exposure.shadow, rng);
  if (exposure.glare > 0) add_glare(picture, exposure.glare, rng);
  picture = cv::min(cv::max(picture, 0.0), 1.0);
  cv::pow(picture, exposure.gamma, picture);
}

void motion_blur(cv::Mat& picture, double length, double angle) {
  const int radius = std::max(1, static_cast<int>(std::ceil(length / 2)));
  cv::Mat kernel = cv::Mat::zeros(2 * radius + 1, 2 * radius + 1, CV_32FC1);
  const cv::Point2d reach(std::cos(angle) * length / 2, std::sin(angle) * length / 2);
  const cv::Point2d centre(radius, radius);
  constexpr int kSteps = 32;
  for (int i = 0; i < kSteps; ++i) {
    const cv::Point at = centre + reach * (2.0 * i / (kSteps - 1) - 1.0);
    kernel.at<float>(at.y, at.x) += 1.0F / kSteps;
  }
  cv::filter2D(picture, picture, -1, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
}

void optics(cv::Mat& picture, const Exposure& exposure) {
  if (exposure.blur > 0.2) {
    cv::GaussianBlur(picture, picture, {}, exposure.blur, 0, cv::BORDER_REPLICATE);
  }
  if (exposure.motion > 1) motion_blur(picture, exposure.motion, exposure.motion_angle);
}

void resample(cv::Mat& picture, double factor, Rng& rng) {
  const cv::Size full = picture.size();
  const cv::Size low(std::max(8, static_cast<int>(full.width * factor)),
                     std::max(4, static_cast<int>(full.height * factor)));
  constexpr int kEnlarging[] = {cv::INTER_NEAREST, cv::INTER_LINEAR, cv::INTER_CUBIC};
  cv::resize(picture, picture, low, 0, 0, cv::INTER_AREA);
  cv::resize(picture, picture, full, 0, 0, kEnlarging[rng.weighted({0.15, 0.5, 0.35})]);
}

void add_noise(cv::Mat& picture, double deviation, Rng& rng) {
  for (int y = 0; y < picture.rows; ++y) {
    auto* value = picture.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      // The sum of four 16-bit uniforms is close to a Gaussian and needs one draw.
      const std::uint64_t bits = rng.next();
      const double sum = static_cast<double>((bits & 0xffff) + (bits >> 16 & 0xffff) +
                                             (bits >> 32 & 0xffff) + (bits >> 48)) /
                         65536.0;
      value[x] += static_cast<float>((sum - 2.0) * 1.7320508 * deviation);
    }
  }
}

void sharpen(cv::Mat& picture, double strength) {
  cv::Mat soft;
  cv::GaussianBlur(picture, soft, {}, 1.0, 0, cv::BORDER_REPLICATE);
  picture = picture + (picture - soft) * strength;
}

cv::Mat compress(const cv::Mat& picture, int quality) {
  std::vector<unsigned char> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
}

}  // namespace

Exposure random_exposure(double severity, double digit_height, Rng& rng) {
  Exposure exposure;
  draw_light(exposure, severity, rng);
  draw_optics(exposure, severity, digit_height, rng);
  return exposure;
}

cv::Mat expose(const cv::Mat& picture, const Exposure& exposure, Rng& rng) {
  cv::Mat working;
  picture.convertTo(working, CV_32F, 1.0 / 255.0);
  light(working, exposure, rng);
  optics(working, exposure);
  if (exposure.resample < 1) resample(working, exposure.resample, rng);
  if (exposure.noise > 0) add_noise(working, exposure.noise, rng);
  if (exposure.sharpen > 0) sharpen(working, exposure.sharpen);
  cv::Mat bytes;
  working.convertTo(bytes, CV_8U, 255.0);
  return exposure.jpeg_quality > 0 ? compress(bytes, exposure.jpeg_quality) : bytes;
}

}  // namespace deepocr::synth
