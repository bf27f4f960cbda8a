// SPDX-License-Identifier: MIT
// All that changes while a network is trained, and that a checkpoint holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include <torch/optim/adamw.h>

#include "networks/network.h"
#include "trainer/task.h"
#include "trainer/train_options.h"

namespace deepocr::training {

struct Progress {
  std::uint64_t samples = 0;       ///< examples seen; also the position in the source
  std::uint64_t steps = 0;         ///< steps of the optimiser
  double best_accuracy = -1.0;     ///< first figure of the best validation; -1: none yet
  std::uint64_t best_samples = 0;  ///< when that was
  int stale_validations = 0;       ///< validations since then
};

struct TrainingState {
  TrainOptions options;
  Progress progress;
  std::shared_ptr<const Task> task;
  std::shared_ptr<Network> network;  ///< in training mode
  std::shared_ptr<Network> average;  ///< in evaluation mode
  std::unique_ptr<torch::optim::AdamW> optimizer;
};

/// A network at its random start, from `options.seed`. Seeds LibTorch's default generator.
TrainingState start_training(const TrainOptions& options);

/// Writes the state and LibTorch's default generator; see write_file() for what a full disk does.
void save_checkpoint(const TrainingState& state, const std::filesystem::path& path);

/// Reads what save_checkpoint() wrote, and restores LibTorch's default generator.
/// @throws Error kNotFound, kUnreadable or kContract, naming the file.
TrainingState load_checkpoint(const std::filesystem::path& path);

}  // namespace deepocr::training
