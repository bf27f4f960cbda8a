// SPDX-License-Identifier: MIT
// Draws a designed plate flat.
#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "synth/plate.h"
#include "synth/texture.h"

namespace deepocr::synth {
namespace {

constexpr double kSurroundings = 0.9;  // margin around the plate, in digit heights

struct PlacedItem {
  Item item;
  Glyph glyph;  // kGlyph only
  double x = 0;
  double baseline = 0;
  double height = 0;  // digit height of its line
};

struct Layout {
  std::vector<PlacedItem> items;
  double width = 0;
  double height = 0;
};

class Renderer {
 public:
  Renderer(const PlateDesign& design, double digit_height)
      : design_(design), unit_(digit_height), rng_(design.texture) {}

  PlateFace render();

 private:
  Layout lay_out();
  double lay_out_line(const Line& line, double baseline, std::vector<PlacedItem>& placed);
  double place_glyph(PlacedItem& placed, double pen);
  void draw_surroundings();
  void draw_plate_body();
  void draw_item(const PlacedItem& placed);
  void draw_mark(const PlacedItem& placed);
  void draw_ideograph(const cv::Rect2d& box);
  void draw_emblem(const cv::Point2d& centre, double radius);
  void draw_screws();
  void draw_holder_text();
  void mirror();
  void stamp(const cv::Mat& mask, int left, int top, double shade);
  void emboss(const cv::Mat& mask, int left, int top);
  void note_digit(const PlacedItem& placed, int left, int top);
  cv::Scalar shade(double reflectance) const {
    return cv::Scalar(std::clamp(reflectance, 0.0, 1.0) * 255.0);
  }

