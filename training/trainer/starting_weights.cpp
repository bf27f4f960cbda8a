// SPDX-License-Identifier: MIT
// Training that goes on from weights that somebody trained before.
#include "trainer/starting_weights.h"

#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include <torch/csrc/jit/serialization/import.h>

#include "deepocr/error.h"
#include "support/atomic_file.h"
#include "trainer/model_archive.h"
#include "trainer/weight_average.h"

namespace deepocr::training {
namespace {

/// Parameters and buffers by the names of their places: an exported network has those of the
/// trained one.
using NamedTensors = std::map<std::string, torch::Tensor>;

NamedTensors tensors_of_model(const std::string& bytes, const std::filesystem::path& file) {
  NamedTensors tensors;
  try {
    std::istringstream stream(bytes);
    const auto script = torch::jit::load(stream);
    for (const auto& each : script.named_parameters()) tensors.emplace(each.name, each.value);
    for (const auto& each : script.named_buffers()) tensors.emplace(each.name, each.value);
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::kUnreadable, "'" + file.string() + "' is not a complete model file.",
                error.what_without_backtrace());
  } catch (const std::exception& error) {  // damaged TorchScript
    throw Error(ErrorCode::kUnreadable, "'" + file.string() + "' is not a complete model file.",
                error.what());
  }
  require_whole(file);
  return tensors;
}

NamedTensors tensors_of_network(const Network& network) {
  NamedTensors tensors;
  for (const auto& each : network.named_parameters()) tensors.emplace(each.key(), each.value());
  for (const auto& each : network.named_buffers()) tensors.emplace(each.key(), each.value());
  return tensors;
}

NamedTensors read_tensors(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  if (is_model_archive(bytes)) return tensors_of_model(bytes, file);
  return tensors_of_network(*load_checkpoint(file).average);
}

}  // namespace

TrainingState start_from_weights(const TrainOptions& options) {
  // Reading a checkpoint restores its random numbers; starting draws this run's own.
  const NamedTensors given = read_tensors(options.weights);
  TrainingState state = start_training(options);
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : tensors_of_network(*state.network)) {
    const auto found = given.find(name);
    if (found == given.end() || found->second.sizes() != tensor.sizes()) {
      throw Error(ErrorCode::kContract,
                  "The weights in '" + options.weights + "' are of another network than '" +
                      state.options.architecture + "'.",
                  "'" + name + "' is missing or has another shape");
    }
    torch::Tensor(tensor).copy_(found->second);
  }
  copy_weights(*state.network, *state.average);
  return state;
}

}  // namespace deepocr::training
