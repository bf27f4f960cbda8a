// SPDX-License-Identifier: MIT
// deepocr-train preview
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "cli/commands.h"
#include "cli/task_options.h"
#include "cli/whole_number.h"
#include "data/labelled_files.h"
#include "data/stream_source.h"
#include "deepocr/model_file.h"
#include "support/atomic_file.h"
#include "support/contact_sheet.h"
#include "support/picture_file.h"
#include "synth/backgrounds.h"
#include "synth/locate_sampler.h"

namespace deepocr::training {
namespace {

constexpr const char* kFooter = R"(Examples:
  deepocr-train preview --output sheet.png
      what training sees
  deepocr-train preview --variants 5 --count 8 --output sheet.png
      each plate under five views
  deepocr-train preview --task locate --output sheet.png
      what the network that finds plates sees: green plates are to be found, red ones do not count
  deepocr-train preview --image photograph.png --output sheet.png
      what training on a folder makes of one picture)";

constexpr std::uint64_t kMostTiles = 10'000;

struct Arguments {
  std::string task = kTaskRead;
  std::string backgrounds;
  std::string output = "preview.png";
  std::string image;
  int count = 48;
  int variants = 1;
  int columns = 6;
  std::string split = "training";
  std::string difficulty = "hard";
  synth::SamplerOptions sampler;
};

std::shared_ptr<const synth::TypefaceSet> typefaces_of(const Arguments& arguments) {
  return synth::TypefaceSet::installed(arguments.split == "training" ? synth::Split::kTraining
                                                                     : synth::Split::kValidation);
}

std::vector<Tile> rendered_tiles(const Arguments& arguments) {
  auto options = arguments.sampler;
  options.difficulty = difficulty_named(arguments.difficulty);
  const synth::Sampler sampler(options, typefaces_of(arguments));
  std::vector<Tile> tiles;
  for (int index = 0; index < arguments.count; ++index) {
    for (int variant = 0; variant < arguments.variants; ++variant) {
      const auto sample = sampler.sample(static_cast<std::uint64_t>(index), variant);
      const auto& label = sample.label.empty() ? "none" : sample.label;
      tiles.push_back({sample.image, {label + " " + sample.style, sample.typeface}});
    }
  }
  return tiles;
}

std::vector<Tile> augmented_tiles(const Arguments& arguments) {
  const cv::Mat image = load_gray(arguments.image);
  std::vector<Tile> tiles = {{image, {"as it is"}}};
  for (int i = 1; i < arguments.count; ++i) {
    const auto seed = arguments.sampler.seed + static_cast<std::uint64_t>(i);
    tiles.push_back({synth::augment_picture(image, seed), {fmt::format("seed {}", seed)}});
  }
  return tiles;
}

// Twice as large as the network sees it, so that the outlines hide nothing.
cv::Mat outlined(const synth::LocateSample& sample) {
  constexpr int kScale = 2;
  constexpr int kShift = 4;  // fractional bits of OpenCV's coordinates
  cv::Mat picture;
  cv::resize(sample.image, picture, {}, kScale, kScale, cv::INTER_NEAREST);
  cv::cvtColor(picture, picture, cv::COLOR_GRAY2BGR);
  for (const auto& plate : sample.plates) {
    std::vector<cv::Point> corners;
    for (const Point& corner : plate.quad) {
      corners.emplace_back(cvRound((kScale * corner.x - 0.5) * (1 << kShift)),
                           cvRound((kScale * corner.y - 0.5) * (1 << kShift)));
    }
    const cv::Scalar colour = plate.certain ? cv::Scalar(0, 220, 0) : cv::Scalar(0, 0, 255);
    cv::polylines(picture, corners, true, colour, 1, cv::LINE_AA, kShift);
    cv::circle(picture, corners[0], 2 << kShift, colour, cv::FILLED, cv::LINE_AA, kShift);
  }
  return picture;
}

void preview_windows(const Arguments& arguments) {
  synth::LocateSamplerOptions options;
  options.seed = arguments.sampler.seed;
  const auto backgrounds = std::make_shared<const synth::BackgroundSet>(
      arguments.backgrounds.empty() ? synth::BackgroundSet::installed()
                                    : synth::BackgroundSet::of_folder(arguments.backgrounds));
  const synth::LocateSampler sampler(options, typefaces_of(arguments), backgrounds);
  std::vector<Tile> tiles;
  tiles.reserve(static_cast<std::size_t>(arguments.count));
  for (int index = 0; index < arguments.count; ++index) {
    tiles.push_back({outlined(sampler.sample(static_cast<std::uint64_t>(index))), {}});
  }
  const cv::Size room(2 * options.width, 2 * options.height);
  write_png(arguments.output, make_contact_sheet(tiles, arguments.columns, room));
  fmt::print("{}: {} windows, {} photographs behind them\n", arguments.output, tiles.size(),
             backgrounds->size());
}

void preview(const Arguments& arguments) {
  require_writable(arguments.output);
  if (arguments.task == kTaskLocate) {
    preview_windows(arguments);
    return;
  }
  const auto tiles =
      arguments.image.empty() ? rendered_tiles(arguments) : augmented_tiles(arguments);
  const int columns = arguments.variants > 1 ? arguments.variants : arguments.columns;
  write_png(arguments.output, make_contact_sheet(tiles, columns));
  fmt::print("{}: {} pictures\n", arguments.output, tiles.size());
}

void add_reading_options(CLI::App& command, Arguments& arguments) {
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->capture_default_str()->group(kReading);
  };
  auto* image =
      command.add_option("--image", arguments.image, "Show augmentations of this picture instead")
          ->type_name("FILE")
          ->group(kReading);
  add("--variants", arguments.variants, "Views of each plate")
      ->excludes(image)
      ->check(WholeNumber(1, kMostTiles));
  add("--difficulty", arguments.difficulty, "How far pictures go")
      ->excludes(image)
      ->check(CLI::IsMember({"ordinary", "hard"}));
  add("--negatives", arguments.sampler.negatives, "Share of pictures without five digits")
      ->excludes(image)
      ->check(CLI::Range(0.0, 1.0));
}

}  // namespace

void add_preview_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("preview", "Show what training sees, on one sheet");
  command->fallthrough();
  command->footer(kFooter);
  const auto add = [command](const char* name, auto& value, const char* text) {
    return command->add_option(name, value, text)->capture_default_str();
  };
  add("--task", arguments->task, "What the pictures are for")
      ->check(CLI::IsMember({kTaskRead, kTaskLocate}));
  add("--output,-o", arguments->output, "PNG to write");
  add("--count", arguments->count, "Plates, augmentations or windows")
      ->check(WholeNumber(1, kMostTiles));
  add("--columns", arguments->columns, "Pictures in a row")->check(WholeNumber(1, kMostTiles));
  add("--split", arguments->split, "Typefaces to draw in")
      ->check(CLI::IsMember({"training", "validation"}));
  add("--seed", arguments->sampler.seed, "Decides everything that is random")
      ->check(WholeNumber(0, kAnySeed));
  add_reading_options(*command, *arguments);
  command
      ->add_option("--backgrounds", arguments->backgrounds,
                   "Photographs without plates, instead of those of installed packages")
      ->type_name("FOLDER")
      ->group(kLocating);
  command->callback([command, arguments] {
    refuse_options_of_other_task(*command, arguments->task);
    preview(*arguments);
  });
}

}  // namespace deepocr::training
