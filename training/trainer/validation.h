// SPDX-License-Identifier: MIT
// How good a network is on examples it does not learn from.
#pragma once

#include <string>

#include "networks/network.h"
#include "trainer/tally.h"
#include "trainer/task.h"
#include "trainer/train_options.h"
#include "trainer/validation_set.h"

namespace deepocr::training {

struct ValidationFigures {
  std::string name;
  double loss = 0.0;
  Tally tally;
};

/// @param network in evaluation mode.
ValidationFigures validate(const Task& task, Network& network, const ValidationSet& set,
                           const TrainOptions& options);

/// What a network in evaluation mode computes, in batches.
torch::Tensor predict(Network& network, const torch::Tensor& images);

}  // namespace deepocr::training
