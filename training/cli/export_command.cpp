// SPDX-License-Identifier: MIT
// deepocr-train export
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/whole_number.h"
#include "export/calibration.h"
#include "export/model_export.h"
#include "support/atomic_file.h"

namespace deepocr::training {
namespace {

constexpr const char* kFooter =
    R"(The model file holds the averaged weights of the checkpoint as TorchScript, and says in its
deepocr.json what it is. Its confidences are calibrated by one temperature, fitted on
renderings in typefaces that training never saw.

Examples:
  deepocr-train export --checkpoint run/checkpoints/best.pt --output my.pt
  gst-launch-1.0 ... ! deepocr model=my.pt ! ...)";

struct Arguments {
  std::string checkpoint;
  std::string output;
  std::string name;
  std::uint64_t samples = 4000;
  int workers = 1;
};

std::string name_of(const TrainingState& state, const Arguments& arguments) {
  if (!arguments.name.empty()) return arguments.name;
  return state.options.task == kTaskRead ? "deepocr-reader" : "deepocr-locator";
}

void export_model(const Arguments& arguments) {
  require_writable(arguments.output);
  const TrainingState state = load_checkpoint(arguments.checkpoint);
  fmt::print(stderr, "Measuring on renderings that training did not see...\n");
  const auto calibration = calibrate(state, arguments.samples, arguments.workers);
  ModelInfo info = describe_model(state, name_of(state, arguments));
  info.temperature = calibration.temperature;
  info.figures = calibration.figures;
  double difference = 0.0;
  const std::string bytes = model_bytes(*state.average, info, &difference);
  write_file(arguments.output, bytes);
  fmt::print(
      "{}: {:.2f} MB, temperature {:.3f}, largest difference from the trained network {:.1e}\n",
      arguments.output, static_cast<double>(bytes.size()) / 1e6, info.temperature, difference);
  fmt::print("{}\n", nlohmann::json::parse(info.figures).dump(2));
}

}  // namespace

void add_export_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("export", "Write a model file for the deepocr element");
  command->fallthrough();
  command->footer(kFooter);
  command->add_option("checkpoint,--checkpoint,-c", arguments->checkpoint, "Checkpoint to export")
      ->required()
      ->type_name("FILE");
  command->add_option("--output,-o", arguments->output, "Model file to write")
      ->required()
      ->type_name("FILE");
  command->add_option("--name", arguments->name, "Name that readings carry");
  command
      ->add_option("--samples", arguments->samples,
                   "Renderings to fit the temperature on, and to measure on")
      ->check(WholeNumber(1))
      ->capture_default_str();
  command->add_option("--workers", arguments->workers, "Threads that render")
      ->check(WholeNumber(1, kMostThreads))
      ->capture_default_str();
  command->callback([arguments] { export_model(*arguments); });
}

}  // namespace deepocr::training
