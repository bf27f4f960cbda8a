// SPDX-License-Identifier: MIT
// Points, rectangles and quads.
#include "deepocr/geometry.h"

#include <algorithm>
#include <cmath>

namespace deepocr {

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

}  // namespace deepocr
