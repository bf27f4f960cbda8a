// SPDX-License-Identifier: MIT
// Training that goes on from weights that somebody trained before.
#pragma once

#include "trainer/training_state.h"

namespace deepocr::training {

/// A run at its start, as start_training() makes it, but with the weights of options.weights: a
/// model file's, or a checkpoint's averaged ones.
/// @throws Error kNotFound or kUnreadable, or kContract when the weights are of another network,
/// naming the file.
TrainingState start_from_weights(const TrainOptions& options);

}  // namespace deepocr::training
