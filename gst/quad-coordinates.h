// SPDX-License-Identifier: MIT
// Quads as the metadata has them: eight numbers, x before y, clockwise from the top left; and the
// box of whole pixels around them.
#pragma once

#include <array>

#include <gst/deepocr/deepocr.h>

#include "deepocr/geometry.h"

namespace deepocr::plugin {

using QuadCoordinates = std::array<gdouble, GST_DEEPOCR_N_QUAD_COORDS>;

inline QuadCoordinates coordinates_of(const Quad& quad) noexcept {
  QuadCoordinates coordinates;
  for (std::size_t i = 0; i < quad.size(); ++i) {
    coordinates[2 * i] = quad[i].x;
    coordinates[2 * i + 1] = quad[i].y;
  }
  return coordinates;
}

/// @param coordinates GST_DEEPOCR_N_QUAD_COORDS of them.
inline Quad quad_at(const gdouble* coordinates) noexcept {
  Quad quad;
  for (std::size_t i = 0; i < quad.size(); ++i) {
    quad[i] = {coordinates[2 * i], coordinates[2 * i + 1]};
  }
  return quad;
}

/// Gives the reading the quad, and the part inside the frame of the smallest box around it.
inline void set_place(GstDeepOcrReading* reading, const Quad& quad, const GstVideoInfo& info) {
  const Rect box = covered_pixels(bounding_box(quad), info.width, info.height);
  gst_deepocr_reading_set_rectangle(reading, static_cast<gint>(box.x), static_cast<gint>(box.y),
                                    static_cast<gint>(box.width), static_cast<gint>(box.height));
  gst_deepocr_reading_set_quad(reading, coordinates_of(quad).data());
}

}  // namespace deepocr::plugin
