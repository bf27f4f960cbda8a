// SPDX-License-Identifier: MIT
// deepocr-train train
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/task_options.h"
#include "cli/whole_number.h"
#include "deepocr/error.h"
#include "trainer/starting_weights.h"
#include "trainer/training_run.h"

namespace deepocr::training {
namespace {

constexpr const char* kFooter =
    R"(The folder given with --output receives checkpoints/last.pt, checkpoints/best.pt,
metrics.csv and metrics.png. Ctrl+C saves a checkpoint; --resume goes on from it as
if nothing had happened.

Examples:
  deepocr-train train --output run --samples 1000000
      the default network on an endless stream of renderings
  deepocr-train train --output run --resume
      goes on with the options that the checkpoint holds
  deepocr-train train --output run --resume --samples 2100000 --two-lines 0.55
      goes on for longer, with other plates; --samples, --workers, --threads,
      --whole-plates and --two-lines may change, and all else stays as it was
  deepocr-train train --weights my.pt --dataset plates --learning-rate 0.0002 --output run
      fine-tunes what somebody trained before
  deepocr-train train --task locate --output run-locator --samples 500000
      a network that finds plates, on rendered scenes
  deepocr-train train --dataset plates --architecture cnn-lstm --output run
      the original task's network on a folder made by `deepocr-train generate`
  deepocr-train train --output run --validate-folder photographs
      also measures on pictures named like 37463__001.png, in each validation)";

struct Arguments {
  TrainOptions options;
  std::string output;
  bool resume = false;
};

void add_learning_options(CLI::App& command, TrainOptions& options) {
  constexpr const char* kGroup = "Learning";
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->capture_default_str()->group(kGroup);
  };
  add("--batch-size", options.batch_size, "Examples in one step")->check(WholeNumber(2));
  add("--learning-rate", options.learning_rate, "Highest learning rate of AdamW");
  add("--warm-up", options.warm_up, "Share of the samples over which the rate rises, 0..1");
  add("--weight-decay", options.weight_decay, "Decoupled weight decay");
  add("--gradient-norm", options.gradient_norm, "Largest norm of the gradients; 0: any");
  add("--average-decay", options.average_decay, "Decay of the moving average of weights");
}

void add_data_options(CLI::App& command, TrainOptions& options) {
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->capture_default_str()->group(kReading);
  };
  add("--dataset", options.dataset,
      "Folder made by `generate`; without it: a stream of renderings");
  command
      .add_flag("--augment,!--no-augment", options.augment,
                "Data set: show each picture through another camera each time (default)")
      ->group(kReading);
  add("--negatives", options.negatives, "Stream: share of pictures without five digits");
  add("--whole-plates", options.whole_plates, "Stream: share that shows the whole plate");
  add("--two-lines", options.two_lines, "Stream: share of plates with a second line");
  add("--difficulty", options.difficulty, "Stream: how far pictures go")
      ->check(CLI::IsMember({"ordinary", "hard"}));
  add("--label-smoothing", options.label_smoothing, "0..1");
  add("--validate-folder", options.validate_folders,
      "Also measure on this folder of labelled pictures; may be given again")
      ->type_name("DIR");
  command
      .add_option("--backgrounds", options.backgrounds,
                  "Folder of photographs without plates; without it: those of installed packages")
      ->type_name("DIR")
      ->group(kLocating);
}

void add_validation_options(CLI::App& command, TrainOptions& options) {
  constexpr const char* kGroup = "Validation";
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->capture_default_str()->group(kGroup);
  };
  add("--validate-every", options.validate_every, "Samples from one validation to the next")
      ->check(WholeNumber(1, kMostExamples));
  add("--validation-samples", options.validation_samples, "Renderings in held-out typefaces")
      ->check(WholeNumber(1));
  add("--patience", options.patience, "Stop after this many validations without a better; 0: never")
      ->check(WholeNumber(0));
}

/// What a run may change when it goes on, as TrainOptions name it in JSON.
const std::set<std::string>& changeable_options() {
  static const std::set<std::string> names = {"samples", "workers", "threads", "whole-plates",
                                              "two-lines"};
  return names;
}

/// @param name of one of TrainOptions in JSON.
std::string option_named(const std::string& name) {
  return name == "validate-folders" ? "--validate-folder" : "--" + name;
}

std::string words_for(const nlohmann::json& value) {
  if (!value.is_string() && !value.is_array()) return value.dump();
  const auto words =
      value.is_string() ? value.get<std::string>()
                        : fmt::format("{}", fmt::join(value.get<std::vector<std::string>>(), ", "));
  return words.empty() ? "empty" : words;
}

