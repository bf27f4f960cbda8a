// SPDX-License-Identifier: MIT
// Making, writing and reading the state of a training run.
#include "trainer/training_state.h"

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>
#include <vector>

#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>
#include <torch/serialize.h>

#include "deepocr/error.h"
#include "networks/layers.h"
#include "support/atomic_file.h"
#include "trainer/model_archive.h"
#include "trainer/weight_average.h"

namespace deepocr::training {
namespace {

constexpr std::int64_t kCheckpointFormat = 1;

/// Matrices and convolutions decay; biases and normalisations do not.
std::unique_ptr<torch::optim::AdamW> make_optimizer(const Network& network,
                                                    const TrainOptions& options) {
  std::vector<torch::Tensor> decaying, others;
  for (const auto& parameter : network.parameters()) {
    (parameter.dim() >= 2 ? decaying : others).push_back(parameter);
  }
  const auto group_options = [&options](double weight_decay) {
    return std::make_unique<torch::optim::AdamWOptions>(
        torch::optim::AdamWOptions(options.learning_rate).weight_decay(weight_decay));
  };
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(decaying, group_options(options.weight_decay));
  groups.emplace_back(others, group_options(0.0));
  return std::make_unique<torch::optim::AdamW>(std::move(groups),
                                               torch::optim::AdamWOptions(options.learning_rate));
}

nlohmann::json to_json(const Progress& progress) {
  return {{"samples", progress.samples},
          {"steps", progress.steps},
          {"best-accuracy", progress.best_accuracy},
          {"best-samples", progress.best_samples},
          {"stale-validations", progress.stale_validations}};
}

Progress progress_from_json(const nlohmann::json& json) {
  Progress progress;
  progress.samples = json.at("samples");
  progress.steps = json.at("steps");
  progress.best_accuracy = json.at("best-accuracy");
  progress.best_samples = json.at("best-samples");
  progress.stale_validations = json.at("stale-validations");
  return progress;
}

void save_part(torch::serialize::OutputArchive& archive, const std::string& name,
               const Network& network) {
  torch::serialize::OutputArchive part(archive.compilation_unit());
  network.save(part);
  archive.write(name, part);
}

void load_part(torch::serialize::InputArchive& archive, const std::string& name, Network& network) {
  torch::serialize::InputArchive part;
  archive.read(name, part);
  network.load(part);
  use_channels_last(network);
}

std::string read_text(torch::serialize::InputArchive& archive, const std::string& name) {
  c10::IValue value;
  archive.read(name, value);
  return value.toStringRef();
}

TrainingState read_archive(torch::serialize::InputArchive& archive,
                           const std::filesystem::path& path) {
  c10::IValue format;
  archive.read("format", format);
  if (format.toInt() != kCheckpointFormat) {
    throw Error(ErrorCode::kContract, "The checkpoint '" + path.string() + "' has format " +
                                          std::to_string(format.toInt()) +
                                          "; this program reads format 1.");
  }
  const auto options = nlohmann::json::parse(read_text(archive, "options"));
  TrainingState state = start_training(options.get<TrainOptions>());
  state.progress = progress_from_json(nlohmann::json::parse(read_text(archive, "progress")));
  load_part(archive, "network", *state.network);
  load_part(archive, "average", *state.average);
  torch::serialize::InputArchive optimizer;
  archive.read("optimizer", optimizer);
  state.optimizer->load(optimizer);
  torch::Tensor random;
  archive.read("random", random);
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  generator.set_state(random);
  return state;
}

bool is_finite(const Network& network) {
  const torch::NoGradGuard no_grad;
  const auto parameters = network.parameters();
  return std::all_of(parameters.begin(), parameters.end(), [](const torch::Tensor& parameter) {
    return torch::isfinite(parameter).all().item<bool>();
  });
}

}  // namespace

TrainingState start_training(const TrainOptions& options) {
  torch::manual_seed(options.seed);
  TrainingState state;
  state.options = options;
  state.task = make_task(options.task);
  std::string& architecture = state.options.architecture;
  if (architecture.empty()) architecture = state.task->architectures().front();
  state.network = state.task->make_network(architecture);
  state.average = state.task->make_network(architecture);
  copy_weights(*state.network, *state.average);
  state.network->train();
  state.average->eval();
  state.optimizer = make_optimizer(*state.network, options);
  return state;
}

void save_checkpoint(const TrainingState& state, const std::filesystem::path& path) {
  if (!is_finite(*state.network)) {
    throw Error(ErrorCode::kInference, "The weights are not finite after " +
                                           std::to_string(state.progress.samples) +
                                           " samples, and '" + path.string() +
                                           "' is not saved; try a lower --learning-rate.");
  }
  torch::serialize::OutputArchive archive;
  archive.write("format", c10::IValue(kCheckpointFormat));
  archive.write("options", c10::IValue(nlohmann::json(state.options).dump()));
  archive.write("progress", c10::IValue(to_json(state.progress).dump()));
  archive.write("random", at::detail::getDefaultCPUGenerator().get_state());
  save_part(archive, "network", *state.network);
  save_part(archive, "average", *state.average);
  torch::serialize::OutputArchive optimizer(archive.compilation_unit());
  state.optimizer->save(optimizer);
  archive.write("optimizer", optimizer);
  std::ostringstream bytes;
  archive.save_to(bytes);
  write_file(path, bytes.str());
}

TrainingState load_checkpoint(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  if (is_model_archive(bytes)) {
    throw Error(ErrorCode::kContract, "'" + path.string() +
                                          "' is an exported model, not a checkpoint such as "
                                          "checkpoints/best.pt in the folder of a run.");
  }
  std::string detail;
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(bytes.data(), bytes.size());
    TrainingState state = read_archive(archive, path);
    require_whole(path);
    return state;
  } catch (const Error&) {
    throw;
  } catch (const c10::Error& error) {
    detail = error.what_without_backtrace();
  } catch (const std::exception& error) {  // damaged JSON, or damaged TorchScript
    detail = error.what();
  }
  throw Error(ErrorCode::kUnreadable,
              "'" + path.string() + "' is not a complete checkpoint of deepocr-train.", detail);
}

}  // namespace deepocr::training
