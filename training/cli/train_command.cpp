// SPDX-License-Identifier: MIT
// deepocr-train train
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "deepocr/error.h"
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
      goes on for longer, with other plates
  deepocr-train train --task locate --output run-locator --samples 500000
      a network that finds plates, on rendered scenes
  deepocr-train train --dataset plates --architecture cnn-lstm --output run
      the original task's network on a folder made by `deepocr-train generate`
  deepocr-train train --output run --validate-folder photographs
      also measures on pictures named like 37463__001.png, in each validation)";

/// An option that may change when a run goes on, and what copies its value.
struct ChangeableOption {
  const CLI::Option* option;
  void (*copy)(const TrainOptions& from, TrainOptions& to);
};

struct Arguments {
  TrainOptions options;
  std::string output;
  bool resume = false;
  std::vector<ChangeableOption> changeable;
};

void add_learning_options(CLI::App& command, TrainOptions& options) {
  constexpr const char* kGroup = "Learning";
  const auto add = [&command](const char* name, auto& value, const char* text) {
    command.add_option(name, value, text)->capture_default_str()->group(kGroup);
  };
  add("--batch-size", options.batch_size, "Examples in one step");
  add("--learning-rate", options.learning_rate, "Highest learning rate of AdamW");
  add("--warm-up", options.warm_up, "Share of the samples over which the rate rises, 0..1");
  add("--weight-decay", options.weight_decay, "Decoupled weight decay");
  add("--gradient-norm", options.gradient_norm, "Largest norm of the gradients; 0: any");
  add("--label-smoothing", options.label_smoothing, "0..1");
  add("--average-decay", options.average_decay, "Decay of the moving average of weights");
}

void add_data_options(CLI::App& command, Arguments& arguments) {
  TrainOptions& options = arguments.options;
  constexpr const char* kGroup = "Data";
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->capture_default_str()->group(kGroup);
  };
  add("--dataset", options.dataset,
      "Folder made by `generate`; without it: a stream of renderings");
  command
      .add_flag("--augment,!--no-augment", options.augment,
                "Data set: show each picture through another camera each time (default)")
      ->group(kGroup);
  add("--negatives", options.negatives, "Stream: share of pictures without five digits");
  add("--backgrounds", options.backgrounds,
      "Locating: folder of photographs without plates; without it: those of installed packages")
      ->type_name("DIR");
  const auto* whole_plates =
      add("--whole-plates", options.whole_plates, "Stream: share that shows the whole plate");
  const auto* two_lines =
      add("--two-lines", options.two_lines, "Stream: share of plates with a second line");
  arguments.changeable.push_back({whole_plates, [](const TrainOptions& from, TrainOptions& to) {
                                    to.whole_plates = from.whole_plates;
                                  }});
  arguments.changeable.push_back({two_lines, [](const TrainOptions& from, TrainOptions& to) {
                                    to.two_lines = from.two_lines;
                                  }});
  add("--difficulty", options.difficulty, "Stream: how far pictures go")
      ->check(CLI::IsMember({"ordinary", "hard"}));
}

void add_validation_options(CLI::App& command, TrainOptions& options) {
  constexpr const char* kGroup = "Validation";
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->capture_default_str()->group(kGroup);
  };
  add("--validate-every", options.validate_every, "Samples from one validation to the next");
  add("--validation-samples", options.validation_samples, "Renderings in held-out typefaces");
  add("--validate-folder", options.validate_folders,
      "Also measure on this folder of labelled pictures; may be given again")
      ->type_name("DIR");
  add("--patience", options.patience,
      "Stop after this many validations without a better; 0: never");
}

TrainingState initial_state(const Arguments& arguments) {
  const std::filesystem::path folder = arguments.output;
  const auto checkpoint = TrainingRun::last_checkpoint(folder);
  if (!arguments.resume) {
    check(arguments.options);
    if (std::filesystem::exists(checkpoint)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "'" + arguments.output +
                      "' already holds a training run; add --resume or choose another --output.");
    }
    return start_training(arguments.options);
  }
  TrainingState state = load_checkpoint(checkpoint);
  for (const auto& [option, copy] : arguments.changeable) {
    if (option->count() > 0) copy(arguments.options, state.options);
  }
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
  fmt::print("Best {:.2f} % after {} samples: {}\n", 100.0 * progress.best_accuracy,
             progress.best_samples, TrainingRun::best_checkpoint(output).string());
}

void train(const Arguments& arguments) {
  TrainingState state = initial_state(arguments);
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
  const auto* samples =
      command->add_option("--samples", options.samples, "Examples to learn from, in all")
          ->capture_default_str();
  command->add_option("--seed", options.seed, "Decides weights, order and renderings")
      ->capture_default_str();
  const auto* workers =
      command->add_option("--workers", options.workers, "Threads that prepare examples")
          ->capture_default_str();
  const auto* threads =
      command->add_option("--threads", options.threads, "Threads of the network's arithmetic")
          ->capture_default_str();
  arguments->changeable = {
      {samples, [](const TrainOptions& from, TrainOptions& to) { to.samples = from.samples; }},
      {workers, [](const TrainOptions& from, TrainOptions& to) { to.workers = from.workers; }},
      {threads, [](const TrainOptions& from, TrainOptions& to) { to.threads = from.threads; }}};
  add_data_options(*command, *arguments);
  add_learning_options(*command, options);
  add_validation_options(*command, options);
  command->callback([arguments] { train(*arguments); });
}

}  // namespace deepocr::training
