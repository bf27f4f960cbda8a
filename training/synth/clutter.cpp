// SPDX-License-Identifier: MIT
// Things beside plates that could be taken for plates.
#include "synth/clutter.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "synth/texture.h"
#include "synth/words.h"

namespace deepocr::synth {
namespace {

constexpr double kDegree = CV_PI / 180;

// Lengths here are pixels of the window before the thing is turned.
class ClutterPainter {
 public:
  ClutterPainter(const TypefaceSet& typefaces, Rng& rng) : typefaces_(typefaces), rng_(rng) {}

  Panel paint();

 private:
  Panel make(double width, double height) const {
    constexpr double kUnit = 1.2;
    return Panel({-width / 2, -height / 2, width, height}, kUnit);
  }
  const Typeface& typeface() {
    return typefaces_.typefaces()[rng_.pick(rng_.pick(typefaces_.families()))];
  }
  std::string words() { return rng_.chance(0.3) ? random_number_text(rng_) : random_word(rng_); }
  void contrast(double& paper, double& ink) {
    paper = rng_.chance(0.5) ? rng_.uniform(0.55, 1) : rng_.uniform(0, 0.45);
    ink = paper > 0.5 ? rng_.uniform(0, paper - 0.3) : rng_.uniform(paper + 0.3, 1);
  }

  Panel paint_board();
  Panel paint_lettering();
  Panel paint_blank();
  Panel paint_lamp();
  Panel paint_vent();
  Panel paint_stripes();
  Panel paint_disc();
  Panel paint_sticker();

