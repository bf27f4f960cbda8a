// SPDX-License-Identifier: MIT
// A vehicle that carries a plate: pictures of its sides, to be seen from anywhere.
#pragma once

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
  Sprite flank;  ///< its left edge is the vehicle's front
  Sprite roof;
  Corners plate;  ///< on the front: x from its left, y down from its top, in widths of the vehicle
  Corners run;
};

/// @param resolution width of the front's picture, pixels.
Vehicle build_vehicle(const std::string& number, int resolution, double severity,
                      const TypefaceSet& typefaces, Rng& rng);

}  // namespace deepocr::synth
