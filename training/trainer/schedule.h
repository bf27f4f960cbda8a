// SPDX-License-Identifier: MIT
// How the learning rate changes over a run.
#pragma once

#include <cstdint>

#include "trainer/train_options.h"

namespace deepocr::training {

/// Linear warm-up, then half a cosine down to a hundredth of the highest rate.
/// @param seen examples before this step.
double learning_rate_at(const TrainOptions& options, std::uint64_t seen);

}  // namespace deepocr::training
