// SPDX-License-Identifier: MIT
// What a plate is mounted on, drawn around the place of the plate.
#pragma once

#include <opencv2/core.hpp>

#include "synth/panel.h"
#include "synth/rng.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

enum class CarrierKind {
  kFront,       ///< of a car
  kRear,        ///< of a car
  kMotorcycle,  ///< its tail
  kLorry,       ///< a truck, a bus or a trailer from behind
};

/// Around the plate, whose centre is the origin; millimetres.
struct Mount {
  cv::Size2d plate;   ///< of the plate
  cv::Rect2d extent;  ///< what has to be drawn
  double unit = 0.1;  ///< pixels per millimetre
};

/// Draws the carrier without its plate.
Panel draw_carrier(CarrierKind kind, const Mount& mount, const TypefaceSet& typefaces, Rng& rng);

}  // namespace deepocr::synth
