// SPDX-License-Identifier: MIT
// Examples rendered as they are asked for, never the same twice.
#include "data/stream_source.h"

#include "deepocr/error.h"

namespace deepocr::training {

LabelledPatch StreamSource::patch(std::uint64_t index) const {
  const auto sample = sampler_.sample(index);
  return make_patch(sample.image, sample.label);
}

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

}  // namespace deepocr::training
