// SPDX-License-Identifier: MIT
// Windows of scenes rendered as they are asked for, never the same twice.
#include "data/locate_source.h"

#include "data/locate_example.h"

namespace deepocr::training {

Example LocateSource::example(std::uint64_t index) const {
  const auto sample = sampler_.sample(index);
  return make_locate_example(sample.image, sample.plates);
}

synth::LocateSampler locate_sampler(std::uint64_t seed, const std::string& backgrounds,
                                    InputSize window, synth::Split split) {
  synth::LocateSamplerOptions options;
  options.seed = seed;
  options.width = window.width;
  options.height = window.height;
  auto photographs = backgrounds.empty() ? synth::BackgroundSet::installed()
                                         : synth::BackgroundSet::of_folder(backgrounds);
  return {options, synth::TypefaceSet::installed(split),
          std::make_shared<const synth::BackgroundSet>(std::move(photographs))};
}

}  // namespace deepocr::training
