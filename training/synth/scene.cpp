// SPDX-License-Identifier: MIT
// Moving pictures of plates with known digits: a stage, seen by a camera.
#include "synth/scene.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"
#include "synth/lighting.h"
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
  require(options.plates >= 0, "A scene cannot show fewer than no plates.");
  require(options.severity >= 0 && options.severity <= 1,
          "A scene's severity must lie between 0 and 1.");
  require(options.speed > 0, "A scene's speed must be greater than 0.");
  require(options.exposure >= 0 && options.exposure <= 1,
          "A scene's exposure must last between 0 and 1 seconds.");
  require(options.occlusion >= 0 && options.occlusion <= 1,
          "A scene's occlusion must lie between 0 and 1.");
  for (const std::string& number : options.numbers) {
    require(is_plate_number(number),
            "The number '" + number + "' does not consist of five digits.");
  }
}

const Truth* find_passage(const std::vector<Truth>& truths, std::uint32_t passage) {
  const auto found = std::find_if(truths.begin(), truths.end(),
                                  [&](const Truth& truth) { return truth.passage == passage; });
  return found != truths.end() ? &*found : nullptr;
}

// The most pixels that a corner of a plate moved.
double farthest_move(const std::vector<Truth>& before, const std::vector<Truth>& after) {
  double farthest = 0;
  for (const Truth& truth : before) {
    const Truth* later = find_passage(after, truth.passage);
    if (later == nullptr) continue;
    for (std::size_t i = 0; i < truth.run.size(); ++i) {
      farthest = std::max(
          farthest, std::hypot(later->run[i].x - truth.run[i].x, later->run[i].y - truth.run[i].y));
    }
  }
  return farthest;
}

// What is hidden or outside at `moment` is so for all of the exposure.
void weaken(std::vector<Truth>& truths, const std::vector<Truth>& moment) {
  for (Truth& truth : truths) {
    const Truth* there = find_passage(moment, truth.passage);
    truth.inside = truth.inside && there != nullptr && there->inside;
    truth.legible = truth.legible && truth.inside;
  }
}

}  // namespace

// Light, softness and noise. Only the noise changes from frame to frame.
class Scene::Camera {
 public:
  Camera(cv::Size frame, double severity, const Lighting& lighting, std::uint64_t seed);
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

Scene::Camera::Camera(cv::Size frame, double severity, const Lighting& lighting, std::uint64_t seed)
    : seed_(seed) {
  constexpr double kMiddle = 110;  // usual level of a street
  Rng rng(seed, kNoiseKey, 0);
  gain_ = 1 - 0.6 * severity * rng.unit();
  offset_ = lighting.level * (kMiddle * (1 - gain_) + 70 * severity * rng.uniform(-1, 0.6));
  // Less than this cannot be seen, and would cost as much as everything else.
  constexpr double kLeastBlur = 0.4;  // pixels at a width of 640
  const double blur = 2.4 * severity;
  blur_ = blur > kLeastBlur ? blur * frame.width / 640 : 0;
  const double noise = lighting.grain * (2 + 44 * severity);
  const cv::Size size(frame.width + kSlack, frame.height + kSlack);
  brighter_.create(size, CV_8UC3);
  darker_.create(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    auto* above = brighter_.ptr(y);
    auto* below = darker_.ptr(y);
    double value = 0;
    for (int i = 0; i < 3 * size.width; ++i) {
      if (!lighting.grey || i % 3 == 0) {
        value = noise * (rng.unit() + rng.unit() + rng.unit() - 1.5);
      }
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
                                     lighting_of(options), options.seed);
}

Scene::~Scene() = default;
Scene::Scene(Scene&&) noexcept = default;
Scene& Scene::operator=(Scene&&) noexcept = default;

std::vector<Truth> Scene::render(std::uint64_t frame, double seconds, unsigned char* pixels,
                                 std::size_t stride) {
  cv::Mat picture(options_.height, options_.width, CV_8UC3, pixels, stride);
  std::vector<Truth> truth = expose(seconds, picture);
  camera_->apply(picture, frame);
  return truth;
}

// The mean of what the stage shows from the opening of the shutter to its closing.
std::vector<Truth> Scene::expose(double seconds, cv::Mat& picture) {
  constexpr double kStep = 1.5;  // pixels that a plate may move from one drawing to the next
  constexpr int kMostSteps = 16;
  const double opening = std::max(0.0, seconds - options_.exposure / 2) * options_.speed;
  const double closing = (seconds + options_.exposure / 2) * options_.speed;
  if (options_.exposure <= 0) return stage_->draw(opening, picture);
  const std::vector<Truth> first = stage_->draw(opening, picture);
  cv::Mat sum;
  picture.convertTo(sum, CV_16U);
  const std::vector<Truth> last = stage_->draw(closing, picture);
  cv::add(sum, picture, sum, cv::noArray(), CV_16U);
  // An even number, so that one drawing is of the middle.
  const double moved = farthest_move(first, last);
  const int steps =
      2 * std::clamp(static_cast<int>(std::ceil(moved / kStep / 2)), 1, kMostSteps / 2);
  std::vector<Truth> truths;
  for (int step = 1; step < steps; ++step) {
    std::vector<Truth> now = stage_->draw(opening + (closing - opening) * step / steps, picture);
    cv::add(sum, picture, sum, cv::noArray(), CV_16U);
    if (2 * step == steps) truths = std::move(now);
  }
  sum.convertTo(picture, CV_8U, 1.0 / (steps + 1));
  for (const std::vector<Truth>* end : {&first, &last}) weaken(truths, *end);
  return truths;
}

bool is_plate_number(const std::string& number) {
  return number.size() == 5 && number.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace deepocr::synth
