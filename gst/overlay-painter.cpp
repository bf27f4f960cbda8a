// SPDX-License-Identifier: MIT
// Draws readings into a mapped video frame.
#include "overlay-painter.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <cairo.h>

#include "overlay-layout.h"
#include "overlay-picture.h"
#include "quad-coordinates.h"

namespace deepocr::plugin {
namespace {

constexpr double kSmallestFont = 6;
constexpr double kLabelHeight = 1.4;   // of the font's size
constexpr double kLabelMargin = 0.35;  // at the left and right of the text, of the font's size
constexpr double kWordSpace = 0.4;     // between text and confidence, of the font's size
constexpr const char* kTypeface = "sans-serif";

struct Colour {
  double red, green, blue;
};

/// All light, so that black letters can be read on them and they stand out in grey frames, too.
Colour colour_of(GstDeepOcrState state) {
  switch (state) {
    case GST_DEEPOCR_STATE_CONFIRMED:
      return {0.25, 0.87, 0.38};
    case GST_DEEPOCR_STATE_REFUSED:
      return {0.74, 0.74, 0.76};
    case GST_DEEPOCR_STATE_READING:
      break;
  }
  return {1.0, 0.75, 0.1};
}

/// The dark rim at each side of a line, pixels: it parts an amber line from a yellow plate.
double casing(double line_width) { return std::max(1.0, line_width / 3); }

Quad quad_of(const GstDeepOcrReading* reading) {
  constexpr double kFarthest = 1e6;  // what cairo's fixed-point numbers hold, by far
  Quad quad = quad_at(gst_deepocr_reading_get_quad(reading));
  for (Point& corner : quad) {
    corner.x = std::clamp(corner.x, -kFarthest, kFarthest);
    corner.y = std::clamp(corner.y, -kFarthest, kFarthest);
  }
  return quad;
}

void set_colour(cairo_t* cairo, const Colour& colour) {
  cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
}

void stroke_quad(cairo_t* cairo, const Quad& quad, const Colour& colour, double line_width) {
  for (const Point& corner : quad) cairo_line_to(cairo, corner.x, corner.y);
  cairo_close_path(cairo);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);  // a quad without extent is a dot
  cairo_set_line_width(cairo, line_width + 2 * casing(line_width));
  cairo_set_source_rgba(cairo, 0, 0, 0, 0.6);
  cairo_stroke_preserve(cairo);
  cairo_set_line_width(cairo, line_width);
  set_colour(cairo, colour);
  cairo_stroke(cairo);
}

/// A reading's words, and their layout.
class Label {
 public:
  Label(const GstDeepOcrReading* reading, const OverlayStyle& style)
      : colour_(colour_of(gst_deepocr_reading_get_state(reading))) {
    if (gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_REFUSED) {
      text_ = in_words(gst_deepocr_reading_get_reason(reading));
      return;
    }
    text_ = gst_deepocr_reading_get_text(reading);
    // Rounded down: 100 % is not said of what is not certain.
    const double percent = 100 * gst_deepocr_reading_get_confidence(reading);
    if (style.draw_confidence) confidence_ = std::to_string(std::lround(std::floor(percent))) + "%";
  }

  /// Takes the largest font up to `size` that fits into the frame.
  /// @returns the label's extent in pixels; nothing when even the smallest font does not fit.
  std::optional<FrameSize> fit(double size, FrameSize frame) {
    const OverlayPicture scratch({0, 0, 1, 1});
    for (size_ = size; size_ >= kSmallestFont; size_ -= std::max(1.0, size_ / 16)) {
      double width = 2 * kLabelMargin * size_ + advance(scratch.cairo(), text_, true);
      if (!confidence_.empty()) {
        width += kWordSpace * size_ + advance(scratch.cairo(), confidence_, false);
      }
      const FrameSize extent = {static_cast<int>(std::ceil(width)),
                                static_cast<int>(std::ceil(kLabelHeight * size_))};
      if (extent.width <= frame.width && extent.height <= frame.height) return extent;
    }
    return std::nullopt;
  }

