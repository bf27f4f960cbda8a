// SPDX-License-Identifier: MIT
// The examples for reading that the options of a run ask for.
#include "trainer/example_sources.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "data/folder_source.h"
#include "data/stream_source.h"
#include "deepocr/error.h"

namespace deepocr::training {
namespace {

ValidationSet file_set(const std::string& name, std::vector<LabelledFile> files, InputSize input,
                       int workers) {
  auto source = std::make_shared<FolderSource>(std::move(files), input, 0, false);
  const auto size = source->size();
  return make_validation_set(name, std::move(source), input, 0, size, workers);
}

/// What the data set keeps in its folder "training" or "validation".
std::vector<LabelledFile> files_of_split(const std::string& dataset, const std::string& split) {
  auto files = find_labelled_files(dataset);
  const auto elsewhere = [&split](const LabelledFile& entry) {
    return entry.group != split && entry.group.rfind(split + "/", 0) != 0;
  };
  files.erase(std::remove_if(files.begin(), files.end(), elsewhere), files.end());
  if (files.empty()) {
    throw Error(ErrorCode::kNotFound,
                "The data set '" + dataset + "' holds no pictures in its folder '" + split + "'.");
  }
  return files;
}

/// The last part of a path, whether or not it ends in a slash.
std::string folder_name(const std::filesystem::path& folder) {
  const auto normal = folder.lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).filename().string();
}

}  // namespace

std::shared_ptr<const ExampleSource> read_training_source(const TrainOptions& options,
                                                          InputSize size) {
  if (!options.dataset.empty()) {
    return std::make_shared<FolderSource>(files_of_split(options.dataset, "training"), size,
                                          options.seed, options.augment);
  }
  synth::SamplerOptions sampler;
  sampler.seed = options.seed;
  sampler.difficulty = difficulty_named(options.difficulty);
  sampler.negatives = options.negatives;
  sampler.whole_plates = options.whole_plates;
  sampler.two_lines = options.two_lines;
  return std::make_shared<StreamSource>(
      synth::Sampler(sampler, synth::TypefaceSet::installed(synth::Split::kTraining)), size);
}

std::vector<ValidationSet> read_validation_sets(const TrainOptions& options, InputSize size) {
  std::vector<ValidationSet> sets;
  if (options.dataset.empty()) {
    sets.push_back(make_validation_set(
        "renderings", validation_stream(synth::Difficulty::kHard, size), size, 0,
        static_cast<std::uint64_t>(options.validation_samples), options.workers));
  } else {
    sets.push_back(
        file_set("dataset", files_of_split(options.dataset, "validation"), size, options.workers));
  }
  for (const auto& folder : options.validate_folders) {
    sets.push_back(
        file_set(folder_name(folder), find_labelled_files(folder), size, options.workers));
  }
  return sets;
}

}  // namespace deepocr::training
