// SPDX-License-Identifier: MIT
// Examples rendered as they are asked for, never the same twice.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "data/example.h"
#include "deepocr/preprocess.h"
#include "synth/sampler.h"

namespace deepocr::training {

class StreamSource : public ExampleSource {
 public:
  /// @param size of the network's input.
  StreamSource(synth::Sampler sampler, InputSize size)
      : sampler_(std::move(sampler)), input_(size) {}

  Example example(std::uint64_t index) const override;

 private:
  synth::Sampler sampler_;
  InputSize input_;
};

/// @param name "ordinary" or "hard".
/// @throws Error kInvalidArgument.
synth::Difficulty difficulty_named(const std::string& name);

/// The stream's seed in every validation, so that runs can be compared.
inline constexpr std::uint64_t kValidationSeed = 20'230'501;

/// Renderings in typefaces that training never sees; the same for everybody, whatever kinds of
/// plates a run learns from.
/// @throws Error of TypefaceSet::installed().
std::shared_ptr<const ExampleSource> validation_stream(synth::Difficulty difficulty,
                                                       InputSize size);

}  // namespace deepocr::training
