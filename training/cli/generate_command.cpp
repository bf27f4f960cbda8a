// SPDX-License-Identifier: MIT
// deepocr-train generate
#include <algorithm>
#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/whole_number.h"
#include "data/stream_source.h"
#include "dataset/dataset_writer.h"
#include "deepocr/error.h"
#include "support/interrupt.h"
#include "support/progress_display.h"

namespace deepocr::training {
namespace {

constexpr const char* kFooter =
    R"(Writes pictures one can open in training/ and validation/, labels.csv, contact-sheet.png
and README.md, which says what is in the folder and how to make it again. Validation
plates are in typefaces that no training plate is drawn in. The folder appears when it
is complete; the same seed gives the same bytes.

Examples:
  deepocr-train generate --output plates
      60,000 pictures of 12,000 plates
  deepocr-train generate --count 100 --seed 7 --difficulty ordinary --output few)";

struct Arguments {
  DatasetOptions options;
  std::string difficulty = "hard";
  std::string output;
  int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
};

void generate(Arguments arguments) {
  arguments.options.sampler.difficulty = difficulty_named(arguments.difficulty);
  ProgressDisplay display("plates", 0, arguments.options.count);
  const InterruptGuard interrupt;
  const auto pictures = write_dataset(
      arguments.options, arguments.output, arguments.threads, [&](std::uint64_t done) {
        display.update(done, "");
        if (InterruptGuard::requested()) {
          throw Error(ErrorCode::kWrite, "Stopped; '" + arguments.output + "' was not written.");
        }
      });
  display.print(fmt::format("{}: {} pictures", arguments.output, pictures));
}

}  // namespace

void add_generate_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand("generate", "Write a data set of renderings to a folder");
  command->fallthrough();
  command->footer(kFooter);
  const auto add = [command](const char* name, auto& value, const char* text) {
    return command->add_option(name, value, text)->capture_default_str();
  };
  command->add_option("--output,-o", arguments->output, "Folder to make")
      ->required()
      ->type_name("DIR");
  add("--count", options.count, "Plates")->check(WholeNumber(1, kMostPictures));
  add("--augmentations", options.augmentations, "Views of each plate")->check(WholeNumber(1));
  add("--validation-share", options.validation_share, "Share of the plates kept for validation");
  add("--seed", options.sampler.seed, "Decides everything that is random")
      ->check(WholeNumber(0, kAnySeed));
  add("--difficulty", arguments->difficulty, "How far pictures go")
      ->check(CLI::IsMember({"ordinary", "hard"}));
  add("--negatives", options.sampler.negatives, "Share of pictures without five digits")
      ->check(CLI::Range(0.0, 1.0));
  add("--threads", arguments->threads, "Threads that render")->check(WholeNumber(1, kMostThreads));
  command->callback([arguments] { generate(*arguments); });
}

}  // namespace deepocr::training
