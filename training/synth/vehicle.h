// SPDX-License-Identifier: MIT
// A vehicle that carries a plate: pictures of its sides, to be seen from anywhere.
#pragma once

#include <array>
#include <string>

#include "synth/rng.h"
#include "synth/sprite.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// A box with three visible sides. Lengths are in widths of the vehicle.
struct Vehicle {
  std::string number;
  double height = 0.95;
  double length = 1.9;
  Sprite front;
  Sprite left_flank;   ///< as one sees it: its left edge is the vehicle's front
  Sprite right_flank;  ///< its right edge is
  Sprite roof;
  // On the front: x from its left, y down from its top, in widths of the vehicle.
  Corners plate;  ///< without a number, and so without a plate: undefined
  Corners run;
  std::array<cv::Point2d, 2> lamps;
  double lamp_radius = 0.06;
};

/// @param number empty: no plate; where it would be there may be a dealer's name, and letters on
/// the flanks.
/// @param resolution width of the front's picture, pixels.
Vehicle build_vehicle(const std::string& number, int resolution, double severity,
                      const TypefaceSet& typefaces, Rng& rng);

}  // namespace deepocr::synth
