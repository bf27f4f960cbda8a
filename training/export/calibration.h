// SPDX-License-Identifier: MIT
// The temperature of a trained reader, and figures for a model file.
#pragma once

#include <cstdint>
#include <string>

#include "trainer/training_state.h"

namespace deepocr::training {

struct Calibration {
  double temperature = 1.0;  ///< of a reader
  std::string figures;       ///< a JSON object for ModelInfo::figures
};

/// Fits the temperature of a reader on renderings in held-out typefaces, and measures on others. Of
/// a locator it only measures.
/// @param samples renderings for each of both.
Calibration calibrate(const TrainingState& state, std::uint64_t samples, int workers);

}  // namespace deepocr::training
