// SPDX-License-Identifier: MIT
// The temperature of a trained network, and figures for its model file.
#include "export/calibration.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "data/locate_source.h"
#include "data/stream_source.h"
#include "deepocr/default_threshold.h"
#include "evaluation/figures.h"
#include "export/temperature.h"
#include "trainer/read_task.h"
#include "trainer/validation.h"

namespace deepocr::training {
namespace {

/// The label that classes_of() turned into these classes.
std::string label_of(const std::int64_t* classes) {
  std::string label;
  if (classes[0] == kNoDigit) return label;
  for (int i = 0; i < kDigits; ++i) label += static_cast<char>('0' + classes[i]);
  return label;
}

nlohmann::json measured(const torch::Tensor& logits, const torch::Tensor& classes,
                        double temperature) {
  const auto contiguous = logits.contiguous();
  const auto* logit = contiguous.data_ptr<float>();
  const auto* truth = classes.data_ptr<std::int64_t>();
  std::vector<Outcome> outcomes;
  for (std::int64_t i = 0; i < logits.size(0); ++i) {
    outcomes.push_back({"", "", label_of(truth + i * kDigits),
                        decode(logit + i * kDigits * kClasses, temperature, 0.0)});
  }
  nlohmann::json json = measure(outcomes, kDefaultThreshold);
  json.erase("confusion");
  json["threshold"] = kDefaultThreshold;
  return json;
}

Calibration calibrate_reader(const TrainingState& state, std::uint64_t samples, int workers,
                             nlohmann::json& figures) {
  const std::uint64_t first = static_cast<std::uint64_t>(state.options.validation_samples);
  const auto renderings = [&](synth::Difficulty difficulty, std::uint64_t begin) {
    // The first samples have chosen the best checkpoint.
    const InputSize size = state.network->input_size();
    return make_validation_set("", validation_stream(difficulty, size), size, begin, samples,
                               workers)
        .examples;
  };
  Calibration calibration;
  {
    const auto fitted_on = renderings(synth::Difficulty::kHard, first);
    calibration.temperature =
        fit_temperature(predict(*state.average, fitted_on.images), slot_classes(fitted_on));
  }
  for (const auto& [name, difficulty] :
       {std::pair{"renderings_hard", synth::Difficulty::kHard},
        std::pair{"renderings_ordinary", synth::Difficulty::kOrdinary}}) {
    const auto examples = renderings(difficulty, first + samples);
    figures[name] = measured(predict(*state.average, examples.images), slot_classes(examples),
                             calibration.temperature);
  }
  return calibration;
}

/// The cells of windows that have not chosen the best checkpoint.
void measure_locator(const TrainingState& state, std::uint64_t samples, int workers,
                     nlohmann::json& figures) {
  const InputSize size = state.network->input_size();
  const auto first = static_cast<std::uint64_t>(state.options.validation_samples);
  const auto source = std::make_shared<LocateSource>(locate_sampler(
      kLocateValidationSeed, state.options.backgrounds, size, synth::Split::kValidation));
  const auto set = make_validation_set("", source, size, first, samples, workers);
  const auto measured = validate(*state.task, *state.average, set, state.options);
  for (std::size_t i = 0; i < measured.tally.size(); ++i) {
    figures["renderings"][state.task->figures()[i]] = measured.tally[i].value();
  }
}

}  // namespace

Calibration calibrate(const TrainingState& state, std::uint64_t samples, int workers) {
  Calibration calibration;
  nlohmann::json figures;
  if (state.options.task == kTaskRead) {
    calibration = calibrate_reader(state, samples, workers, figures);
  } else {
    measure_locator(state, samples, workers, figures);
  }
  figures["parameters"] = state.network->parameter_count();
  figures["mmac"] = static_cast<double>(state.network->multiply_accumulates()) / 1e6;
  figures["training_samples"] = state.progress.samples;
  calibration.figures = figures.dump();
  return calibration;
}

}  // namespace deepocr::training