  void draw(cairo_t* cairo, const PixelBox& box) const {
    cairo_rectangle(cairo, box.x, box.y, box.width, box.height);
    set_colour(cairo, colour_);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0.06, 0.06, 0.07);
    cairo_text_extents_t zero;
    select_font(cairo, true);
    cairo_text_extents(cairo, "0", &zero);
    const double base = std::round(box.y + (box.height - zero.height) / 2 - zero.y_bearing);
    cairo_move_to(cairo, box.x + kLabelMargin * size_, base);
    cairo_show_text(cairo, text_.c_str());
    if (confidence_.empty()) return;
    cairo_rel_move_to(cairo, kWordSpace * size_, 0);
    select_font(cairo, false);
    cairo_show_text(cairo, confidence_.c_str());
  }

 private:
  /// A reason comes from metadata that anybody may have written.
  static std::string in_words(const char* reason) {
    constexpr glong kLongest = 32;
    g_autofree gchar* start =
        g_utf8_substring(reason, 0, std::min(g_utf8_strlen(reason, -1), kLongest));
    std::string words = start;
    std::replace(words.begin(), words.end(), '-', ' ');
    return words;
  }

  void select_font(cairo_t* cairo, bool is_bold) const {
    cairo_select_font_face(cairo, kTypeface, CAIRO_FONT_SLANT_NORMAL,
                           is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, size_);
    // Coloured fringes, where fontconfig asks for them, are for one screen's pixels.
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
  }

  double advance(cairo_t* cairo, const std::string& text, bool is_bold) const {
    cairo_text_extents_t extents;
    select_font(cairo, is_bold);
    cairo_text_extents(cairo, text.c_str(), &extents);
    return extents.x_advance;
  }

  Colour colour_;
  std::string text_;
  std::string confidence_;  // empty: not shown
  double size_ = 0;         // of the font, pixels
};

/// What of one reading is in the frame.
struct Drawing {
  const GstDeepOcrReading* reading;
  Quad quad;
  PixelBox box;  // around the outline
};

std::vector<Drawing> drawings_of(GPtrArray* readings, const OverlayStyle& style, double line_width,
                                 FrameSize frame) {
  std::vector<Drawing> drawings;
  for (guint i = 0; i < readings->len; ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    if (!is_drawn(reading, style)) continue;
    const Quad quad = outline(quad_of(reading), line_width, frame);
    const PixelBox box = box_around(quad, line_width / 2 + casing(line_width), frame);
    if (box.width > 0 && box.height > 0) drawings.push_back({reading, quad, box});
  }
  return drawings;
}

void draw_outline(GstVideoFrame& frame, const Drawing& drawing, double line_width, FrameSize size) {
  const Colour colour = colour_of(gst_deepocr_reading_get_state(drawing.reading));
  constexpr double kAntialiasing = 1;
  const double margin = line_width / 2 + casing(line_width) + kAntialiasing;
  for (const PixelBox& box : boxes_along(drawing.quad, margin, size)) {
    const OverlayPicture picture(box);
    stroke_quad(picture.cairo(), drawing.quad, colour, line_width);
    picture.blend_into(frame);
  }
}

}  // namespace

bool is_drawn(const GstDeepOcrReading* reading, const OverlayStyle& style) noexcept {
  return style.draw_refused || gst_deepocr_reading_get_state(reading) != GST_DEEPOCR_STATE_REFUSED;
}

void draw_readings(GstVideoFrame& frame, GPtrArray* readings, const OverlayStyle& style) {
  const FrameSize size = {GST_VIDEO_FRAME_WIDTH(&frame), GST_VIDEO_FRAME_HEIGHT(&frame)};
  const double line_width = line_width_for(style.line_width, size);
  const double font_size = std::max(kSmallestFont, automatic_font_size(size) * style.font_scale);
  const std::vector<Drawing> drawings = drawings_of(readings, style, line_width, size);

  TakenBoxes taken;
  for (auto drawing = drawings.rbegin(); drawing != drawings.rend(); ++drawing) {
    draw_outline(frame, *drawing, line_width, size);
    taken.plates.push_back(drawing->box);
  }
  std::vector<Label> labels;
  for (const Drawing& drawing : drawings) {
    Label label(drawing.reading, style);
    const std::optional<FrameSize> extent = label.fit(font_size, size);
    if (!extent) continue;
    taken.labels.push_back(place_label(*extent, drawing.box, taken, size));
    labels.push_back(std::move(label));
  }
  for (std::size_t i = labels.size(); i-- > 0;) {
    const OverlayPicture picture(taken.labels[i]);
    labels[i].draw(picture.cairo(), taken.labels[i]);
    picture.blend_into(frame);
  }
}

}  // namespace deepocr::plugin
