// SPDX-License-Identifier: MIT
// Quads as the metadata has them: eight numbers, x before y, clockwise from the top left.
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

}  // namespace deepocr::plugin
