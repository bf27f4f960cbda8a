// SPDX-License-Identifier: MIT
// The temperature of a trained network, and figures for its model file.
#pragma once

#include <cstdint>
#include <string>

#include "trainer/training_state.h"

namespace deepocr::training {

struct Calibration {
  double temperature = 1.0;
  std::string figures;  ///< a JSON object for ModelInfo::figures
};

/// Fits the temperature on renderings in held-out typefaces, and measures on others.
/// @param samples renderings for each of both.
Calibration calibrate(const TrainingState& state, std::uint64_t samples, int workers);

}  // namespace deepocr::training
