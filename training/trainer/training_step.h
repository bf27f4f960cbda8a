// SPDX-License-Identifier: MIT
// One step of the optimiser.
#pragma once

#include <cstdint>

#include "trainer/batch.h"
#include "trainer/training_state.h"

namespace deepocr::training {

struct StepFigures {
  double loss = 0.0;
  double learning_rate = 0.0;
  Tally tally;
};

/// Learns from one batch and moves the progress on.
/// @throws Error kInference when the loss is not finite.
StepFigures training_step(TrainingState& state, const Batch& batch);

/// @throws Error kInference, always.
[[noreturn]] void throw_loss_not_finite(std::uint64_t samples);

}  // namespace deepocr::training
