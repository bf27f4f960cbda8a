// SPDX-License-Identifier: MIT
// Moving pictures of plates with known digits: a stage, seen by a camera.
#include "synth/scene.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"
#include "synth/rng.h"
#include "synth/stage.h"

namespace deepocr::synth {
namespace {

constexpr std::uint64_t kNoiseKey = 0x6e6f697365;  // "noise"

void check(const SceneOptions& options) {
  const auto require = [](bool met, const std::string& sentence) {
    if (!met) throw Error(ErrorCode::kInvalidArgument, sentence);
  };
  require(options.width > 0 && options.height > 0, "A scene's frames need a width and a height.");
  require(options.plates > 0, "A scene shows at least one plate at a time.");
  require(options.severity >= 0 && options.severity <= 1,
          "A scene's severity must lie between 0 and 1.");
  require(options.speed > 0, "A scene's speed must be greater than 0.");
  for (const std::string& number : options.numbers) {
    require(is_plate_number(number),
            "The number '" + number + "' does not consist of five digits.");
  }
}

}  // namespace

// Light, softness and noise. Only the noise changes from frame to frame.
class Scene::Camera {
 public:
  Camera(cv::Size frame, double severity, std::uint64_t seed);
  void apply(cv::Mat& picture, std::uint64_t frame) const;

 private:
  static constexpr int kSlack = 64;  // pixels by which the field of noise is larger than a frame

  std::uint64_t seed_;
  double gain_ = 1;
  double offset_ = 0;
  double blur_ = 0;   // standard deviation, pixels; 0: none
  cv::Mat brighter_;  // CV_8UC3: what noise adds
  cv::Mat darker_;    // and what it takes away
};

Scene::Camera::Camera(cv::Size frame, double severity, std::uint64_t seed) : seed_(seed) {
  constexpr double kMiddle = 110;  // usual level of a street
  Rng rng(seed, kNoiseKey, 0);
  gain_ = 1 - 0.6 * severity * rng.unit();
  offset_ = kMiddle * (1 - gain_) + 70 * severity * rng.uniform(-1, 0.6);
  // Less than this cannot be seen, and would cost as much as everything else.
  constexpr double kLeastBlur = 0.4;  // pixels at a width of 640
  const double blur = 2.4 * severity;
  blur_ = blur > kLeastBlur ? blur * frame.width / 640 : 0;
  const double noise = 2 + 44 * severity;
  const cv::Size size(frame.width + kSlack, frame.height + kSlack);
  brighter_.create(size, CV_8UC3);
  darker_.create(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    auto* above = brighter_.ptr(y);
    auto* below = darker_.ptr(y);
    for (int i = 0; i < 3 * size.width; ++i) {
      const double value = noise * (rng.unit() + rng.unit() + rng.unit() - 1.5);
      above[i] = cv::saturate_cast<unsigned char>(value);
      below[i] = cv::saturate_cast<unsigned char>(-value);
    }
  }
}

void Scene::Camera::apply(cv::Mat& picture, std::uint64_t frame) const {
  if (blur_ > 0) {
    cv::GaussianBlur(picture, picture, {}, blur_, 0, cv::BORDER_REPLICATE);
  }
  if (std::abs(gain_ - 1) > 0.01 || std::abs(offset_) > 1) {
    picture.convertTo(picture, -1, gain_, offset_);
  }
  Rng rng(seed_, kNoiseKey, frame + 1);
  const cv::Rect window(rng.between(0, kSlack), rng.between(0, kSlack), picture.cols, picture.rows);
  cv::add(picture, brighter_(window), picture);
  cv::subtract(picture, darker_(window), picture);
}

Scene::Scene(const SceneOptions& options, std::shared_ptr<const TypefaceSet> typefaces)
    : options_(options) {
  check(options);
  stage_ = options.pattern == SceneOptions::Pattern::kStreet
               ? make_street_stage(options, std::move(typefaces))
               : make_plate_stage(options, std::move(typefaces));
  camera_ = std::make_unique<Camera>(cv::Size(options.width, options.height), options.severity,
                                     options.seed);
}

Scene::~Scene() = default;
Scene::Scene(Scene&&) noexcept = default;
Scene& Scene::operator=(Scene&&) noexcept = default;

std::vector<Truth> Scene::render(std::uint64_t frame, double seconds, unsigned char* pixels,
                                 std::size_t stride) {
  cv::Mat picture(options_.height, options_.width, CV_8UC3, pixels, stride);
  std::vector<Truth> truth = stage_->draw(seconds * options_.speed, picture);
  camera_->apply(picture, frame);
  return truth;
}

bool is_plate_number(const std::string& number) {
  return number.size() == 5 && number.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace deepocr::synth
