// SPDX-License-Identifier: MIT
// What a plate is mounted on.
#include "synth/carrier.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "synth/texture.h"
#include "synth/words.h"

namespace deepocr::synth {
namespace {

double draw_paint(Rng& rng) {
  switch (rng.weighted({0.25, 0.3, 0.25, 0.2})) {
    case 0:
      return rng.uniform(0.72, 0.98);  // white
    case 1:
      return rng.uniform(0.35, 0.72);  // silver, light colours
    case 2:
      return rng.uniform(0.03, 0.14);  // black
    default:
      return rng.uniform(0.12, 0.4);
  }
}

// Draws one vehicle; lengths in millimetres around the centre of its plate.
class CarrierPainter {
 public:
  CarrierPainter(const Mount& mount, const TypefaceSet& typefaces, Rng& rng)
      : mount_(mount),
        typefaces_(typefaces),
        rng_(rng),
        panel_(mount.extent, mount.unit),
        half_width_(mount.plate.width / 2),
        half_height_(mount.plate.height / 2),
        paint_(draw_paint(rng)) {}

  Panel paint(CarrierKind kind);

 private:
  void paint_front();
  void paint_rear();
  void paint_motorcycle();
  void paint_lorry();
  void paint_car_body(double top, double foot);
  void paint_window(double top, double foot);
  void paint_grille(double top, double foot, double half);
  void paint_headlamps();
  void paint_rear_lamps();
  void paint_recess();
  void paint_holder();
  void paint_gloss();
  void paint_badge(double y);
  void paint_lettering();
  void paint_bumper(double y);
  void cover_car(double top, double foot);

  const Typeface& typeface() {
    return typefaces_.typefaces()[rng_.pick(rng_.pick(typefaces_.families()))];
  }
  double chrome() { return rng_.uniform(0.55, 0.95); }
  double plastic() { return rng_.uniform(0.04, 0.2); }
  cv::Rect2d around(double x, double y, double half, double height) const {
    return {x - half, y, 2 * half, height};
  }

