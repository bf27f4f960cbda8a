// SPDX-License-Identifier: MIT
// Points, rectangles and quads in pixels of a frame: x to the right, y down, origin at the frame's
// top left corner (not the centre of the first pixel).
#pragma once

#include <array>

namespace deepocr {

struct Point {
  double x = 0;
  double y = 0;
};

/// An axis-aligned box; width and height are extents, so `x + width` is the first column outside.
struct Rect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Four corners, clockwise from the top left of the text.
using Quad = std::array<Point, 4>;

double distance(const Point& first, const Point& second) noexcept;

/// The mean of the corners.
Point centre_of(const Quad& quad) noexcept;

/// The quad grown (above 1) or shrunk (below 1) about its centre.
Quad scaled(const Quad& quad, double factor) noexcept;

/// The part of `rect` inside a frame of `width` × `height` pixels; zero-sized when they do not meet
/// or when a coordinate is not finite.
Rect clip(const Rect& rect, int width, int height) noexcept;

/// The pixels of a frame that `rect` touches: clip()'s result with its edges rounded outward.
Rect covered_pixels(const Rect& rect, int width, int height) noexcept;

Quad to_quad(const Rect& rect) noexcept;

/// The smallest axis-aligned box around the quad.
Rect bounding_box(const Quad& quad) noexcept;

/// Area in square pixels; negative when the corners run anticlockwise.
double signed_area(const Quad& quad) noexcept;

/// Whether the quad is a rectangle whose edges run along the axes, the first corner at the top
/// left.
bool is_upright(const Quad& quad) noexcept;

/// Whether the corners are finite and run clockwise around a convex shape that has an area.
bool is_convex(const Quad& quad) noexcept;

/// The common share of two convex quads, 0..1; 0 when either has no area.
double intersection_over_union(const Quad& first, const Quad& second) noexcept;

/// The share of the smaller of two convex quads that the other covers, 0..1; 0 when it has no area.
double share_of_smaller(const Quad& first, const Quad& second) noexcept;

}  // namespace deepocr
