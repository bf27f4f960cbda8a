// SPDX-License-Identifier: MIT
// Examples rendered as they are asked for, never the same twice.
#include "data/stream_source.h"

#include "data/read_example.h"
#include "deepocr/error.h"

namespace deepocr::training {

Example StreamSource::example(std::uint64_t index) const {
  const auto sample = sampler_.sample(index);
  return make_read_example(sample.image, sample.label, input_, sample.run);
}

synth::Difficulty difficulty_named(const std::string& name) {
  if (name == "ordinary") return synth::Difficulty::kOrdinary;
  if (name == "hard") return synth::Difficulty::kHard;
  throw Error(ErrorCode::kInvalidArgument,
              "The difficulty is 'ordinary' or 'hard', not '" + name + "'.");
}

std::shared_ptr<const ExampleSource> validation_stream(synth::Difficulty difficulty,
                                                       InputSize size) {
  synth::SamplerOptions options;
  options.seed = kValidationSeed;
  options.difficulty = difficulty;
  return std::make_shared<StreamSource>(
      synth::Sampler(options, synth::TypefaceSet::installed(synth::Split::kValidation)), size);
}

}  // namespace deepocr::training