  const TypefaceSet& typefaces_;
  Rng& rng_;
};

// A sign of several lines, as on shops and at roads.
Panel ClutterPainter::paint_board() {
  double paper = 0;
  double ink = 0;
  contrast(paper, ink);
  const int lines = rng_.between(2, 5);
  const double letter = rng_.log_uniform(3, 16);
  const double width = letter * rng_.uniform(6, 14);
  const double height = letter * (1.6 * lines + 0.8);
  Panel panel = make(width, height);
  const cv::Rect2d whole(-width / 2, -height / 2, width, height);
  panel.cover(whole, rng_.uniform(0, 0.2) * height);
  panel.box(whole, 0, paper);
  const Typeface& face = typeface();
  for (int line = 0; line < lines; ++line) {
    std::string text = words();
    if (rng_.chance(0.5)) text += " " + words();
    const double size = letter * rng_.uniform(0.5, 1.0);
    panel.text(text, face, size,
               {-width * rng_.uniform(0.25, 0.47), -height / 2 + letter * (1.6 * line + 1.5)}, ink);
  }
  return panel;
}

// Letters on whatever is behind them: a van's side, a road, a window.
Panel ClutterPainter::paint_lettering() {
  const double letter = rng_.log_uniform(4, 40);
  std::string text = words();
  if (rng_.chance(0.4)) text += " " + words();
  const double width = letter * (0.75 * static_cast<double>(text.size()) + 1);
  Panel panel = make(std::min(width, 400.0), 1.6 * letter);
  panel.tone().setTo(0);
  panel.text(text, typeface(), letter, {-width / 2 + 0.3 * letter, 0.5 * letter}, 1);
  panel.tone().copyTo(panel.coverage());
  panel.tone().setTo(255 * rng_.unit());
  return panel;
}

// The size and shape of a plate, and nothing on it.
Panel ClutterPainter::paint_blank() {
  const double height = rng_.log_uniform(5, 50);
  const double width = height * rng_.uniform(1, 6);
  const double tone = rng_.unit();
  Panel panel = make(width + 4, height + 4);
  const cv::Rect2d whole(-width / 2, -height / 2, width, height);
  const double radius = rng_.uniform(0, 0.4) * height;
  panel.cover(whole, radius);
  panel.box(whole, 0, rng_.chance(0.5) ? rng_.unit() : tone);
  const double rim = rng_.uniform(0.02, 0.15) * height;
  panel.shaded_box({whole.x + rim, whole.y + rim, width - 2 * rim, height - 2 * rim}, radius, tone,
                   tone * rng_.uniform(0.7, 1.1));
  const int marks = rng_.between(0, 2);
  for (int i = 0; i < marks; ++i) {
    const double x = rng_.uniform(-0.45, 0.45) * width;
    if (rng_.chance(0.5)) {
      panel.line({x, -height / 2}, {x + rng_.normal(0.1) * width, height / 2}, 0.05 * height,
                 rng_.unit());
    } else {
      panel.disc({x, rng_.uniform(-0.4, 0.4) * height}, 0.08 * height, rng_.unit());
    }
  }
  return panel;
}

Panel ClutterPainter::paint_lamp() {
  const double height = rng_.log_uniform(4, 40);
  const double width = height * rng_.uniform(0.6, 3);
  const double tone = rng_.uniform(0.2, 1);
  Panel panel = make(width + 2, height + 2);
  const cv::Rect2d whole(-width / 2, -height / 2, width, height);
  const double radius = rng_.uniform(0.1, 0.5) * height;
  panel.cover(whole, radius);
  panel.shaded_box(whole, 0, tone * 0.6, tone * 0.4);
  panel.shaded_box({whole.x + 0.1 * width, whole.y + 0.15 * height, 0.8 * width, 0.7 * height},
                   radius, tone, tone * 0.7);
  const int parts = rng_.between(0, 3);
  for (int i = 0; i < parts; ++i) {
    panel.disc({(rng_.unit() - 0.5) * 0.7 * width, 0}, 0.25 * height, rng_.uniform(0.1, 1));
  }
  return panel;
}

// Slats of a grille, a vent or a drain.
Panel ClutterPainter::paint_vent() {
  const double height = rng_.log_uniform(6, 60);
  const double width = height * rng_.uniform(0.8, 5);
  Panel panel = make(width, height);
  const cv::Rect2d whole(-width / 2, -height / 2, width, height);
  panel.cover(whole, rng_.uniform(0, 0.3) * height);
  panel.box(whole, 0, rng_.uniform(0, 0.3));
  const bool upright = rng_.chance(0.6);
  panel.bars({whole.x + 0.05 * width, whole.y + 0.1 * height, 0.9 * width, 0.8 * height},
             upright ? rng_.between(4, 24) : rng_.between(2, 8), upright, rng_.uniform(0.2, 0.7),
             rng_.uniform(0.1, 1));
  return panel;
}

// Kerbs, barriers, crossings: equal bars without a rim, or of random widths like a bar code.
Panel ClutterPainter::paint_stripes() {
  const double height = rng_.log_uniform(4, 40);
  const double width = height * rng_.uniform(2, 10);
  Panel panel = make(std::min(300.0, width), height);
  double tone = rng_.unit();
  double other = rng_.unit();
  const bool regular = rng_.chance(0.5);
  const double step = height * rng_.uniform(0.1, 1.2);
  const double lean = rng_.chance(0.3) ? height * rng_.uniform(-1, 1) : 0;
  panel.cover_all();
  for (double x = -width / 2 - height; x < width / 2;) {
    const double bar = regular ? step : step * rng_.uniform(0.2, 1.6);
    panel.polygon({{x + lean, -height / 2},
                   {x + bar + lean, -height / 2},
                   {x + bar, height / 2},
                   {x, height / 2}},
                  tone);
    std::swap(tone, other);
    x += std::max(1.0, bar);
  }
  return panel;
}

// Round signs, clocks, wheels' hubs, badges.
Panel ClutterPainter::paint_disc() {
  const double radius = rng_.log_uniform(4, 30);
  double paper = 0;
  double ink = 0;
  contrast(paper, ink);
  Panel panel = make(2 * radius + 4, 2 * radius + 4);
  panel.cover_disc({0, 0}, radius);
  panel.disc({0, 0}, radius + 1, rng_.unit());
  panel.disc({0, 0}, radius * rng_.uniform(0.6, 0.95), paper);
  switch (rng_.between(0, 2)) {
    case 0:
      panel.text(random_number_text(rng_).substr(0, 3), typeface(), 0.7 * radius,
                 {-0.6 * radius, 0.35 * radius}, ink);
      break;
    case 1:
      for (int i = 0; i < 12; ++i) {
        const cv::Point2d way(std::cos(i * CV_PI / 6), std::sin(i * CV_PI / 6));
        panel.line(0.6 * radius * way, 0.75 * radius * way, 0.06 * radius, ink);
      }
      break;
    default:
      for (int i = 0; i < 5; ++i) {
        const double angle = i * 72 * kDegree;
        panel.line({0, 0}, {0.8 * radius * std::cos(angle), 0.8 * radius * std::sin(angle)},
                   0.2 * radius, ink);
      }
  }
  return panel;
}

// A label with a picture and lines too small to read.
Panel ClutterPainter::paint_sticker() {
  const double width = rng_.log_uniform(8, 50);
  const double height = width * rng_.uniform(0.8, 1.6);
  double paper = 0;
  double ink = 0;
  contrast(paper, ink);
  Panel panel = make(width, height);
  const cv::Rect2d whole(-width / 2, -height / 2, width, height);
  panel.cover(whole, rng_.uniform(0, 0.2) * width);
  panel.box(whole, 0, paper);
  panel.box({whole.x + 0.1 * width, whole.y + 0.1 * height, 0.8 * width, 0.3 * height}, 0,
            rng_.unit());
  panel.bars({whole.x + 0.1 * width, whole.y + 0.45 * height, 0.75 * width, 0.45 * height},
             rng_.between(2, 6), false, 0.5, ink);
  return panel;
}

Panel ClutterPainter::paint() {
  switch (rng_.weighted({1.4, 1.6, 1.6, 1, 1, 1, 0.8, 0.8})) {
    case 0:
      return paint_board();
    case 1:
      return paint_lettering();
    case 2:
      return paint_blank();
    case 3:
      return paint_lamp();
    case 4:
      return paint_vent();
    case 5:
      return paint_stripes();
    case 6:
      return paint_disc();
    default:
      return paint_sticker();
  }
}

}  // namespace

Stance random_stance(const cv::Point2d& centre, double scale, double width, Rng& rng) {
  constexpr double kMostRoll = 20;
  constexpr double kMostYaw = 50;
  constexpr double kMostPitch = 30;
  const bool straight = rng.chance(0.3);
  Stance stance;
  stance.centre = centre;
  stance.scale = scale;
  stance.roll = kDegree * std::clamp(rng.normal(straight ? 2 : 7), -kMostRoll, kMostRoll);
  stance.yaw = kDegree * std::clamp(rng.normal(straight ? 6 : 24), -kMostYaw, kMostYaw);
  stance.pitch = kDegree * std::clamp(rng.normal(straight ? 5 : 12), -kMostPitch, kMostPitch);
  stance.distance = width * rng.log_uniform(6, 40);
  return stance;
}

void draw_clutter(cv::Mat& window, cv::Mat& owners, const TypefaceSet& typefaces, Rng& rng) {
  const Panel panel = ClutterPainter(typefaces, rng).paint();
  const cv::Point2d at(rng.unit() * window.cols, rng.unit() * window.rows);
  const Stance stance = random_stance(at, 1, 60, rng);
  place_panel(panel, projection_of(stance), window, owners);
}

void draw_obstacle(cv::Mat& window, cv::Mat& owners, Rng& rng) {
  const double tone = rng.unit();
  const cv::Scalar shade(255 * tone);
  const cv::Point2d at(rng.unit() * window.cols, rng.unit() * window.rows);
  const auto draw = [&](cv::Mat& picture, const cv::Scalar& value, int kind, double angle,
                        int width) {
    const cv::Point2d way = 400 * cv::Point2d(std::cos(angle), std::sin(angle));
    if (kind < 2) {
      cv::line(picture, at - way, at + way, value, width, kind == 0 ? cv::LINE_AA : cv::LINE_8);
    } else {
      cv::ellipse(picture, at, cv::Size(width, 3 * width), 0, 0, 360, value, cv::FILLED);
    }
  };
  const int kind = rng.chance(0.75) ? 0 : 2;
  const double angle = (rng.chance(0.6) ? 90 : 0) * kDegree + rng.normal(0.1);
  const int width = std::max(1, cvRound(rng.log_uniform(1, 20)));
  draw(window, shade, kind, angle, width);
  draw(owners, cv::Scalar(0), kind == 0 ? 1 : kind, angle, width);
}

}  // namespace deepocr::synth
