// SPDX-License-Identifier: MIT
// What a data set on disk shall be like.
#pragma once

#include <cstdint>

#include "synth/sampler.h"

namespace deepocr::training {

inline constexpr std::uint64_t kMostPictures = 10'000'000;  ///< whose table still fits into memory

struct DatasetOptions {
  std::uint64_t count = 12'000;   ///< plates, each of which is seen several times
  int augmentations = 5;          ///< views of each plate, all with the same label
  double validation_share = 0.1;  ///< of the plates, 0..1; these are in held-out typefaces
  synth::SamplerOptions sampler;

  /// Plates 0 … training_count() − 1 are for training, the others for validation.
  std::uint64_t training_count() const {
    return count - static_cast<std::uint64_t>(static_cast<double>(count) * validation_share + 0.5);
  }
};

}  // namespace deepocr::training