/// Takes over what was given and may change when a run goes on, and says what stays although
/// something else was given. No error: a recipe given with --config holds options for the start.
void change_options(const CLI::App& command, const TrainOptions& given, TrainOptions& options) {
  nlohmann::json values = options;
  const nlohmann::json given_values = given;
  for (const auto& [name, value] : given_values.items()) {
    const std::string option = option_named(name);
    if (command.count(option) == 0 || value == values.at(name)) continue;
    if (changeable_options().count(name) > 0) {
      values[name] = value;
    } else {
      fmt::print(stderr, "{} stays {}, as in the checkpoint\n", option, words_for(values[name]));
    }
  }
  options = values.get<TrainOptions>();
}

TrainingState initial_state(const CLI::App& command, const Arguments& arguments) {
  const std::filesystem::path folder = arguments.output;
  const auto checkpoint = TrainingRun::last_checkpoint(folder);
  if (!arguments.resume) {
    refuse_options_of_other_task(command, arguments.options.task);
    check(arguments.options);
    if (std::filesystem::exists(checkpoint)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "'" + arguments.output +
                      "' already holds a training run; add --resume or choose another --output.");
    }
    return arguments.options.weights.empty() ? start_training(arguments.options)
                                             : start_from_weights(arguments.options);
  }
  TrainingState state = load_checkpoint(checkpoint);
  refuse_options_of_other_task(command, state.options.task);
  change_options(command, arguments.options, state.options);
  check(state.options);
  return state;
}

void report_end(TrainingEnd end, const TrainingRun& run, const std::string& output) {
  const auto& progress = run.state().progress;
  switch (end) {
    case TrainingEnd::kInterrupted:
      fmt::print("Stopped after {} samples; go on with: deepocr-train train --output {} --resume\n",
                 progress.samples, output);
      return;
    case TrainingEnd::kStoppedEarly:
      fmt::print("Stopped early after {} samples.\n", progress.samples);
      break;
    case TrainingEnd::kFinished:
      fmt::print("Finished {} samples.\n", progress.samples);
      break;
  }
  if (progress.best_samples == 0) return;  // no validation yet, or one without a plate
  fmt::print("Best {:.2f} % after {} samples: {}\n", 100.0 * progress.best_accuracy,
             progress.best_samples, TrainingRun::best_checkpoint(output).string());
}

void train(const CLI::App& command, const Arguments& arguments) {
  TrainingState state = initial_state(command, arguments);
  const auto& options = state.options;
  at::set_num_threads(options.threads);
  fmt::print(stderr, "{}: {} parameters, {:.1f} million multiply-accumulates per picture\n",
             options.architecture, state.network->parameter_count(),
             static_cast<double>(state.network->multiply_accumulates()) / 1e6);
  const InputSize size = state.network->input_size();
  auto source = state.task->training_source(options, size);
  auto sets = state.task->validation_sets(options, size);
  TrainingRun run(arguments.output, std::move(state), std::move(source), std::move(sets));
  report_end(run.run(), run, arguments.output);
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand("train", "Train a reader or a locator");
  command->fallthrough();
  command->footer(kFooter);
  command->add_option("--output,-o", arguments->output, "Folder of the run")
      ->required()
      ->type_name("DIR");
  command->add_flag("--resume", arguments->resume, "Go on from checkpoints/last.pt in --output");
  command->add_option("--task", options.task, "What the network learns")
      ->check(CLI::IsMember(task_names()))
      ->capture_default_str();
  command->add_option("--architecture", options.architecture,
                      "Network: focus (default) or cnn-lstm to read, cells to locate");
  command
      ->add_option("--weights", options.weights,
                   "Model file or checkpoint to start from; without it: at random")
      ->type_name("FILE");
  command->add_option("--samples", options.samples, "Examples to learn from, in all")
      ->check(WholeNumber(1, kMostExamples))
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Decides weights, order and renderings")
      ->check(WholeNumber(0, kAnySeed))
      ->capture_default_str();
  command->add_option("--workers", options.workers, "Threads that prepare examples")
      ->check(WholeNumber(1, kMostThreads))
      ->capture_default_str();
  command->add_option("--threads", options.threads, "Threads of the network's arithmetic")
      ->check(WholeNumber(1, kMostThreads))
      ->capture_default_str();
  add_data_options(*command, options);
  add_learning_options(*command, options);
  add_validation_options(*command, options);
  command->callback([command, arguments] { train(*command, *arguments); });
}

}  // namespace deepocr::training
