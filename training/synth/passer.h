// SPDX-License-Identifier: MIT
// What can hide a vehicle for a moment: people, other vehicles and posts nearer to the camera.
#pragma once

#include <vector>

#include "synth/lighting.h"
#include "synth/rng.h"
#include "synth/sprite.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// An upright picture that faces the camera. Lengths are in widths of a vehicle.
struct Passer {
  std::vector<Sprite> strides;  ///< shown in turn while it moves
  double width = 0.4;
  double height = 1;
  double solid = 1;  ///< share of the width that hides what is behind
  double speed = 0;  ///< widths of a vehicle per second; negative: to the left
  double strides_per_second = 0;

  const Sprite& stride_at(double seconds) const;
};

/// Somebody on foot, or a vehicle seen from its side, which always drives to the left.
/// @param resolution pixels to a unit. @param direction in which people walk: 1 to the right, -1 to
/// the left.
Passer make_passer(int resolution, int direction, const TypefaceSet& typefaces,
                   const Lighting& lighting, Rng& rng);

Passer make_post(int resolution, const Lighting& lighting, Rng& rng);

}  // namespace deepocr::synth
