// SPDX-License-Identifier: MIT
// Writes a data set of renderings to a folder.
#include "dataset/dataset_writer.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "data/labelled_files.h"
#include "dataset/dataset_card.h"
#include "dataset/dataset_row.h"
#include "deepocr/error.h"
#include "support/atomic_file.h"
#include "support/contact_sheet.h"
#include "support/parallel.h"
#include "support/picture_file.h"

namespace deepocr::training {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPlatesPerFolder = 100;

void check(const DatasetOptions& options, const fs::path& output) {
  const auto require = [](bool met, const std::string& sentence) {
    if (!met) throw Error(ErrorCode::kInvalidArgument, sentence);
  };
  require(options.count >= 1, "The number of plates must be at least 1.");
  require(options.augmentations >= 1, "There must be at least 1 view of each plate.");
  require(options.count <= kMostPictures / static_cast<std::uint64_t>(options.augmentations),
          fmt::format("A data set holds at most {} pictures, and {} plates with {} views are more.",
                      kMostPictures, options.count, options.augmentations));
  require(options.validation_share >= 0.0 && options.validation_share < 1.0,
          "The share for validation must be at least 0 and below 1.");
  const bool taken = fs::exists(output) && (!fs::is_directory(output) || !fs::is_empty(output));
  require(!taken, "'" + output.string() + "' exists and is not an empty folder.");
}

/// Where a folder is made before it appears: beside the one that is wanted, or in it where it
/// exists, since a mount, a link or somebody's current folder cannot be replaced. Removed unless it
/// is kept.
class PartialFolder {
 public:
  explicit PartialFolder(const fs::path& output)
      : output_(output), exists_(fs::exists(output)), path_(output) {
    if (exists_) path_ /= "";
    path_ += ".partial-" + std::to_string(::getpid());
    make_folder(path_);
  }
  ~PartialFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;

  const fs::path& path() const { return path_; }

  void keep() {
    if (!exists_) {
      move(path_, output_);
      return;
    }
    std::vector<fs::path> names;
    for (const auto& entry : fs::directory_iterator(path_))
      names.push_back(entry.path().filename());
    for (const auto& name : names) move(path_ / name, output_ / name);
  }

 private:
  static void move(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) {
      throw Error(ErrorCode::kWrite,
                  "Cannot write '" + to.string() + "': " + error.message() + ".");
    }
  }

  fs::path output_;
  bool exists_;
  fs::path path_;
};

class DatasetWriter {
 public:
  DatasetWriter(const DatasetOptions& options, fs::path folder)
      : options_(options),
        folder_(std::move(folder)),
        training_(options.sampler, synth::TypefaceSet::installed(synth::Split::kTraining)),
        validation_(options.sampler, synth::TypefaceSet::installed(synth::Split::kValidation)),
        rows_(options.count * static_cast<std::uint64_t>(options.augmentations)) {}

  void make_folders() const {
    for (std::uint64_t base = 0; base < options_.count; ++base) {
      const bool first = base % kPlatesPerFolder == 0 || base == options_.training_count();
      if (first) make_folder(folder_ / subfolder(base));
    }
  }

  /// Thread-safe for different plates.
  void write_plate(std::uint64_t base) {
    for (int variant = 0; variant < options_.augmentations; ++variant) {
      const auto sample = sampler(base).sample(base, variant);
      auto& row = rows_[base * static_cast<std::uint64_t>(options_.augmentations) +
                        static_cast<std::uint64_t>(variant)];
      const std::string name = sample.label.empty() ? "none" : sample.label;
      row.file = fmt::format("{}/{}__{:06}_{}.png", subfolder(base), name, base, variant);
      row.label = sample.label;
      row.split = split(base);
      row.base = base;
      row.variant = variant;
      row.typeface = sample.typeface;
      row.style = sample.style;
      write_new_file(folder_ / row.file, encode_png(sample.image));
    }
  }

  void write_summary() const {
    write_new_file(folder_ / kLabelsFile, to_csv(rows_));
    write_new_file(folder_ / "README.md", dataset_card(options_, rows_));
    constexpr std::uint64_t kPlatesOnSheet = 16;
    const int views = std::min(options_.augmentations, 24);
    std::vector<Tile> tiles;
    for (std::uint64_t base = 0; base < std::min(options_.count, kPlatesOnSheet); ++base) {
      for (int variant = 0; variant < views; ++variant) {
        const auto sample = sampler(base).sample(base, variant);
        const auto& label = sample.label.empty() ? "none" : sample.label;
        tiles.push_back({sample.image, {label + " " + sample.style, sample.typeface}});
      }
    }
    write_new_file(folder_ / "contact-sheet.png", encode_png(make_contact_sheet(tiles, views)));
  }

  std::size_t picture_count() const { return rows_.size(); }

 private:
  bool is_training(std::uint64_t base) const { return base < options_.training_count(); }
  std::string split(std::uint64_t base) const {
    return is_training(base) ? "training" : "validation";
  }
  std::string subfolder(std::uint64_t base) const {
    return fmt::format("{}/{:03}", split(base), base / kPlatesPerFolder);
  }
  const synth::Sampler& sampler(std::uint64_t base) const {
    return is_training(base) ? training_ : validation_;
  }

  const DatasetOptions options_;
  const fs::path folder_;
  const synth::Sampler training_, validation_;
  std::vector<DatasetRow> rows_;
};

}  // namespace

std::size_t write_dataset(const DatasetOptions& options, const fs::path& output, int threads,
                          const std::function<void(std::uint64_t)>& progress) {
  const fs::path target = fs::absolute(output / "").parent_path();  // without a slash at the end
  check(options, target);
  PartialFolder partial(target);
  DatasetWriter writer(options, partial.path());
  writer.make_folders();
  for_each_number(
      options.count, threads, [&writer](std::uint64_t base) { writer.write_plate(base); },
      progress);
  writer.write_summary();
  partial.keep();
  return writer.picture_count();
}

}  // namespace deepocr::training
