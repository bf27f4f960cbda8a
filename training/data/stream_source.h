// SPDX-License-Identifier: MIT
// Examples rendered as they are asked for, never the same twice.
#pragma once

#include "data/patch_source.h"
#include "synth/sampler.h"

namespace deepocr::training {

class StreamSource : public PatchSource {
 public:
  explicit StreamSource(synth::Sampler sampler) : sampler_(std::move(sampler)) {}

  LabelledPatch patch(std::uint64_t index) const override {
    const auto sample = sampler_.sample(index);
    return make_patch(sample.image, sample.label);
  }

 private:
  synth::Sampler sampler_;
};

}  // namespace deepocr::training
