// SPDX-License-Identifier: MIT
// Everything that decides how a training run goes; a checkpoint carries it.
#include "trainer/train_options.h"

#include <nlohmann/json.hpp>

#include "deepocr/error.h"

namespace deepocr::training {
namespace {

/// Calls `visit(name, field)` for every field of the options.
template <typename Options, typename Visitor>
void visit_fields(Options& options, Visitor&& visit) {
  visit("task", options.task);
  visit("architecture", options.architecture);
  visit("weights", options.weights);
  visit("dataset", options.dataset);
  visit("backgrounds", options.backgrounds);
  visit("augment", options.augment);
  visit("seed", options.seed);
  visit("negatives", options.negatives);
  visit("whole-plates", options.whole_plates);
  visit("two-lines", options.two_lines);
  visit("difficulty", options.difficulty);
  visit("samples", options.samples);
  visit("batch-size", options.batch_size);
  visit("learning-rate", options.learning_rate);
  visit("warm-up", options.warm_up);
  visit("weight-decay", options.weight_decay);
  visit("gradient-norm", options.gradient_norm);
  visit("label-smoothing", options.label_smoothing);
  visit("average-decay", options.average_decay);
  visit("validate-every", options.validate_every);
  visit("validation-samples", options.validation_samples);
  visit("validate-folders", options.validate_folders);
  visit("patience", options.patience);
  visit("workers", options.workers);
  visit("threads", options.threads);
}

void require(bool met, const std::string& sentence) {
  if (!met) throw Error(ErrorCode::kInvalidArgument, sentence);
}

/// Whether the options can be kept with a checkpoint, as JSON.
bool can_be_kept(const TrainOptions& options) {
  try {
    const std::string text = nlohmann::json(options).dump();
    return !text.empty();
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

}  // namespace

void to_json(nlohmann::json& json, const TrainOptions& options) {
  visit_fields(options, [&json](const char* name, const auto& field) { json[name] = field; });
}

void from_json(const nlohmann::json& json, TrainOptions& options) {
  visit_fields(options, [&json](const char* name, auto& field) {
    if (json.contains(name)) json.at(name).get_to(field);
  });
}

void check(const TrainOptions& options) {
  const auto in_unit = [](double value) { return value >= 0.0 && value <= 1.0; };
  require(options.samples >= 1, "The number of samples must be at least 1.");
  require(options.batch_size >= 2, "The batch size must be at least 2.");
  require(options.learning_rate > 0.0, "The learning rate must be above 0.");
  require(options.weight_decay >= 0.0, "The weight decay must not be below 0.");
  require(options.gradient_norm >= 0.0, "The gradient norm must not be below 0.");
  require(in_unit(options.warm_up), "The warm-up must lie between 0 and 1.");
  require(in_unit(options.negatives), "The share of negatives must lie between 0 and 1.");
  require(in_unit(options.whole_plates), "The share of whole plates must lie between 0 and 1.");
  require(in_unit(options.two_lines),
          "The share of plates with two lines must lie between 0 and 1.");
  require(in_unit(options.label_smoothing), "The label smoothing must lie between 0 and 1.");
  require(options.average_decay >= 0.0 && options.average_decay < 1.0,
          "The decay of the average must be at least 0 and below 1.");
  require(options.validate_every >= 1, "There must be at least 1 sample between validations.");
  require(options.validation_samples >= 1, "There must be at least 1 validation sample.");
  require(options.patience >= 0, "The patience must not be below 0.");
  require(options.workers >= 1, "There must be at least 1 worker.");
  require(options.threads >= 1, "There must be at least 1 thread.");
  require(options.difficulty == "hard" || options.difficulty == "ordinary",
          "The difficulty is 'ordinary' or 'hard', not '" + options.difficulty + "'.");
  require(can_be_kept(options),
          "The names of folders and files that a run keeps have to be UTF-8.");
}

}  // namespace deepocr::training
