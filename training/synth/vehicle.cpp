// SPDX-License-Identifier: MIT
// A vehicle that carries a plate.
#include "synth/vehicle.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "synth/panel.h"
#include "synth/scene_plate.h"
#include "synth/texture.h"
#include "synth/viewpoint.h"
#include "synth/words.h"

namespace deepocr::synth {
namespace {

const cv::Scalar kRubber(34, 32, 30);
const cv::Scalar kPlastic(58, 55, 52);
constexpr double kLampInset = 0.12;
constexpr double kLampHeight = 0.555;  // share of the front, from its top

struct Sign {
  cv::Mat colour;  // CV_8UC3
  cv::Mat mask;    // of what belongs to it
};

// Draws one side; lengths are in widths of the vehicle.
class SidePainter {
 public:
  SidePainter(double width, double height, int resolution, const cv::Scalar& body, Rng& rng)
      : unit_(resolution),
        width_(width),
        height_(height),
        body_(body),
        rng_(rng),
        colour_(pixels(height), pixels(width), CV_8UC3),
        coverage_(cv::Mat::zeros(colour_.size(), CV_8UC1)) {}

  void paint_body(double foot);
  void paint_front();
  void paint_flank();
  Corners mount(const ColouredPlate& plate, const cv::Point2d& centre, double roll, Corners* run);
  Sign draw_sign(const cv::Size2d& size, const TypefaceSet& typefaces);
  void put(const Sign& sign, const cv::Point2d& place);
  SidePainter mirrored() const;
  Sprite sprite() const { return {colour_, coverage_}; }
  double lamp_radius() const { return lamp_radius_; }
  double unit() const { return unit_; }

 private:
  int pixels(double length) const {
    return std::max(1, static_cast<int>(std::lround(length * unit_)));
  }
  cv::Point2d at(double x, double y) const { return {x * unit_, y * unit_}; }
  void box(double x, double y, double width, double height, double radius,
           const cv::Scalar& colour) {
    box_on(colour_, x, y, width, height, radius, colour);
  }
  void box_on(cv::Mat& image, double x, double y, double width, double height, double radius,
              const cv::Scalar& colour) const;
  void disc(double x, double y, double radius, const cv::Scalar& colour);
  void paint_windscreen();
  void paint_grille();
  void paint_lamps();

