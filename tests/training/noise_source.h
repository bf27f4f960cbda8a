// SPDX-License-Identifier: MIT
// Examples that cost nothing to make.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "data/example.h"
#include "data/permutation.h"
#include "data/read_example.h"

namespace deepocr::training {

/// Noise with five digits that are drawn with it; every seventh example has none.
class NoiseSource : public ExampleSource {
 public:
  /// @param size of the network's input.
  /// @param on_example called with each index, on a worker's thread.
  explicit NoiseSource(InputSize size, std::function<void(std::uint64_t)> on_example = {})
      : size_(size), on_example_(std::move(on_example)) {}

  Example example(std::uint64_t index) const override {
    if (on_example_) on_example_(index);
    Example example;
    const auto pixels = static_cast<std::uint64_t>(size_.width) * size_.height;
    for (std::uint64_t i = 0; i < pixels; ++i) {
      example.pixels.push_back(static_cast<float>(mix_bits(index * pixels + i) % 256) / 255.0F);
    }
    example.targets.resize(ReadTargets::kCount);
    for (int i = 0; i < kDigits; ++i) {
      const auto digit = static_cast<int>(mix_bits(index * 5 + i) % 10);
      example.targets[i] = static_cast<float>(index % 7 == 0 ? kNoDigit : digit);
    }
    return example;
  }

 private:
  InputSize size_;
  std::function<void(std::uint64_t)> on_example_;
};

}  // namespace deepocr::training
