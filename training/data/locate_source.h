// SPDX-License-Identifier: MIT
// Windows of scenes rendered as they are asked for, never the same twice.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "data/example.h"
#include "deepocr/preprocess.h"
#include "synth/locate_sampler.h"

namespace deepocr::training {

class LocateSource : public ExampleSource {
 public:
  explicit LocateSource(synth::LocateSampler sampler) : sampler_(std::move(sampler)) {}

  Example example(std::uint64_t index) const override;

 private:
  synth::LocateSampler sampler_;
};

/// The stream's seed in every validation, so that runs can be compared.
inline constexpr std::uint64_t kLocateValidationSeed = 20'230'502;

/// @param backgrounds folder of photographs without plates; empty: those of installed packages.
/// @param window of each example.
/// @throws Error of TypefaceSet::installed() and of BackgroundSet::of_folder().
synth::LocateSampler locate_sampler(std::uint64_t seed, const std::string& backgrounds,
                                    InputSize window, synth::Split split);

}  // namespace deepocr::training
