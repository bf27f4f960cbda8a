// SPDX-License-Identifier: MIT
// Points, rectangles and quads.
#include "deepocr/geometry.h"

#include <algorithm>
#include <cmath>

namespace deepocr {
namespace {

/// A convex polygon; clipping a quad by the four edges of another leaves at most eight corners.
struct Polygon {
  std::array<Point, 8> corners;
  std::size_t count = 0;

  void add(const Point& corner) noexcept {
    if (count < corners.size()) corners[count++] = corner;
  }
};

/// Twice the signed area of a triangle; positive where `c` lies to the right of a → b, y down.
double side(const Point& a, const Point& b, const Point& c) noexcept {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

template <typename Corners>
double shoelace(const Corners& corners, std::size_t count) noexcept {
  double twice = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Point& a = corners[i];
    const Point& b = corners[(i + 1) % count];
    twice += a.x * b.y - a.y * b.x;
  }
  return twice / 2;
}

/// What lies to the right of a → b (Sutherland and Hodgman 1974).
Polygon clip_by_edge(const Polygon& polygon, const Point& a, const Point& b) noexcept {
  Polygon kept;
  for (std::size_t i = 0; i < polygon.count; ++i) {
    const Point& from = polygon.corners[i];
    const Point& to = polygon.corners[(i + 1) % polygon.count];
    const double from_side = side(a, b, from);
    const double to_side = side(a, b, to);
    if (from_side >= 0) kept.add(from);
    if ((from_side > 0 && to_side < 0) || (from_side < 0 && to_side > 0)) {
      const double share = from_side / (from_side - to_side);
      kept.add({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)});
    }
  }
  return kept;
}

Quad clockwise(const Quad& quad) noexcept {
  return signed_area(quad) >= 0 ? quad : Quad{quad[3], quad[2], quad[1], quad[0]};
}

double shared_area(const Quad& first, const Quad& second) noexcept {
  const Quad window = clockwise(second);
  Polygon common;
  for (const Point& corner : clockwise(first)) common.add(corner);
  for (std::size_t i = 0; i < window.size(); ++i) {
    common = clip_by_edge(common, window[i], window[(i + 1) % window.size()]);
  }
  return shoelace(common.corners, common.count);
}

}  // namespace

double distance(const Point& first, const Point& second) noexcept {
  return std::hypot(second.x - first.x, second.y - first.y);
}

Rect clip(const Rect& rect, int width, int height) noexcept {
  const bool finite = std::isfinite(rect.x) && std::isfinite(rect.y) && std::isfinite(rect.width) &&
                      std::isfinite(rect.height);
  if (!finite) return {};
  const double left = std::clamp(rect.x, 0.0, static_cast<double>(width));
  const double top = std::clamp(rect.y, 0.0, static_cast<double>(height));
  const double right = std::clamp(rect.x + rect.width, left, static_cast<double>(width));
  const double bottom = std::clamp(rect.y + rect.height, top, static_cast<double>(height));
  return {left, top, right - left, bottom - top};
}

Rect covered_pixels(const Rect& rect, int width, int height) noexcept {
  const Rect clipped = clip(rect, width, height);
  const double left = std::floor(clipped.x);
  const double top = std::floor(clipped.y);
  // x + width may round to just above the frame's edge.
  const double right = std::min(std::ceil(clipped.x + clipped.width), static_cast<double>(width));
  const double bottom =
      std::min(std::ceil(clipped.y + clipped.height), static_cast<double>(height));
  return {left, top, right - left, bottom - top};
}

Quad to_quad(const Rect& rect) noexcept {
  const double right = rect.x + rect.width;
  const double bottom = rect.y + rect.height;
  return {Point{rect.x, rect.y}, Point{right, rect.y}, Point{right, bottom}, Point{rect.x, bottom}};
}

Rect bounding_box(const Quad& quad) noexcept {
  const auto by_x = [](const Point& a, const Point& b) { return a.x < b.x; };
  const auto by_y = [](const Point& a, const Point& b) { return a.y < b.y; };
  const auto [left, right] = std::minmax_element(quad.begin(), quad.end(), by_x);
  const auto [top, bottom] = std::minmax_element(quad.begin(), quad.end(), by_y);
  return {left->x, top->y, right->x - left->x, bottom->y - top->y};
}

Point centre_of(const Quad& quad) noexcept {
  Point sum;
  for (const Point& corner : quad) sum = {sum.x + corner.x, sum.y + corner.y};
  return {sum.x / 4, sum.y / 4};
}

Quad scaled(const Quad& quad, double factor) noexcept {
  const Point centre = centre_of(quad);
  Quad result;
  for (std::size_t i = 0; i < quad.size(); ++i) {
    result[i] = {centre.x + factor * (quad[i].x - centre.x),
                 centre.y + factor * (quad[i].y - centre.y)};
  }
  return result;
}

double signed_area(const Quad& quad) noexcept { return shoelace(quad, quad.size()); }

bool is_upright(const Quad& quad) noexcept {
  const auto& [top_left, top_right, bottom_right, bottom_left] = quad;
  return top_left.y == top_right.y && top_right.x == bottom_right.x &&
         bottom_right.y == bottom_left.y && bottom_left.x == top_left.x &&
         top_left.x < top_right.x && top_left.y < bottom_left.y;
}

bool is_convex(const Quad& quad) noexcept {
  // Four turns to the right go round once: twice takes five corners. A comparison with NaN is
  // false.
  for (std::size_t i = 0; i < quad.size(); ++i) {
    const double turn = side(quad[i], quad[(i + 1) % 4], quad[(i + 2) % 4]);
    if (!(turn > 0 && std::isfinite(turn))) return false;
  }
  return true;
}

double intersection_over_union(const Quad& first, const Quad& second) noexcept {
  const double shared = shared_area(first, second);
  const double whole = std::abs(signed_area(first)) + std::abs(signed_area(second)) - shared;
  return whole > 0 ? std::clamp(shared / whole, 0.0, 1.0) : 0.0;
}

double share_of_smaller(const Quad& first, const Quad& second) noexcept {
  const double smaller = std::min(std::abs(signed_area(first)), std::abs(signed_area(second)));
  return smaller > 0 ? std::clamp(shared_area(first, second) / smaller, 0.0, 1.0) : 0.0;
}

}  // namespace deepocr
