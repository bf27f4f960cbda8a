// SPDX-License-Identifier: MIT
// deepocr-train evaluate
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/task_options.h"
#include "cli/whole_number.h"
#include "data/locate_source.h"
#include "data/stream_source.h"
#include "deepocr/default_threshold.h"
#include "deepocr/error.h"
#include "evaluation/evaluation.h"
#include "evaluation/figures.h"
#include "evaluation/locating.h"
#include "evaluation/report.h"
#include "export/open_model.h"
#include "support/atomic_file.h"
#include "support/picture_file.h"
#include "support/progress_display.h"

namespace deepocr::training {
namespace {

/// Neither the stream that chooses the best checkpoint nor the one that fits the temperature.
constexpr std::uint64_t kTestSeed = 20231117;

constexpr const char* kFooter =
    R"(A folder holds a labels.csv with the columns file and label, or pictures whose name starts
with their digits: 37463__001.png, 37463.png; none__001.png shows no five digits. Each
subfolder is also counted on its own.

The readings are made exactly as the deepocr element makes them.

Examples:
  deepocr-train evaluate --model my.pt photographs
  deepocr-train evaluate --model my.pt photographs --stream 2000
      photographs and renderings, side by side
  deepocr-train evaluate --model run/checkpoints/best.pt plates/validation --sheet worst.png
  deepocr-train evaluate --model my.pt --stream 5000 --difficulty ordinary
      only renderings, in typefaces that training never saw
  deepocr-train evaluate --task locate --model run-locator/checkpoints/best.pt --stream 2000
      how many plates of rendered scenes a locator finds)";

struct Arguments {
  std::string task = kTaskRead;
  std::string model;
  std::string folder;
  std::uint64_t stream = 0;
  std::string difficulty = "hard";
  double negatives = synth::SamplerOptions().negatives;
  double whole_plates = synth::SamplerOptions().whole_plates;
  std::uint64_t seed = kTestSeed;
  double threshold = kDefaultThreshold;
  double locator_threshold = kDefaultLocatorThreshold;
  std::string backgrounds;
  std::string json;
  std::string sheet;
  int mistakes = 60;
  PlateReaderOptions reader;
};

synth::Sampler make_sampler(const Arguments& arguments) {
  synth::SamplerOptions options;
  options.seed = arguments.seed;
  options.difficulty = difficulty_named(arguments.difficulty);
  options.negatives = arguments.negatives;
  options.whole_plates = arguments.whole_plates;
  return {options, synth::TypefaceSet::installed(synth::Split::kValidation)};
}

/// Labelled pictures of one origin, and what was read in them.
struct EvaluatedSet {
  std::string name;
  std::vector<Outcome> outcomes;
  PictureOf picture;
};

EvaluatedSet evaluate_folder(const Arguments& arguments, const PlateReader& reader) {
  const auto files = find_labelled_files(arguments.folder);
  ProgressDisplay display("img", 0, files.size());
  auto outcomes =
      evaluate_files(reader, files, [&](std::size_t done) { display.update(done, ""); });
  return {arguments.folder, std::move(outcomes),
          [](const Outcome& outcome) { return load_gray(outcome.name); }};
}

EvaluatedSet evaluate_renderings(const Arguments& arguments, const PlateReader& reader) {
  const auto sampler = make_sampler(arguments);
  ProgressDisplay display("img", 0, arguments.stream);
  auto outcomes = evaluate_stream(reader, sampler, arguments.stream,
                                  [&](std::size_t done) { display.update(done, ""); });
  return {fmt::format("{} renderings", arguments.difficulty), std::move(outcomes),
          [sampler](const Outcome& outcome) {
            return sampler.sample(std::stoull(outcome.name)).image;
          }};
}

void write_sheet(const Arguments& arguments, const EvaluatedSet& set) {
  const auto mistakes = worst_mistakes(set.outcomes, static_cast<std::size_t>(arguments.mistakes));
  write_png(arguments.sheet, make_mistake_sheet(mistakes, set.picture));
  fmt::print("{}: the {} worst mistakes in {}\n", arguments.sheet, mistakes.size(), set.name);
}

/// Names of folders need not be UTF-8.
std::string to_text(const nlohmann::json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

void write_figures(const Arguments& arguments, const nlohmann::json& figures) {
  if (!arguments.json.empty()) write_file(arguments.json, to_text(figures) + "\n");
}

void report(const Arguments& arguments, const std::vector<EvaluatedSet>& sets) {
  nlohmann::json json = {{"model", arguments.model}, {"threshold", arguments.threshold}};
  for (const auto& set : sets) {
    const auto groups = measure_groups(set.outcomes, arguments.threshold);
    fmt::print("{}\n\n{}\n{}\n", set.name, group_table(groups),
               describe(groups.at("all"), arguments.threshold));
    json["sets"][set.name] = groups;
  }
  write_figures(arguments, json);
}

void evaluate_locating(const Arguments& arguments) {
  constexpr InputSize kWindow = {384, 256};
  if (arguments.stream == 0 || !arguments.folder.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "A locator is evaluated on renderings only: give --stream and no folder.");
  }
  const PlateLocator locator =
      open_locator(arguments.model, {arguments.reader.device, arguments.reader.threads});
  const auto sampler =
      locate_sampler(arguments.seed, arguments.backgrounds, kWindow, synth::Split::kValidation);
  ProgressDisplay display("img", 0, arguments.stream);
  const auto figures =
      evaluate_locator(locator, sampler, arguments.stream, arguments.locator_threshold,
                       [&](std::size_t done) { display.update(done, ""); });
  fmt::print("{}", describe(figures));
  write_figures(arguments, {{"model", arguments.model},
                            {"threshold", arguments.locator_threshold},
                            {"sets", {{"rendered scenes", {{"all", figures}}}}}});
}

void evaluate(const Arguments& arguments) {
  for (const std::string& file : {arguments.json, arguments.sheet}) {
    if (!file.empty()) require_writable(file);
  }
  if (arguments.task == kTaskLocate) return evaluate_locating(arguments);
  if (arguments.folder.empty() && arguments.stream == 0) {
    throw Error(ErrorCode::kInvalidArgument, "Give a folder, --stream, or both, to evaluate on.");
  }
  const PlateReader reader = open_reader(arguments.model, arguments.reader);
  std::vector<EvaluatedSet> sets;
  if (!arguments.folder.empty()) sets.push_back(evaluate_folder(arguments, reader));
  if (arguments.stream > 0) sets.push_back(evaluate_renderings(arguments, reader));
  report(arguments, sets);
  if (!arguments.sheet.empty()) write_sheet(arguments, sets.front());
}

void add_general_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--task", arguments.task, "What the model was trained for")
      ->check(CLI::IsMember({kTaskRead, kTaskLocate}))
      ->capture_default_str();
  command.add_option("--model,-m", arguments.model, "Model file or checkpoint")
      ->required()
      ->type_name("FILE");
  auto* stream =
      command.add_option("--stream", arguments.stream, "Evaluate on this many renderings too")
          ->check(WholeNumber(0))
          ->type_name("COUNT");
  command.add_option("--seed", arguments.seed, "Of renderings")
      ->needs(stream)
      ->check(WholeNumber(0, kAnySeed))
      ->capture_default_str();
  command.add_option("--json", arguments.json, "Write the figures to this file");
  command.add_option("--device", arguments.reader.device, "cpu, cuda or cuda:N")
      ->capture_default_str();
  command.add_option("--threads", arguments.reader.threads, "Threads of the network's arithmetic")
      ->check(WholeNumber(1, kMostThreads))
      ->capture_default_str();
}