  const double unit_;  // pixels
  const double width_;
  const double height_;
  const cv::Scalar body_;
  Rng& rng_;
  cv::Mat colour_;
  cv::Mat coverage_;
  double lamp_radius_ = 0;
};

void SidePainter::box_on(cv::Mat& image, double x, double y, double width, double height,
                         double radius, const cv::Scalar& colour) const {
  const double r = std::min({radius, width / 2, height / 2});
  std::vector<cv::Point2d> outline;
  const cv::Point2d centres[] = {{x + r, y + r},
                                 {x + width - r, y + r},
                                 {x + width - r, y + height - r},
                                 {x + r, y + height - r}};
  for (int corner = 0; corner < 4; ++corner) {
    for (int step = 0; step <= 6; ++step) {
      const double angle = CV_PI * (1 + corner / 2.0 + step / 12.0);
      outline.push_back(
          at(centres[corner].x + r * std::cos(angle), centres[corner].y + r * std::sin(angle)));
    }
  }
  fill_polygon(image, outline.data(), static_cast<int>(outline.size()), colour);
}

void SidePainter::disc(double x, double y, double radius, const cv::Scalar& colour) {
  cv::circle(colour_, at(x, y), pixels(radius), colour, cv::FILLED, cv::LINE_AA);
}

// Painted metal: lighter above, darker below, with a soft reflection.
void SidePainter::paint_body(double foot) {
  for (int y = 0; y < colour_.rows; ++y) {
    const double share = y / (height_ * unit_);
    const double sheen = 0.14 * std::exp(-std::pow((share - 0.5) / 0.06, 2));
    colour_.row(y).setTo(body_ * (1.12 - 0.35 * share + sheen));
  }
  const cv::Mat patches = 1 + 0.04 * smooth_field(colour_.size(), std::max(2.0, 0.2 * unit_), rng_);
  cv::Mat factors;
  cv::merge(std::vector<cv::Mat>{patches, patches, patches}, factors);
  cv::multiply(colour_, factors, colour_, 1, CV_8UC3);
  box_on(coverage_, 0, 0, width_, foot, 0.07, cv::Scalar(255));
}

void SidePainter::paint_windscreen() {
  const double inset = rng_.uniform(0.05, 0.1);
  const double top = 0.08 * height_;
  const double foot = rng_.uniform(0.4, 0.45) * height_;
  const cv::Point2d glass[] = {at(inset + 0.04, top), at(width_ - inset - 0.04, top),
                               at(width_ - inset, foot), at(inset, foot)};
  fill_polygon(colour_, glass, 4, cv::Scalar(78, 66, 56));
  const double x = rng_.uniform(0.2, 0.5);
  const cv::Point2d reflection[] = {at(x + 0.1, top), at(x + 0.26, top), at(x + 0.14, foot),
                                    at(x - 0.04, foot)};
  fill_polygon(colour_, reflection, 4, cv::Scalar(112, 98, 86));
  box(inset, foot - 0.005, width_ - 2 * inset, 0.02, 0.01, kRubber);
}

void SidePainter::paint_grille() {
  const double inset = rng_.uniform(0.24, 0.33);
  const double top = 0.5 * height_;
  const double height = rng_.uniform(0.07, 0.12);
  const cv::Scalar slat = rng_.chance(0.5) ? cv::Scalar(150, 150, 150) : body_ * 0.7;
  box(inset, top, width_ - 2 * inset, height, 0.03, kRubber);
  const int slats = rng_.between(2, 4);
  for (int i = 0; i < slats; ++i) {
    box(inset + 0.02, top + height * (i + 0.6) / (slats + 0.4), width_ - 2 * inset - 0.04, 0.008,
        0.004, slat);
  }
  disc(width_ / 2, top + height / 2, 0.028, cv::Scalar(185, 185, 185));
}

void SidePainter::paint_lamps() {
  const double y = kLampHeight * height_;
  const double size = rng_.uniform(0.055, 0.075);
  lamp_radius_ = size;
  const bool round = rng_.chance(0.5);
  const bool lit = rng_.chance(0.5);
  const cv::Scalar glass = lit ? cv::Scalar(235, 250, 252) : cv::Scalar(205, 205, 200);
  for (const double x : {kLampInset, width_ - kLampInset}) {
    if (round) {
      disc(x, y, size, cv::Scalar(120, 120, 118));
      disc(x, y, 0.8 * size, glass);
    } else {
      box(x - 1.3 * size, y - 0.7 * size, 2.6 * size, 1.4 * size, 0.02, cv::Scalar(120, 120, 118));
      box(x - 1.15 * size, y - 0.55 * size, 2.3 * size, 1.1 * size, 0.02, glass);
    }
    disc(x, y + 0.17, 0.02, cv::Scalar(70, 150, 225));
  }
}

void SidePainter::paint_front() {
  for (const double x : {0.05, width_ - 0.21}) {
    box(x, 0.8 * height_, 0.16, 0.2 * height_, 0.03, kRubber);
    box_on(coverage_, x, 0.8 * height_, 0.16, 0.2 * height_, 0.03, cv::Scalar(255));
  }
  const bool painted = rng_.chance(0.5);
  box(0.0, 0.67 * height_, width_, 0.22 * height_, 0.05, painted ? body_ * 0.82 : kPlastic);
  box(0.06, 0.83 * height_, width_ - 0.12, 0.05 * height_, 0.02, kRubber);
  paint_windscreen();
  paint_grille();
  paint_lamps();
}

void SidePainter::paint_flank() {
  box(0, 0.67 * height_, width_, 0.045 * height_, 0, body_ * 0.62);
  box(0.06, 0.12 * height_, 0.42, 0.33 * height_, 0.05, cv::Scalar(78, 66, 56));
  if (rng_.chance(0.6)) {
    for (double x = 0.56; x + 0.4 < width_; x += 0.45) {
      box(x, 0.12 * height_, 0.38, 0.3 * height_, 0.04, cv::Scalar(82, 70, 60));
    }
  }
  for (const double x : {0.52, 1.02}) {
    box(x, 0.08 * height_, 0.008, 0.72 * height_, 0, body_ * 0.55);
  }
  box(0.6, 0.52 * height_, 0.08, 0.02, 0.01, kPlastic);
  const double radius = 0.17;
  for (const double x : {0.32, width_ - 0.36}) {
    const double y = height_ - radius;
    disc(x, y - 0.02, radius + 0.03, kRubber * 0.6);
    disc(x, y, radius, kRubber);
    disc(x, y, 0.6 * radius, cv::Scalar(140, 140, 138));
    disc(x, y, 0.2 * radius, kPlastic);
    cv::circle(coverage_, at(x, y), pixels(radius), cv::Scalar(255), cv::FILLED, cv::LINE_AA);
  }
}

// The corners of a rectangle of the plate's picture, in widths of the vehicle.
Corners placed(const cv::Rect2d& box, const cv::Matx23d& placing, double unit) {
  Corners result = corners_of(box);
  for (cv::Point2d& corner : result) {
    const cv::Vec2d at = placing * cv::Vec3d(corner.x, corner.y, 1);
    corner = {at[0] / unit, at[1] / unit};
  }
  return result;
}

Corners SidePainter::mount(const ColouredPlate& plate, const cv::Point2d& centre, double roll,
                           Corners* run) {
  const cv::Point2d middle(plate.plate.x + plate.plate.width / 2,
                           plate.plate.y + plate.plate.height / 2);
  const double cosine = std::cos(roll);
  const double sine = std::sin(roll);
  const cv::Point2d to = at(centre.x, centre.y);
  const cv::Matx23d placing(cosine, -sine, to.x - cosine * middle.x + sine * middle.y, sine, cosine,
                            to.y - sine * middle.x - cosine * middle.y);
  // The plate, and a narrow rim of its surroundings as the holder.
  const double rim = 0.1 * plate.digit_height;
  const cv::Rect2d holder(plate.plate.x - rim, plate.plate.y - rim, plate.plate.width + 2 * rim,
                          plate.plate.height + 2 * rim);
  cv::Mat outline = cv::Mat::zeros(plate.image.size(), CV_8UC1);
  cv::rectangle(outline, holder, cv::Scalar(255), cv::FILLED);
  // Sampled at the centres of pixels, while `placing` maps their edges.
  cv::Matx23d centres = placing;
  centres(0, 2) += 0.5 * (cosine - sine) - 0.5;
  centres(1, 2) += 0.5 * (sine + cosine) - 0.5;
  cv::Mat seen;
  cv::Mat mask;
  cv::warpAffine(plate.image, seen, centres, colour_.size(), cv::INTER_LINEAR);
  cv::warpAffine(outline, mask, centres, colour_.size(), cv::INTER_NEAREST);
  seen.copyTo(colour_, mask);
  *run = placed(plate.run, placing, unit_);
  return placed(plate.plate, placing, unit_);
}

// Words or a short number on a board, or straight on what is behind them.
Sign SidePainter::draw_sign(const cv::Size2d& size, const TypefaceSet& typefaces) {
  const std::string text = rng_.chance(0.3) ? random_number_text(rng_) : random_word(rng_);
  const Typeface& typeface = typefaces.typefaces()[rng_.pick(rng_.pick(typefaces.families()))];
  const bool light = rng_.chance(0.6);
  // Panels measure in millimetres; here one is a thousandth of the vehicle's width.
  const cv::Rect2d extent(0, 0, 1000 * size.width, 1000 * size.height);
  Panel panel(extent, unit_ / 1000);
  panel.box(extent, 0, light ? 0.95 : 0.15);
  const double height = 0.5 * extent.height;
  const double trial = Panel(extent, unit_ / 1000).text(text, typeface, height, {}, 0);
  const double fitting = std::min(1.0, 0.9 * extent.width / std::max(1.0, trial)) * height;
  panel.text(text, typeface, fitting, {0.05 * extent.width, (extent.height + fitting) / 2},
             light ? 0.1 : 0.9);
  Sign sign;
  cv::cvtColor(panel.tone(), sign.colour, cv::COLOR_GRAY2BGR);
  const bool has_board = rng_.chance(0.6);
  const cv::Mat ink = light ? panel.tone() < 128 : panel.tone() >= 128;
  sign.mask = has_board ? cv::Mat(ink.size(), CV_8UC1, cv::Scalar(255)) : ink;
  return sign;
}

void SidePainter::put(const Sign& sign, const cv::Point2d& place) {
  const cv::Rect target =
      cv::Rect(at(place.x, place.y), sign.colour.size()) & cv::Rect({}, colour_.size());
  if (target.empty()) return;
  const cv::Rect part({}, target.size());
  sign.colour(part).copyTo(colour_(target), sign.mask(part));
}

SidePainter SidePainter::mirrored() const {
  SidePainter other(width_, height_, static_cast<int>(unit_), body_, rng_);
  cv::flip(colour_, other.colour_, 1);
  cv::flip(coverage_, other.coverage_, 1);
  return other;
}

cv::Scalar draw_body_colour(Rng& rng) {
  static const std::vector<cv::Scalar> kColours = {
      {215, 218, 220}, {160, 162, 165}, {62, 60, 58},   {150, 84, 40},   {52, 48, 165},
      {120, 96, 60},   {70, 120, 60},   {60, 165, 205}, {190, 170, 150}, {105, 110, 118}};
  return rng.pick(kColours) * rng.uniform(0.85, 1.05);
}

Sprite roof_of(const cv::Scalar& body) {
  const cv::Mat colour(32, 32, CV_8UC3, body * 1.12);
  cv::Mat coverage(32, 32, CV_8UC1, cv::Scalar(255));
  return {colour, coverage};
}

}  // namespace

Vehicle build_vehicle(const std::string& number, int resolution, double severity,
                      const TypefaceSet& typefaces, Rng& rng) {
  Vehicle vehicle;
  vehicle.number = number;
  vehicle.height = rng.uniform(0.86, 1.0);
  vehicle.length = rng.uniform(1.5, 2.1);
  const cv::Scalar body = draw_body_colour(rng);

  SidePainter front(1, vehicle.height, resolution, body, rng);
  front.paint_body(0.9 * vehicle.height);
  front.paint_front();
  if (!number.empty()) {
    const PlateFit fit{{0.7 * resolution, 0.3 * resolution}, 0.12 * resolution, 0.09 * resolution};
    const ColouredPlate plate = render_legible_plate(number, fit, severity, typefaces, rng);
    const double half = plate.plate.height / 2 / resolution;
    const double y = std::min(0.775 * vehicle.height, 0.9 * vehicle.height - half);
    const double roll = rng.normal(0.01 + 0.04 * severity);
    vehicle.plate = front.mount(plate, {0.5 + rng.normal(0.01), y}, roll, &vehicle.run);
  } else if (rng.chance(0.6)) {
    front.put(front.draw_sign({0.48, 0.1}, typefaces), {0.26, 0.72 * vehicle.height});
  }
  vehicle.front = front.sprite();
  vehicle.lamp_radius = front.lamp_radius();
  vehicle.lamps = {
      {{kLampInset, kLampHeight * vehicle.height}, {1 - kLampInset, kLampHeight * vehicle.height}}};

  SidePainter left(vehicle.length, vehicle.height, resolution, body * 0.8, rng);
  left.paint_body(0.88 * vehicle.height);
  left.paint_flank();
  SidePainter right = left.mirrored();
  if (number.empty() && rng.chance(0.6)) {
    const double from = 0.55;  // behind the front
    const cv::Size2d size(0.8 * vehicle.length - from, 0.16);
    const Sign sign = left.draw_sign(size, typefaces);
    left.put(sign, {from, 0.5 * vehicle.height});
    right.put(sign, {vehicle.length - from - size.width, 0.5 * vehicle.height});
  }
  vehicle.left_flank = left.sprite();
  vehicle.right_flank = right.sprite();
  vehicle.roof = roof_of(body);
  return vehicle;
}

}  // namespace deepocr::synth
