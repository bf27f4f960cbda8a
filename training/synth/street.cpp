// SPDX-License-Identifier: MIT
// An empty street, and the camera that looks along it.
#include "synth/street.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "synth/texture.h"

namespace deepocr::synth {
namespace {

constexpr double kFarthest = 60;  // units of the street; what lies beyond is haze

class Painter {
 public:
  Painter(const Viewpoint& viewpoint, Rng& rng)
      : view_(viewpoint),
        rng_(rng),
        nearest_(0.35 * viewpoint.depth_at(viewpoint.nearest_scale)),
        picture_(viewpoint.frame, CV_8UC3) {}

  cv::Mat paint();

 private:
  void paint_sky();
  void paint_ground();
  void paint_markings();
  void paint_houses(int side);
  void paint_house(int side, double from, double to);
  void paint_windows(double x, double from, double to, double height, const cv::Scalar& wall);
  void paint_trees(int side);
  void roughen();
  void strip(double left, double right, double from, double to, const cv::Scalar& colour);
  void wall(double x, double from, double to, double foot, double top, const cv::Scalar& colour);
  cv::Scalar fade(const cv::Scalar& colour, double depth) const;
  double wall_distance() const { return view_.road_half_width() + 1.1; }

  const Viewpoint& view_;
  Rng& rng_;
  const double nearest_;
  cv::Mat picture_;
  cv::Scalar haze_;
};

// Distant things take the colour of the air.
cv::Scalar Painter::fade(const cv::Scalar& colour, double depth) const {
  const double share = std::clamp(depth / kFarthest, 0.0, 1.0);
  return colour * (1 - share) + haze_ * share;
}

// A horizontal strip of the ground.
void Painter::strip(double left, double right, double from, double to, const cv::Scalar& colour) {
  const cv::Point2d corners[] = {view_.project({left, 0, to}), view_.project({right, 0, to}),
                                 view_.project({right, 0, from}), view_.project({left, 0, from})};
  fill_polygon(picture_, corners, 4, fade(colour, (from + to) / 2));
}

// An upright strip along the road.
void Painter::wall(double x, double from, double to, double foot, double top,
                   const cv::Scalar& colour) {
  const cv::Point2d corners[] = {view_.project({x, top, from}), view_.project({x, top, to}),
                                 view_.project({x, foot, to}), view_.project({x, foot, from})};
  fill_polygon(picture_, corners, 4, fade(colour, (from + to) / 2));
}

void Painter::paint_sky() {
  const double brightness = rng_.uniform(0.75, 1.0);
  const cv::Scalar zenith = cv::Scalar(225, 190, 150) * brightness;
  haze_ = cv::Scalar(232, 226, 216) * brightness;
  for (int y = 0; y < picture_.rows; ++y) {
    const double share = std::clamp(y / std::max(1.0, view_.vanishing.y), 0.0, 1.0);
    picture_.row(y).setTo(zenith * (1 - share) + haze_ * share);
  }
}

void Painter::paint_ground() {
  const double edge = view_.road_half_width();
  const double verge = wall_distance();
  const double tone = rng_.uniform(78, 108);
  const cv::Scalar asphalt(tone + 4, tone, tone - 2);
  const struct {
    double half_width;
    cv::Scalar colour;
  } layers[] = {{3 * verge, {105, 128, 120}},
                {verge, {150, 156, 160}},
                {edge + 0.06, {190, 190, 188}},
                {edge, asphalt}};
  constexpr int kSlices = 24;
  constexpr double kStart = 4 * kFarthest;
  // Each layer in slices of its own shade, which overlap to hide their seams.
  for (const auto& layer : layers) {
    double from = kStart;
    for (int i = 1; i <= kSlices; ++i) {
      const double to = kStart * std::pow(nearest_ / kStart, i / double{kSlices});
      strip(-layer.half_width, layer.half_width, 0.97 * to, from, layer.colour);
      from = to;
    }
  }
}

void Painter::paint_markings() {
  const cv::Scalar paint(205, 212, 212);
  for (int lane = 1; lane < view_.lanes; ++lane) {
    const double x = view_.lane_middle(lane) - view_.lane_width / 2;
    for (double z = nearest_; z < kFarthest; z += 2.4) {
      strip(x - 0.035, x + 0.035, z, z + 1.1, paint);
    }
  }
  for (const double side : {-1.0, 1.0}) {
    const double x = side * (view_.road_half_width() - 0.1);
    for (double z = nearest_; z < kFarthest; z *= 1.3) {
      strip(x - 0.03, x + 0.03, z, z * 1.3, paint);
    }
  }
}

void Painter::paint_windows(double x, double from, double to, double height,
                            const cv::Scalar& wall_colour) {
  const cv::Scalar glass = rng_.chance(0.5) ? cv::Scalar(96, 82, 70) : wall_colour * 0.5;
  const double pitch = rng_.uniform(0.75, 1.1);
  const double storey = rng_.uniform(1.0, 1.3);
  for (double foot = 0.45; foot + 0.7 < height; foot += storey) {
    for (double z = to - pitch; z > from + 0.2; z -= pitch) {
      wall(x, z, z + 0.45 * pitch, foot, foot + 0.62, glass);
    }
  }
}

void Painter::paint_house(int side, double from, double to) {
  static const std::vector<cv::Scalar> kColours = {{150, 175, 195}, {120, 140, 175},
                                                   {185, 190, 190}, {110, 120, 150},
                                                   {160, 190, 200}, {170, 165, 150}};
  const cv::Scalar colour = rng_.pick(kColours) * rng_.uniform(0.75, 1.05);
  const double height = rng_.uniform(2.2, 4.6);
  const double x = side * wall_distance();
  // The end that faces the camera, then the long side.
  const cv::Point2d gable[] = {view_.project({x, height, from}),
                               view_.project({x + side * 6, height, from}),
                               view_.project({x + side * 6, 0, from}), view_.project({x, 0, from})};
  fill_polygon(picture_, gable, 4, fade(colour * 0.8, from));
  wall(x, from, to, 0, height, colour);
  wall(x, from, to, 0, 0.25, colour * 0.7);
  paint_windows(x, from, to, height, colour);
}

void Painter::paint_houses(int side) {
  std::vector<double> ends = {nearest_};
  while (ends.back() < kFarthest) ends.push_back(ends.back() + rng_.uniform(3.0, 6.5));
  for (std::size_t i = ends.size() - 1; i > 0; --i) {
    const double gap = rng_.chance(0.25) ? 1.2 : 0.0;
    paint_house(side, ends[i - 1] + gap, ends[i]);
  }
}

void Painter::paint_trees(int side) {
  const double x = side * (view_.road_half_width() + 0.45);
  for (double z = kFarthest * 0.6; z > 2 * nearest_; z -= rng_.uniform(3.0, 7.0)) {
    const double size = view_.focal_length / z;
    const cv::Point2d foot = view_.project({x, 0, z});
    const cv::Point2d top = view_.project({x, 1.5, z});
    const double half = 0.05 * size;
    const cv::Point2d trunk[] = {{top.x - half, top.y},
                                 {top.x + half, top.y},
                                 {foot.x + half, foot.y},
                                 {foot.x - half, foot.y}};
    fill_polygon(picture_, trunk, 4, fade({48, 62, 74}, z));
    for (int i = 0; i < 9; ++i) {
      const cv::Point2d at(top.x + rng_.normal(0.3) * size, top.y - rng_.uniform(0, 0.9) * size);
      const cv::Scalar leaf = cv::Scalar(52, 104, 84) * rng_.uniform(0.7, 1.2);
      cv::circle(picture_, at, static_cast<int>(rng_.uniform(0.2, 0.45) * size), fade(leaf, z),
                 cv::FILLED, cv::LINE_AA);
    }
  }
}

// Nothing outdoors is one flat shade: patches, and grain on top of them.
void Painter::roughen() {
  cv::Mat light = smooth_field(picture_.size(), std::max(2.0, picture_.cols / 12.0), rng_) * 0.05;
  light += smooth_field(picture_.size(), std::max(1.0, picture_.cols / 60.0), rng_) * 0.03;
  cv::Mat grain(picture_.size(), CV_32FC1);
  for (int y = 0; y < grain.rows; ++y) {
    auto* value = grain.ptr<float>(y);
    // Coarser towards the camera, as the road's surface is.
    const double strength = y > view_.vanishing.y ? 0.05 : 0.01;
    for (int x = 0; x < grain.cols; ++x) {
      value[x] = static_cast<float>(1 + rng_.uniform(-strength, strength));
    }
  }
  const cv::Mat factor = light + grain;
  cv::Mat factors;
  cv::merge(std::vector<cv::Mat>{factor, factor, factor}, factors);
  cv::multiply(picture_, factors, picture_, 1, CV_8UC3);
}

cv::Mat Painter::paint() {
  paint_sky();
  paint_ground();
  paint_markings();
  for (const int side : {-1, 1}) {
    paint_houses(side);
    if (rng_.chance(0.75)) paint_trees(side);
  }
  roughen();
  return picture_;
}

}  // namespace

Viewpoint make_viewpoint(cv::Size frame, int lanes) {
  // A single lane as wide as the frame would bring its vehicle too near.
  constexpr double kWidestVehicle = 0.55;  // of the frame
  Viewpoint view;
  view.frame = frame;
  view.lanes = lanes;
  view.vanishing = {frame.width / 2.0, 0.28 * frame.height};
  view.focal_length = 1.1 * std::min(frame.width, 2 * frame.height);
  const double foot = frame.height - view.vanishing.y;
  view.nearest_scale =
      std::min({frame.width / (lanes * view.lane_width), kWidestVehicle * frame.width, 0.9 * foot});
  view.height = foot / view.nearest_scale;
  return view;
}

void fill_polygon(cv::Mat& picture, const cv::Point2d* corners, int count,
                  const cv::Scalar& colour) {
  constexpr int kShift = 4;
  constexpr double kLimit = 1 << 24;  // keeps far-off corners within OpenCV's fixed point
  std::vector<cv::Point> fixed;
  fixed.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    fixed.emplace_back(
        static_cast<int>(std::clamp((corners[i].x - 0.5) * (1 << kShift), -kLimit, kLimit)),
        static_cast<int>(std::clamp((corners[i].y - 0.5) * (1 << kShift), -kLimit, kLimit)));
  }
  cv::fillConvexPoly(picture, fixed.data(), count, colour, cv::LINE_AA, kShift);
}

cv::Mat draw_street(const Viewpoint& viewpoint, Rng& rng) {
  return Painter(viewpoint, rng).paint();
}

}  // namespace deepocr::synth