  const PlateDesign& design_;
  const double unit_;
  Rng rng_;
  PlateFace face_;
};

// Runs of one line from left to right; returns the pen's final position.
double Renderer::lay_out_line(const Line& line, double baseline, std::vector<PlacedItem>& placed) {
  const double height = unit_ * line.scale;
  double pen = 0;
  for (const Item& item : line.items) {
    PlacedItem next;
    next.item = item;
    next.height = height;
    next.baseline = baseline + rng_.normal(design_.jitter) * height;
    if (item.kind == Item::Kind::kGlyph) {
      pen = place_glyph(next, pen);
    } else {
      next.x = pen;
      pen += item.width * height;
    }
    pen += design_.letter_spacing * height;
    placed.push_back(next);
  }
  return pen - design_.letter_spacing * height;
}

double Renderer::place_glyph(PlacedItem& placed, double pen) {
  GlyphShape shape = design_.lettering;
  shape.digit_height = placed.height * (1 + rng_.normal(design_.jitter));
  placed.glyph = rasterise(design_.typeface, static_cast<char32_t>(placed.item.character), shape);
  const double ink_width = placed.glyph.mask.cols;
  if (design_.monospaced) {
    const double cell = std::max(0.58 * placed.height * shape.width_scale, ink_width);
    placed.x = pen + (cell - ink_width) / 2;
    return pen + cell;
  }
  placed.x = pen + 0.05 * placed.height;
  return placed.x + ink_width + 0.05 * placed.height;
}

Layout Renderer::lay_out() {
  Layout layout;
  std::vector<double> widths;
  std::vector<std::size_t> ends;
  double y = 0;
  for (const Line& line : design_.lines) {
    y += line.scale * unit_;
    widths.push_back(lay_out_line(line, y, layout.items));
    ends.push_back(layout.items.size());
    y += design_.line_gap * unit_;
  }
  layout.height = std::max(unit_ * 0.5, y - design_.line_gap * unit_);
  layout.width = std::max(unit_, *std::max_element(widths.begin(), widths.end()));
  std::size_t index = 0;
  for (std::size_t line = 0; line < ends.size(); ++line) {
    for (; index < ends[line]; ++index) layout.items[index].x += (layout.width - widths[line]) / 2;
  }
  return layout;
}

PlateFace Renderer::render() {
  face_.digit_height = unit_;
  Layout layout = lay_out();
  const double margin = kSurroundings * unit_;
  const double band = design_.band_width * unit_;
  const double width = layout.width + band + (design_.padding_left + design_.padding_right) * unit_;
  const double height = layout.height + 2 * design_.padding_y * unit_;
  face_.plate = {margin, margin, width, height};
  face_.image.create(static_cast<int>(std::ceil(height + 2 * margin)),
                     static_cast<int>(std::ceil(width + 2 * margin)), CV_8UC1);
  draw_surroundings();
  draw_plate_body();
  for (PlacedItem& placed : layout.items) {
    placed.x += margin + band + design_.padding_left * unit_;
    placed.baseline += margin + design_.padding_y * unit_;
    draw_item(placed);
  }
  draw_screws();
  if (design_.dirt > 0) {
    soil(face_.image, design_.dirt, unit_, rng_);
  }
  if (design_.mirrored) mirror();
  for (const cv::Rect2d& digit : face_.run_digits) {
    face_.run = face_.run.empty() ? digit : (face_.run | digit);
  }
  return face_;
}

void Renderer::mirror() {
  cv::flip(face_.image, face_.image, 1);
  const auto flip = [&](cv::Rect2d& box) { box.x = face_.image.cols - box.br().x; };
  flip(face_.plate);
  for (cv::Rect2d& digit : face_.run_digits) flip(digit);
  std::reverse(face_.run_digits.begin(), face_.run_digits.end());
}

void Renderer::draw_surroundings() {
  face_.image.setTo(shade(design_.surround));
  if (rng_.chance(0.6)) soil(face_.image, rng_.uniform(0.1, 1.0), 2 * unit_, rng_);
  const int bars = rng_.chance(0.4) ? rng_.between(1, 4) : 0;
  for (int i = 0; i < bars; ++i) {
    const double y = rng_.uniform(0, face_.image.rows);
    cv::line(face_.image, cv::Point2d(0, y), cv::Point2d(face_.image.cols, y + rng_.normal(3)),
             shade(rng_.unit()), std::max(1, static_cast<int>(rng_.uniform(0.02, 0.3) * unit_)),
             cv::LINE_AA);
  }
  if (design_.holder_text) draw_holder_text();
}

void fill_rounded(cv::Mat& image, const cv::Rect2d& box, double radius, const cv::Scalar& colour) {
  const double r = std::min({radius, box.width / 2, box.height / 2});
  const cv::Rect2d wide(box.x, box.y + r, box.width, box.height - 2 * r);
  const cv::Rect2d tall(box.x + r, box.y, box.width - 2 * r, box.height);
  cv::rectangle(image, wide, colour, cv::FILLED);
  cv::rectangle(image, tall, colour, cv::FILLED);
  for (const double x : {box.x + r, box.x + box.width - r}) {
    for (const double y : {box.y + r, box.y + box.height - r}) {
      cv::circle(image, cv::Point2d(x, y), static_cast<int>(r), colour, cv::FILLED, cv::LINE_AA);
    }
  }
}

cv::Rect2d shrink(const cv::Rect2d& box, double by) {
  return {box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by};
}

void Renderer::draw_plate_body() {
  const double radius = design_.corner_radius * unit_;
  fill_rounded(face_.image, face_.plate, radius, shade(design_.paper));
  if (design_.border_width > 0) {
    const cv::Rect2d outer = shrink(face_.plate, design_.border_inset * unit_);
    fill_rounded(face_.image, outer, radius, shade(design_.ink));
    fill_rounded(face_.image, shrink(outer, std::max(1.0, design_.border_width * unit_)), radius,
                 shade(design_.paper));
  }
  if (design_.band_width > 0) {
    cv::Rect2d band = face_.plate;
    band.width = design_.band_width * unit_;
    cv::rectangle(face_.image, band, shade(design_.band), cv::FILLED);
    draw_emblem({band.x + band.width / 2, band.y + band.height * 0.3}, band.width * 0.3);
  }
}

void Renderer::draw_item(const PlacedItem& placed) {
  if (placed.item.kind != Item::Kind::kGlyph) {
    draw_mark(placed);
    return;
  }
  if (placed.glyph.mask.empty()) return;
  const int left = static_cast<int>(std::lround(placed.x));
  const int top = static_cast<int>(std::lround(placed.baseline)) - placed.glyph.top;
  emboss(placed.glyph.mask, left, top);
  stamp(placed.glyph.mask, left, top, design_.ink);
  if (placed.item.in_run) note_digit(placed, left, top);
}

void Renderer::note_digit(const PlacedItem& placed, int left, int top) {
  face_.run_digits.emplace_back(left, top, placed.glyph.mask.cols, placed.glyph.mask.rows);
}

void Renderer::stamp(const cv::Mat& mask, int left, int top, double reflectance) {
  const cv::Rect target = cv::Rect(left, top, mask.cols, mask.rows) &
                          cv::Rect(0, 0, face_.image.cols, face_.image.rows);
  const double ink = std::clamp(reflectance, 0.0, 1.0) * 255.0;
  for (int y = target.y; y < target.y + target.height; ++y) {
    const auto* coverage = mask.ptr(y - top) + (target.x - left);
    auto* pixel = face_.image.ptr(y) + target.x;
    for (int x = 0; x < target.width; ++x) {
      const double paper = pixel[x];
      pixel[x] = static_cast<unsigned char>(paper + (ink - paper) * coverage[x] / 255.0 + 0.5);
    }
  }
}

// Pressed digits catch light on one edge and shade on the other.
void Renderer::emboss(const cv::Mat& mask, int left, int top) {
  if (design_.emboss <= 0) return;
  const int offset = std::max(1, static_cast<int>(std::lround(0.03 * unit_)));
  const double strength = 0.5 * design_.emboss;
  stamp(mask * strength, left - offset, top - offset, 1.0);
  stamp(mask * strength, left + offset, top + offset, 0.0);
}

void Renderer::draw_mark(const PlacedItem& placed) {
  const double width = placed.item.width * placed.height;
  const double middle = placed.baseline - placed.height * (0.5 + rng_.normal(0.05));
  const cv::Point2d centre(placed.x + width / 2, middle);
  const double radius = 0.35 * width;
  const int thickness = std::max(1, static_cast<int>(std::lround(0.1 * placed.height)));
  switch (placed.item.kind) {
    case Item::Kind::kDot: {
      const double y = rng_.chance(0.5) ? centre.y : placed.baseline - radius;
      cv::circle(face_.image, cv::Point2d(centre.x, y), std::max(1, static_cast<int>(radius * 0.8)),
                 shade(design_.ink), cv::FILLED, cv::LINE_AA);
      break;
    }
    case Item::Kind::kColon:
      for (const double side : {-0.25, 0.25}) {
        draw_emblem({centre.x, centre.y + side * placed.height}, std::max(1.0, 0.4 * width));
      }
      break;
    case Item::Kind::kDash:
      cv::line(face_.image, cv::Point2d(centre.x - radius, middle),
               cv::Point2d(centre.x + radius, middle), shade(design_.ink), thickness);
      break;
    case Item::Kind::kSeal:
    case Item::Kind::kEmblem:
      draw_emblem(centre, 0.45 * width);
      break;
    case Item::Kind::kIdeograph:
      draw_ideograph({placed.x, placed.baseline - placed.height, width, placed.height});
      break;
    case Item::Kind::kBar:
      cv::rectangle(face_.image,
                    cv::Rect2d(placed.x, placed.baseline - placed.height, std::max(1.0, width),
                               placed.height),
                    shade(design_.ink), cv::FILLED);
      break;
    default:
      break;
  }
}

// A seal, a star ring or a coat of arms, at the size where only its outline matters.
void Renderer::draw_emblem(const cv::Point2d& centre, double radius) {
  const double tone = rng_.chance(0.5) ? design_.ink : rng_.unit();
  const int size = std::max(1, static_cast<int>(radius));
  const int ring = std::max(1, size / 4);
  switch (rng_.between(0, 3)) {
    case 0:
      cv::circle(face_.image, centre, size, shade(tone), cv::FILLED, cv::LINE_AA);
      break;
    case 1:
      cv::circle(face_.image, centre, size, shade(0.7 * design_.paper + 0.3 * tone), ring,
                 cv::LINE_AA);
      break;
    case 2:
      for (int i = 0; i < 12; ++i) {
        const double angle = i * CV_PI / 6;
        const cv::Point2d star(centre.x + size * std::cos(angle),
                               centre.y + size * std::sin(angle));
        cv::circle(face_.image, star, std::max(1, size / 6), shade(tone), cv::FILLED, cv::LINE_AA);
      }
      break;
    default: {
      std::vector<cv::Point> corners;
      const int count = rng_.between(3, 9);
      for (int i = 0; i < count; ++i) {
        const double angle = 2 * CV_PI * i / count;
        const double reach = size * rng_.uniform(0.4, 1.0);
        corners.emplace_back(static_cast<int>(centre.x + reach * std::cos(angle)),
                             static_cast<int>(centre.y + reach * std::sin(angle)));
      }
      cv::fillPoly(face_.image, std::vector<std::vector<cv::Point>>{corners}, shade(tone),
                   cv::LINE_AA);
      break;
    }
  }
}

// Strokes that have an ideograph's density; scripts differ, the reader has to ignore them all.
void Renderer::draw_ideograph(const cv::Rect2d& box) {
  const int thickness = std::max(1, static_cast<int>(std::lround(0.08 * box.height)));
  const int strokes = rng_.between(4, 9);
  for (int i = 0; i < strokes; ++i) {
    cv::Point2d from(box.x + rng_.unit() * box.width, box.y + rng_.unit() * box.height);
    cv::Point2d to(box.x + rng_.unit() * box.width, box.y + rng_.unit() * box.height);
    if (rng_.chance(0.45)) to.y = from.y;
    if (rng_.chance(0.35)) to.x = from.x;
    cv::line(face_.image, from, to, shade(design_.ink), thickness, cv::LINE_AA);
  }
}

void Renderer::draw_screws() {
  for (int i = 0; i < design_.screws; ++i) {
    const double x = face_.plate.x + face_.plate.width * rng_.uniform(0.05, 0.95);
    const bool top = rng_.chance(0.6);
    const double edge = rng_.uniform(0.02, 0.14) * unit_;
    const double y = top ? face_.plate.y + edge : face_.plate.y + face_.plate.height - edge;
    const int radius = std::max(1, static_cast<int>(rng_.uniform(0.03, 0.11) * unit_));
    cv::circle(face_.image, cv::Point2d(x, y), radius, shade(rng_.unit()), cv::FILLED, cv::LINE_AA);
  }
}

void Renderer::draw_holder_text() {
  GlyphShape shape;
  shape.digit_height = unit_ * rng_.uniform(0.18, 0.35);
  const double below = face_.plate.y + face_.plate.height + shape.digit_height * 1.4;
  double pen = face_.plate.x + face_.plate.width * rng_.uniform(0, 0.4);
  const double tone = design_.surround > 0.5 ? 0.1 : 0.9;
  while (pen < face_.plate.x + face_.plate.width * rng_.uniform(0.6, 1.0)) {
    const char32_t letter = static_cast<char32_t>('A' + rng_.between(0, 25));
    const Glyph glyph = rasterise(design_.typeface, letter, shape);
    if (!glyph.mask.empty()) {
      stamp(glyph.mask, static_cast<int>(pen), static_cast<int>(below) - glyph.top, tone);
    }
    pen += glyph.mask.cols + 0.2 * shape.digit_height;
  }
}

}  // namespace

PlateFace render_plate(const PlateDesign& design, double digit_height) {
  return Renderer(design, digit_height).render();
}

}  // namespace deepocr::synth
