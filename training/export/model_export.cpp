// SPDX-License-Identifier: MIT
// Model files from checkpoints.
#include "export/model_export.h"

#include <sstream>

#include <fmt/format.h>
#include <torch/csrc/jit/serialization/import.h>

#include "deepocr/error.h"
#include "export/torchscript.h"
#include "support/atomic_file.h"
#include "trainer/model_archive.h"

namespace deepocr::training {

std::string model_bytes(Network& network, const ModelInfo& info, double* difference) {
  auto script = to_torchscript(network);
  std::ostringstream stream;
  script.save(stream, {{kModelInfoFile, to_json(info)}});
  std::istringstream saved(stream.str());
  auto loaded = torch::jit::load(saved);
  *difference = largest_difference(network, loaded);
  if (!(*difference <= kLargestDifference)) {
    throw Error(ErrorCode::kContract,
                fmt::format("The exported network differs from the trained one by {:.2g} in its "
                            "logits, more than {:.0g}; no model file was written.",
                            *difference, kLargestDifference));
  }
  return stream.str();
}

ModelInfo describe_model(const TrainingState& state, const std::string& name) {
  ModelInfo info;
  info.name = name;
  info.task = state.options.task;
  info.architecture = state.options.architecture;
  info.input = state.network->input_size();
  info.trained_on =
      state.options.dataset.empty()
          ? fmt::format("{} renderings of {}, seed {}", state.progress.samples,
                        info.task == kTaskRead ? "plates" : "scenes", state.options.seed)
          : fmt::format("{} examples of a data set on disk", state.progress.samples);
  if (!state.options.weights.empty()) {
    info.trained_on +=
        fmt::format(", from the weights of {}",
                    std::filesystem::path(state.options.weights).filename().string());
  }
  return info;
}

bool is_model_file(const std::filesystem::path& file) { return is_model_archive(read_file(file)); }

}  // namespace deepocr::training
