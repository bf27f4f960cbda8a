// SPDX-License-Identifier: MIT
// The examples that the options of a run ask for.
#include "trainer/example_sources.h"

#include <filesystem>

#include "data/folder_source.h"
#include "data/stream_source.h"
#include "deepocr/error.h"

namespace deepocr::training {
namespace {

ValidationSet folder_set(const std::string& name, const std::filesystem::path& folder,
                         int workers) {
  auto source = std::make_shared<FolderSource>(find_labelled_files(folder), 0, false);
  const auto size = source->size();
  return make_validation_set(name, std::move(source), size, workers);
}

/// The last part of a path, whether or not it ends in a slash.
std::string folder_name(const std::filesystem::path& folder) {
  const auto normal = folder.lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).filename().string();
}

}  // namespace

synth::Difficulty difficulty_named(const std::string& name) {
  if (name == "ordinary") return synth::Difficulty::kOrdinary;
  if (name == "hard") return synth::Difficulty::kHard;
  throw Error(ErrorCode::kInvalidArgument,
              "The difficulty is 'ordinary' or 'hard', not '" + name + "'.");
}

std::shared_ptr<const PatchSource> validation_stream(synth::Difficulty difficulty) {
  synth::SamplerOptions options;
  options.seed = kValidationSeed;
  options.difficulty = difficulty;
  return std::make_shared<StreamSource>(
      synth::Sampler(options, synth::TypefaceSet::installed(synth::Split::kValidation)));
}

std::shared_ptr<const PatchSource> training_source(const TrainOptions& options) {
  if (!options.dataset.empty()) {
    const auto folder = std::filesystem::path(options.dataset) / "training";
    return std::make_shared<FolderSource>(find_labelled_files(folder), options.seed,
                                          options.augment);
  }
  synth::SamplerOptions sampler;
  sampler.seed = options.seed;
  sampler.difficulty = difficulty_named(options.difficulty);
  sampler.negatives = options.negatives;
  return std::make_shared<StreamSource>(
      synth::Sampler(sampler, synth::TypefaceSet::installed(synth::Split::kTraining)));
}

std::vector<ValidationSet> validation_sets(const TrainOptions& options) {
  std::vector<ValidationSet> sets;
  if (options.dataset.empty()) {
    sets.push_back(make_validation_set("renderings", validation_stream(synth::Difficulty::kHard),
                                       static_cast<std::uint64_t>(options.validation_samples),
                                       options.workers));
  } else {
    const auto folder = std::filesystem::path(options.dataset) / "validation";
    sets.push_back(folder_set("dataset", folder, options.workers));
  }
  for (const auto& folder : options.validate_folders) {
    sets.push_back(folder_set(folder_name(folder), folder, options.workers));
  }
  return sets;
}

}  // namespace deepocr::training
