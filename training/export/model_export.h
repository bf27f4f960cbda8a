// SPDX-License-Identifier: MIT
// Model files from checkpoints.
#pragma once

#include <filesystem>
#include <string>

#include "deepocr/model_file.h"
#include "trainer/training_state.h"

namespace deepocr::training {

/// Above this, the exported network does not compute what was trained.
inline constexpr double kLargestDifference = 1e-4;

/// The bytes of a model file: TorchScript with `deepocr.json` inside.
/// @param difference receives largest_difference().
/// @throws Error kContract when it is above kLargestDifference.
std::string model_bytes(Network& network, const ModelInfo& info, double* difference);

/// What a model file says about the network of a checkpoint, but for temperature and figures.
ModelInfo describe_model(const TrainingState& state, const std::string& name);

/// True for files that model_bytes() made, whatever their name; false for checkpoints.
/// @throws Error kNotFound or kUnreadable.
bool is_model_file(const std::filesystem::path& file);

}  // namespace deepocr::training
