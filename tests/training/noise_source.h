// SPDX-License-Identifier: MIT
// Examples that cost nothing to make.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "data/patch_source.h"
#include "data/permutation.h"
#include "networks/layers.h"

namespace deepocr::training {

/// Noise with five digits that are drawn with it; every seventh example has none.
class NoiseSource : public PatchSource {
 public:
  /// @param on_patch called with each index, on a worker's thread.
  explicit NoiseSource(std::function<void(std::uint64_t)> on_patch = {})
      : on_patch_(std::move(on_patch)) {}

  LabelledPatch patch(std::uint64_t index) const override {
    if (on_patch_) on_patch_(index);
    LabelledPatch patch;
    for (std::uint64_t i = 0; i < kInputHeight * kInputWidth; ++i) {
      patch.pixels.push_back(static_cast<float>(mix_bits(index * 8192 + i) % 256) / 255.0F);
    }
    for (int i = 0; i < kDigits; ++i) {
      const auto digit = static_cast<std::int64_t>(mix_bits(index * 5 + i) % 10);
      patch.classes[i] = index % 7 == 0 ? kNoDigit : digit;
    }
    return patch;
  }

 private:
  std::function<void(std::uint64_t)> on_patch_;
};

}  // namespace deepocr::training
