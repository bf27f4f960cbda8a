// SPDX-License-Identifier: MIT
// Where an overlay is drawn in a frame: how thick, how large, and in which pixels.
#include "overlay-layout.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace deepocr::plugin {
namespace {

using Span = std::pair<int, int>;  // first, and first after it

int even_below(double value, int limit) {
  return static_cast<int>(std::clamp(std::floor(value / 2) * 2, 0.0, double(limit)));
}

/// The frame's end may be odd; what ends there ends a sample of chroma as well.
int even_above(double value, int limit) {
  return static_cast<int>(std::clamp(std::ceil(value / 2) * 2, 0.0, double(limit)));
}

/// The columns of the edge between two corners within some rows; empty when it is not there.
Span columns_of_edge(const Point& from, const Point& to, double top, double bottom, double margin,
                     int width) {
  const double first = std::max(std::min(from.y, to.y), top - margin);
  const double last = std::min(std::max(from.y, to.y), bottom + margin);
  if (first > last) return {0, 0};
  double left = from.x;
  double right = to.x;
  if (const double height = to.y - from.y; std::abs(height) > 1e-6) {
    const double slope = (to.x - from.x) / height;
    left = from.x + slope * (first - from.y);
    right = from.x + slope * (last - from.y);
  }
  return {even_below(std::min(left, right) - margin, width),
          even_above(std::max(left, right) + margin, width)};
}

std::vector<Span> merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end());
  std::vector<Span> result;
  for (const Span& span : spans) {
    if (span.first >= span.second) continue;
    if (!result.empty() && span.first <= result.back().second) {
      result.back().second = std::max(result.back().second, span.second);
    } else {
      result.push_back(span);
    }
  }
  return result;
}

bool lies_within(const PixelBox& box, FrameSize frame) {
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= frame.width &&
         box.y + box.height <= frame.height;
}

/// Where an extent that ends at `start`, or one that begins where another ends, begins: both even.
int before(int start, int extent) { return start - (extent + 1) / 2 * 2; }
int after(int start, int extent) { return start + (extent + 1) / 2 * 2; }

bool meet(const PixelBox& one, const PixelBox& other) {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
         one.y < other.y + other.height && other.y < one.y + one.height;
}

std::ptrdiff_t count_met(const PixelBox& box, const std::vector<PixelBox>& others) {
  return std::count_if(others.begin(), others.end(),
                       [&](const PixelBox& other) { return meet(box, other); });
}

double inset(double value, double half, int limit) {
  if (std::abs(value) < half) return half;
  if (std::abs(value - limit) < half) return limit - half;
  return value;
}

}  // namespace

double line_width_for(double wanted, FrameSize frame) noexcept {
  const double side = std::min(frame.width, frame.height);
  const double width = wanted > 0 ? wanted : std::clamp(side / 250, 1.5, 12.0);
  return std::min(width, std::max(1.0, side / 4));
}

double automatic_font_size(FrameSize frame) noexcept {
  return std::clamp(std::min(frame.width, frame.height) / 30.0, 11.0, 96.0);
}

Quad outline(const Quad& quad, double line_width, FrameSize frame) noexcept {
  Quad moved = quad;
  for (Point& corner : moved) {
    corner.x = inset(corner.x, line_width / 2, frame.width);
    corner.y = inset(corner.y, line_width / 2, frame.height);
  }
  return moved;
}

PixelBox box_around(const Quad& quad, double margin, FrameSize frame) noexcept {
  const Rect box = bounding_box(quad);
  PixelBox pixels;
  pixels.x = even_below(box.x - margin, frame.width);
  pixels.y = even_below(box.y - margin, frame.height);
  pixels.width = even_above(box.x + box.width + margin, frame.width) - pixels.x;
  pixels.height = even_above(box.y + box.height + margin, frame.height) - pixels.y;
  return pixels;
}

std::vector<PixelBox> boxes_along(const Quad& quad, double margin, FrameSize frame) {
  constexpr int kBandHeight = 32;
  std::vector<PixelBox> boxes;
  const PixelBox all = box_around(quad, margin, frame);
  for (int top = all.y; top < all.y + all.height; top += kBandHeight) {
    const int bottom = std::min(top + kBandHeight, all.y + all.height);
    std::vector<Span> spans;
    for (std::size_t i = 0; i < quad.size(); ++i) {
      const Point& next = quad[(i + 1) % quad.size()];
      spans.push_back(columns_of_edge(quad[i], next, top, bottom, margin, frame.width));
    }
    for (const Span& span : merged(std::move(spans))) {
      boxes.push_back({span.first, top, span.second - span.first, bottom - top});
    }
  }
  return boxes;
}

PixelBox place_label(const FrameSize& label, const PixelBox& plate, const TakenBoxes& taken,
                     FrameSize frame) {
  const int left = std::clamp(plate.x, 0, frame.width - label.width) & ~1;
  const int top = std::clamp(plate.y, 0, frame.height - label.height) & ~1;
  const int end = plate.y + plate.height - label.height;
  const int bottom = std::clamp(end, 0, frame.height - label.height) & ~1;
  const PixelBox places[] = {{left, before(plate.y, label.height)},
                             {left, after(plate.y, plate.height)},
                             {after(plate.x, plate.width), top},
                             {before(plate.x, label.width), top},
                             {left, top},
                             {left, bottom}};
  PixelBox best;
  auto lowest = std::numeric_limits<std::ptrdiff_t>::max();
  for (PixelBox box : places) {
    box.width = label.width;
    box.height = label.height;
    if (!lies_within(box, frame)) continue;
    constexpr std::ptrdiff_t kLabelCost = 100;
    const auto cost = kLabelCost * count_met(box, taken.labels) + count_met(box, taken.plates);
    if (cost >= lowest) continue;
    lowest = cost;
    best = box;
  }
  return best;
}

}  // namespace deepocr::plugin