  const Mount& mount_;
  const TypefaceSet& typefaces_;
  Rng& rng_;
  Panel panel_;
  double half_width_;
  double half_height_;
  double paint_;
  double half_car_ = 880;
};

// Painted metal between two heights: lighter above, with reflections of what is around.
void CarrierPainter::paint_car_body(double top, double foot) {
  const double slope = rng_.uniform(0.0, 0.45);
  panel_.shaded_box(around(0, top, half_car_, foot - top), 0, paint_ * (1 + 0.3 * slope),
                    paint_ * (1 - slope));
  const int creases = rng_.between(0, 4);
  for (int i = 0; i < creases; ++i) {
    const double y = rng_.uniform(top, foot);
    const double width = rng_.log_uniform(8, 90);
    const double tone = rng_.chance(0.5) ? paint_ * rng_.uniform(0.5, 0.9)
                                         : paint_ + (1 - paint_) * rng_.uniform(0.05, 0.4);
    panel_.box(around(rng_.normal(60), y, half_car_ * rng_.uniform(0.6, 1.0), width), width / 2,
               tone);
  }
}

void CarrierPainter::paint_gloss() {
  const double strength = 255 * rng_.uniform(0.02, 0.14);
  const double grain = std::max(3.0, mount_.unit * rng_.log_uniform(80, 700));
  const cv::Mat field = smooth_field(panel_.tone().size(), grain, rng_);
  cv::Mat toned;
  panel_.tone().convertTo(toned, CV_32F);
  toned += field * strength;
  toned.convertTo(panel_.tone(), CV_8U);
}

void CarrierPainter::cover_car(double top, double foot) {
  const double round = rng_.uniform(60, 260);
  panel_.cover(around(0, top, half_car_, foot - top), round);
  // Wheels and the shade below reach the ground.
  const double wheel = rng_.uniform(140, 230);
  const double ground = foot + rng_.uniform(120, 300);
  const double shade = rng_.uniform(0.02, 0.1);
  panel_.box(around(0, foot - 20, half_car_, ground - foot + 40), 0, shade);
  if (rng_.chance(0.85))
    panel_.cover(around(0, foot - 60, half_car_ * 0.97, ground - foot + 40), 10);
  for (const double side : {-1.0, 1.0}) {
    const cv::Rect2d tyre(side * (half_car_ - 40 - wheel / 2) - wheel / 2, foot - 80, wheel,
                          ground - foot + 110);
    panel_.box(tyre, 40, rng_.uniform(0.03, 0.16));
    panel_.cover(tyre, 40);
  }
}

void CarrierPainter::paint_window(double top, double foot) {
  const double glass = rng_.uniform(0.05, 0.35);
  const double inset = rng_.uniform(60, 200);
  const double slant = rng_.uniform(0, 160);
  panel_.polygon({{-half_car_ + inset + slant, top},
                  {half_car_ - inset - slant, top},
                  {half_car_ - inset, foot},
                  {-half_car_ + inset, foot}},
                 glass);
  const int reflections = rng_.between(0, 3);
  for (int i = 0; i < reflections; ++i) {
    const double x = rng_.uniform(-0.7, 0.6) * half_car_;
    const double width = rng_.uniform(40, 400);
    const double lean = rng_.normal(150);
    panel_.polygon({{x + lean, top}, {x + width + lean, top}, {x + width, foot}, {x, foot}},
                   glass + rng_.uniform(0.04, 0.4));
  }
  if (rng_.chance(0.3)) {  // a sticker behind the windscreen
    const double size = rng_.uniform(50, 140);
    const cv::Rect2d sticker(rng_.uniform(-0.7, 0.7) * half_car_, foot - size - 30, size, size);
    panel_.box(sticker, 8, rng_.uniform(0.6, 1.0));
    panel_.bars({sticker.x + 10, sticker.y + 10, size - 20, size - 20}, rng_.between(2, 4), false,
                0.5, rng_.uniform(0, 0.5));
  }
}

void CarrierPainter::paint_grille(double top, double foot, double half) {
  const cv::Rect2d box = around(0, top, half, foot - top);
  const double radius = rng_.uniform(0, 0.5) * (foot - top);
  if (rng_.chance(0.4)) {
    const double rim = rng_.uniform(10, 30);
    panel_.box({box.x - rim, box.y - rim, box.width + 2 * rim, box.height + 2 * rim}, radius,
               chrome());
  }
  panel_.box(box, radius, rng_.uniform(0.02, 0.12));
  const double slat = rng_.chance(0.4) ? chrome() : rng_.uniform(0.08, 0.5);
  const bool upright = rng_.chance(0.3);
  const int count = upright ? rng_.between(8, 30) : rng_.between(2, 7);
  panel_.bars(
      {box.x + 0.03 * box.width, box.y + 0.06 * box.height, 0.94 * box.width, 0.88 * box.height},
      count, upright, rng_.uniform(0.15, 0.6), slat);
}

void CarrierPainter::paint_headlamps() {
  const double y = -half_height_ - rng_.uniform(60, 380);
  const double height = rng_.uniform(90, 220);
  const double width = rng_.uniform(180, 420);
  const double tone = rng_.uniform(0.45, 0.95);
  const bool lit = rng_.chance(0.25);
  const bool round = rng_.chance(0.2);
  for (const double side : {-1.0, 1.0}) {
    const double x = side * (half_car_ - 30 - width / 2);
    if (round) {
      panel_.disc({x, y}, height * 0.7, 0.3);
      panel_.disc({x, y}, height * 0.6, tone);
    } else {
      panel_.box({x - width / 2, y - height / 2, width, height}, rng_.uniform(0, 0.5) * height,
                 rng_.uniform(0.1, 0.5));
      panel_.shaded_box({x - width / 2 + 12, y - height / 2 + 12, width - 24, height - 24},
                        0.3 * height, tone, tone * rng_.uniform(0.4, 1.0));
    }
    panel_.disc({x - side * 0.1 * width, y}, height * 0.28, lit ? 1.0 : rng_.uniform(0.2, 0.9));
    if (lit) panel_.disc({x, y}, height * 0.5, 1.0);
  }
}

void CarrierPainter::paint_rear_lamps() {
  const double width = rng_.uniform(90, 380);
  const double height = rng_.uniform(120, 420);
  const double y = -half_height_ - rng_.uniform(-60, 350) - height / 2;
  const double tone = rng_.uniform(0.12, 0.5);
  const bool lit = rng_.chance(0.25);
  const double radius = rng_.uniform(0, 0.5) * std::min(width, height);
  for (const double side : {-1.0, 1.0}) {
    const double x = side * (half_car_ - rng_.uniform(5, 20) - width / 2);
    const cv::Rect2d box(x - width / 2, y - height / 2, width, height);
    panel_.shaded_box(box, radius, tone, tone * 0.7);
    const int parts = rng_.between(1, 3);
    for (int i = 0; i < parts; ++i) {
      const cv::Rect2d part(box.x + 0.12 * width, box.y + (i + 0.15) * height / parts, 0.76 * width,
                            0.7 * height / parts);
      panel_.box(part, radius / 2, lit && i == 0 ? 1.0 : tone + rng_.uniform(-0.1, 0.45));
    }
  }
}

// The pressed hollow that holds the plate, shaded by its upper edge.
void CarrierPainter::paint_recess() {
  const double side = rng_.uniform(15, 200);
  const double above = rng_.uniform(15, 120);
  const double below = rng_.uniform(10, 70);
  const cv::Rect2d box(-half_width_ - side, -half_height_ - above, 2 * (half_width_ + side),
                       2 * half_height_ + above + below);
  const double base = rng_.chance(0.3) ? plastic() : paint_ * rng_.uniform(0.55, 0.95);
  panel_.shaded_box(box, rng_.uniform(0, 50), base * rng_.uniform(0.2, 0.8), base);
  panel_.line({box.x, box.y}, {box.br().x, box.y}, 14, base * 0.3);
  if (rng_.chance(0.5)) {
    const double height = rng_.uniform(15, 60);
    const double half = half_width_ * rng_.uniform(0.7, 1.6);
    panel_.shaded_box(around(0, box.y - height, half, height), height / 3,
                      rng_.chance(0.5) ? chrome() : paint_ * 1.2, paint_ * 0.7);
  }
  if (rng_.chance(0.3)) {  // the lamps that light the plate
    for (const double x : {-0.4, 0.4}) {
      panel_.box(around(x * half_width_, -half_height_ - above, 35, 22), 5, rng_.uniform(0.5, 1.0));
    }
  }
}

// The dealer's frame: a rim around the plate, broader below, with a name on it.
void CarrierPainter::paint_holder() {
  const double rim = rng_.uniform(4, 14);
  const double below = rng_.chance(0.5) ? rng_.uniform(15, 35) : rim;
  const double tone = rng_.chance(0.75) ? rng_.uniform(0.02, 0.2) : rng_.uniform(0.3, 0.95);
  panel_.box({-half_width_ - rim, -half_height_ - rim, 2 * (half_width_ + rim),
              2 * half_height_ + rim + below},
             rim, tone);
  if (below <= 14) return;
  const double ink = tone > 0.5 ? 0.1 : rng_.uniform(0.5, 0.95);
  panel_.text(random_word(rng_) + " " + random_word(rng_), typeface(), 0.5 * below,
              {-half_width_ * rng_.uniform(0.1, 0.8), half_height_ + 0.8 * below}, ink);
}

void CarrierPainter::paint_badge(double y) {
  const double radius = rng_.uniform(35, 80);
  const double tone = chrome();
  if (rng_.chance(0.5)) {
    panel_.disc({0, y}, radius, tone);
    panel_.disc({0, y}, radius * rng_.uniform(0.5, 0.85), rng_.uniform(0.05, 0.6));
  } else if (rng_.chance(0.5)) {
    for (const double x : {-1.2, -0.4, 0.4, 1.2})
      panel_.ring({x * radius, y}, radius * 0.5, 9, tone);
  } else {
    panel_.polygon({{0, y - radius}, {radius * 0.7, y}, {0, y + radius}, {-radius * 0.7, y}}, tone);
  }
}

void CarrierPainter::paint_lettering() {
  const double tone = paint_ > 0.5 && rng_.chance(0.5) ? rng_.uniform(0.1, 0.4) : chrome();
  for (const double side : {-1.0, 1.0}) {
    if (rng_.chance(0.4)) continue;
    const double x =
        side < 0 ? -half_car_ * rng_.uniform(0.65, 0.9) : half_car_ * rng_.uniform(0.3, 0.6);
    panel_.text(random_badge(rng_), typeface(), rng_.uniform(28, 60),
                {x, -half_height_ - rng_.uniform(40, 300)}, tone);
  }
}

void CarrierPainter::paint_bumper(double y) {
  const double tone = rng_.chance(0.5) ? plastic() : paint_ * rng_.uniform(0.6, 1.1);
  panel_.line({-half_car_, y}, {half_car_, y}, rng_.uniform(6, 20), paint_ * 0.25);
  panel_.shaded_box(around(0, y, half_car_, rng_.uniform(120, 320)), 30, tone * 1.15, tone * 0.8);
  if (rng_.chance(0.4)) {
    for (const double side : {-1.0, 1.0}) {
      panel_.box(around(side * half_car_ * 0.75, y + 70, rng_.uniform(60, 130), 40), 10,
                 rng_.uniform(0.2, 0.7));
    }
  }
}

void CarrierPainter::paint_front() {
  const double top = -rng_.uniform(750, 1250);
  const double foot = half_height_ + rng_.uniform(120, 330);
  cover_car(top, foot);
  paint_car_body(top, foot);
  paint_window(top + 70, -half_height_ - rng_.uniform(480, 620));
  paint_gloss();
  const double half = rng_.uniform(0.35, 0.75) * half_car_;
  if (rng_.chance(0.85)) {
    const double grille = -half_height_ - rng_.uniform(40, 130);
    paint_grille(grille - rng_.uniform(80, 240), grille, half);
    paint_badge(grille - rng_.uniform(50, 220));
  }
  paint_headlamps();
  if (rng_.chance(0.6)) paint_bumper(-half_height_ - rng_.uniform(-40, 60));
  if (rng_.chance(0.25)) {  // the plate hangs before the intake
    paint_grille(-half_height_ - rng_.uniform(20, 100), half_height_ + rng_.uniform(20, 140), half);
  }
  if (rng_.chance(0.7)) {
    paint_grille(half_height_ + rng_.uniform(15, 60), half_height_ + rng_.uniform(80, 220),
                 rng_.uniform(0.4, 0.9) * half_car_);
  }
  if (rng_.chance(0.4)) {
    for (const double side : {-1.0, 1.0}) {
      panel_.disc({side * half_car_ * 0.74, half_height_ + 60}, rng_.uniform(40, 65),
                  rng_.uniform(0.3, 1.0));
    }
  }
}

void CarrierPainter::paint_rear() {
  const bool on_bumper = rng_.chance(0.35);
  const double top = -rng_.uniform(700, 1200) - (on_bumper ? 250 : 0);
  const double foot = half_height_ + (on_bumper ? rng_.uniform(110, 220) : rng_.uniform(280, 520));
  cover_car(top, foot);
  paint_car_body(top, foot);
  paint_window(top + 60, -half_height_ - rng_.uniform(280, 480) - (on_bumper ? 250 : 0));
  paint_gloss();
  paint_rear_lamps();
  paint_bumper(on_bumper ? -half_height_ - rng_.uniform(20, 90)
                         : half_height_ + rng_.uniform(40, 160));
  if (rng_.chance(0.8)) paint_recess();
  if (rng_.chance(0.75)) paint_badge(-half_height_ - rng_.uniform(110, 260));
  paint_lettering();
  if (rng_.chance(0.5)) {
    const double x = half_car_ * rng_.uniform(0.4, 0.75);
    const double radius = rng_.uniform(25, 45);
    for (const double side : {-1.0, 1.0}) {
      panel_.disc({side * x, foot - 10}, radius, chrome());
      panel_.disc({side * x, foot - 10}, radius * 0.75, 0.02);
      if (rng_.chance(0.5)) break;
    }
  }
}

void CarrierPainter::paint_motorcycle() {
  const double dark = rng_.uniform(0.02, 0.18);
  panel_.tone().setTo(255 * dark);
  const double tail = rng_.uniform(90, 160);
  // Mudguard and wheel below, seat above.
  const double guard = half_width_ * rng_.uniform(0.5, 1.1);
  panel_.cover(around(0, -half_height_ - 60, guard, 2 * half_height_ + rng_.uniform(160, 420)),
               guard * 0.6);
  panel_.cover(around(0, -half_height_ - rng_.uniform(250, 420), tail * 1.2, 350), tail * 0.7);
  const double wheel = rng_.uniform(45, 75);
  const cv::Rect2d tyre = around(rng_.normal(15), half_height_ - 30, wheel, rng_.uniform(260, 480));
  panel_.box(tyre, wheel * 0.8, rng_.uniform(0.03, 0.2));
  panel_.cover(tyre, wheel * 0.8);
  panel_.bars({tyre.x + 10, tyre.y, tyre.width - 20, tyre.height}, 12, false, 0.3, dark * 1.8);
  paint_gloss();
  const double seat = -half_height_ - rng_.uniform(190, 320);
  panel_.shaded_box(around(0, seat, tail * 1.15, 110), 50, paint_ * 1.1, paint_ * 0.6);
  // Tail lamp and indicators.
  const double lamp = -half_height_ - rng_.uniform(50, 130);
  panel_.box(around(0, lamp - 45, rng_.uniform(60, 130), rng_.uniform(50, 90)), 25,
             rng_.uniform(0.2, 0.8));
  panel_.box(around(rng_.normal(20), lamp - 30, rng_.uniform(20, 60), 25), 10,
             rng_.uniform(0.5, 1.0));
  if (rng_.chance(0.7)) {
    const double reach = rng_.uniform(130, 230);
    for (const double side : {-1.0, 1.0}) {
      panel_.line({0, lamp - 20}, {side * reach, lamp - 20}, 20, 0.1);
      panel_.disc({side * reach, lamp - 20}, 38, rng_.uniform(0.35, 0.85));
      panel_.cover_disc({side * reach, lamp - 20}, 38);
    }
  }
  if (rng_.chance(0.6)) {  // the silencer
    const double side = rng_.chance(0.5) ? 1 : -1;
    const cv::Rect2d pipe =
        around(side * rng_.uniform(170, 260), half_height_ + rng_.uniform(-120, 60), 55,
               rng_.uniform(90, 300));
    panel_.shaded_box(pipe, 50, rng_.uniform(0.15, 0.6), 0.1);
    panel_.disc({pipe.x + 55, pipe.br().y - 50}, 45, rng_.uniform(0.05, 0.4));
    panel_.cover(pipe, 50);
  }
}

void CarrierPainter::paint_lorry() {
  half_car_ = 1250;
  const double foot = half_height_ + rng_.uniform(150, 500);
  const double top = -rng_.uniform(1400, 3200);
  cover_car(top, foot);
  paint_car_body(top, foot);
  const int doors = rng_.between(1, 4);
  for (int i = 0; i < doors; ++i) {
    const double x = rng_.uniform(-1, 1) * half_car_;
    panel_.line({x, top}, {x, -half_height_ - 250}, rng_.uniform(10, 40),
                paint_ * rng_.uniform(0.4, 0.8));
  }
  if (rng_.chance(0.6)) {
    const std::string text = rng_.chance(0.5) ? random_number_text(rng_) : random_word(rng_);
    panel_.text(text, typeface(), rng_.uniform(80, 260),
                {-half_car_ * rng_.uniform(0.2, 0.9), -half_height_ - rng_.uniform(350, 900)},
                paint_ > 0.45 ? rng_.uniform(0, 0.25) : rng_.uniform(0.7, 1));
  }
  paint_gloss();
  const double beam = -half_height_ - rng_.uniform(60, 240);
  panel_.shaded_box(around(0, beam, half_car_, foot - beam), 0, plastic() * 1.5, plastic());
  if (rng_.chance(0.5)) {  // warning stripes
    panel_.bars(around(0, beam, half_car_, rng_.uniform(60, 140)), rng_.between(10, 30), true, 0.5,
                rng_.uniform(0.6, 1));
  }
  for (const double side : {-1.0, 1.0}) {
    const cv::Rect2d lamp = around(side * half_car_ * rng_.uniform(0.7, 0.85), beam + 30,
                                   rng_.uniform(90, 200), rng_.uniform(70, 130));
    panel_.box(lamp, 15, rng_.uniform(0.2, 0.6));
    panel_.box({lamp.x + 10, lamp.y + 10, lamp.width / 3, lamp.height - 20}, 8,
               rng_.uniform(0.4, 1));
  }
}

Panel CarrierPainter::paint(CarrierKind kind) {
  half_car_ = rng_.uniform(760, 950);
  switch (kind) {
    case CarrierKind::kFront:
      paint_front();
      break;
    case CarrierKind::kRear:
      paint_rear();
      break;
    case CarrierKind::kMotorcycle:
      paint_motorcycle();
      break;
    case CarrierKind::kLorry:
      paint_lorry();
      break;
  }
  if (rng_.chance(0.6)) paint_holder();
  return panel_;
}

}  // namespace

Panel draw_carrier(CarrierKind kind, const Mount& mount, const TypefaceSet& typefaces, Rng& rng) {
  return CarrierPainter(mount, typefaces, rng).paint(kind);
}

}  // namespace deepocr::synth
