// SPDX-License-Identifier: MIT
// People, other vehicles and posts nearer to the camera.
#include "synth/passer.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "synth/vehicle.h"
#include "synth/viewpoint.h"

namespace deepocr::synth {
namespace {

cv::Scalar draw_cloth(Rng& rng) {
  static const std::vector<cv::Scalar> kColours = {{60, 55, 50},    {110, 70, 45}, {50, 50, 140},
                                                   {150, 150, 150}, {70, 90, 60},  {185, 190, 195}};
  return rng.pick(kColours) * rng.uniform(0.7, 1.1);
}

struct Clothes {
  cv::Scalar coat;
  cv::Scalar trousers;
  cv::Scalar skin;
};

// Seen from the side. Lengths are shares of the person's height.
class PersonPainter {
 public:
  PersonPainter(int height, const Clothes& clothes)
      : unit_(height),
        clothes_(clothes),
        colour_(height, cvRound(kWidth * height), CV_8UC3, clothes.coat),
        coverage_(cv::Mat::zeros(colour_.size(), CV_8UC1)) {}

  static constexpr double kWidth = 0.44;

  Sprite paint(double stride) {
    limb({0, 0.5}, {-stride, 0.98}, 0.075, clothes_.trousers * 0.85);
    limb({0, 0.5}, {stride, 0.98}, 0.075, clothes_.trousers);
    limb({0, 0.24}, {0.8 * stride, 0.52}, 0.055, clothes_.coat * 0.8);
    limb({0, 0.25}, {0, 0.52}, 0.17, clothes_.coat);
    limb({0, 0.25}, {-0.8 * stride, 0.52}, 0.055, clothes_.coat * 0.9);
    limb({0.01, 0.075}, {0.01, 0.09}, 0.12, clothes_.skin);
    limb({0, 0.05}, {0, 0.055}, 0.11, clothes_.trousers * 0.7);
    return {colour_, coverage_};
  }

 private:
  // A rounded bar. @param from @param to x from the middle, y from the top.
  void limb(const cv::Point2d& from, const cv::Point2d& to, double width,
            const cv::Scalar& colour) {
    const cv::Point2d middle(kWidth / 2, 0);
    const int thickness = std::max(1, cvRound(width * unit_));
    const cv::Point start = (middle + from) * unit_;
    const cv::Point end = (middle + to) * unit_;
    cv::line(colour_, start, end, colour, thickness, cv::LINE_AA);
    cv::line(coverage_, start, end, cv::Scalar(255), thickness, cv::LINE_AA);
  }

  const double unit_;  // pixels
  const Clothes clothes_;
  cv::Mat colour_;
  cv::Mat coverage_;
};

Passer make_walker(int resolution, int direction, const Lighting& lighting, Rng& rng) {
  Passer walker;
  walker.height = rng.uniform(0.85, 1.02);
  walker.width = PersonPainter::kWidth * walker.height;
  walker.solid = 0.6;
  walker.speed = direction * rng.uniform(0.7, 1.3);
  walker.strides_per_second = 7;
  const Clothes clothes{draw_cloth(rng), draw_cloth(rng) * 0.7,
                        cv::Scalar(130, 160, 205) * rng.uniform(0.5, 1.0)};
  const int height = std::max(16, cvRound(walker.height * resolution));
  for (const double stride : {0.15, 0.1, 0.02, -0.08, -0.15, -0.1, -0.02, 0.08}) {
    walker.strides.push_back(
        relit(PersonPainter(height, clothes).paint(stride), lighting, nullptr, rng));
  }
  return walker;
}

Passer make_passing_vehicle(int resolution, const TypefaceSet& typefaces, const Lighting& lighting,
                            Rng& rng) {
  constexpr double kNoDirt = 0;
  Vehicle vehicle = build_vehicle("", resolution, kNoDirt, typefaces, rng);
  Passer passer;
  passer.width = vehicle.length;
  passer.height = vehicle.height;
  passer.speed = -rng.uniform(3.5, 6);
  passer.strides = {relit(vehicle.left_flank, lighting, nullptr, rng)};
  return passer;
}

}  // namespace

const Sprite& Passer::stride_at(double seconds) const {
  const auto step = static_cast<std::size_t>(std::max(0.0, seconds * strides_per_second));
  return strides[step % strides.size()];
}

Passer make_passer(int resolution, int direction, const TypefaceSet& typefaces,
                   const Lighting& lighting, Rng& rng) {
  return rng.chance(0.65) ? make_walker(resolution, direction, lighting, rng)
                          : make_passing_vehicle(resolution, typefaces, lighting, rng);
}

Passer make_post(int resolution, const Lighting& lighting, Rng& rng) {
  Passer post;
  post.width = rng.uniform(0.06, 0.12);
  post.height = 4;
  const double tone = rng.uniform(70, 150);
  const cv::Size size(std::max(4, cvRound(post.width * resolution)), 4 * resolution);
  cv::Mat colour(size, CV_8UC3);
  for (int x = 0; x < size.width; ++x) {
    const double across = 2 * (x + 0.5) / size.width - 1;
    colour.col(x).setTo(cv::Scalar(1.03, 1, 0.97) * tone * (1 - 0.5 * across * across));
  }
  post.strides = {relit({colour, cv::Mat(size, CV_8UC1, cv::Scalar(255))}, lighting, nullptr, rng)};
  return post;
}

}  // namespace deepocr::synth