void add_reading_options(CLI::App& command, Arguments& arguments) {
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->group(kReading);
  };
  command.add_option("folder", arguments.folder, "Folder of labelled pictures, to read");
  auto* stream = command.get_option("--stream");
  add("--difficulty", arguments.difficulty, "Of renderings")
      ->needs(stream)
      ->check(CLI::IsMember({"ordinary", "hard"}))
      ->capture_default_str();
  add("--negatives", arguments.negatives, "Of renderings: share without five digits")
      ->needs(stream)
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add("--whole-plates", arguments.whole_plates,
      "Of hard renderings: share that shows the whole plate")
      ->needs(stream)
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add("--threshold", arguments.threshold, "Confidence from which a reading counts as accepted")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  auto* sheet = add("--sheet", arguments.sheet,
                    "Write a PNG of the worst mistakes, in the folder if there is one");
  add("--mistakes", arguments.mistakes, "How many on the sheet")
      ->needs(sheet)
      ->check(WholeNumber(1))
      ->capture_default_str();
}

void add_locating_options(CLI::App& command, Arguments& arguments) {
  command
      .add_option("--locator-threshold", arguments.locator_threshold,
                  "Score from which a place counts as found")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(kLocating);
  command
      .add_option("--backgrounds", arguments.backgrounds, "Folder of photographs without plates")
      ->type_name("DIR")
      ->group(kLocating);
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("evaluate", "Measure a reader or a locator");
  command->fallthrough();
  command->footer(kFooter);
  add_general_options(*command, *arguments);
  add_reading_options(*command, *arguments);
  add_locating_options(*command, *arguments);
  command->callback([command, arguments] {
    refuse_options_of_other_task(*command, arguments->task);
    evaluate(*arguments);
  });
}

}  // namespace deepocr::training
