// SPDX-License-Identifier: MIT
// A frame to measure on.
#pragma once

#include <cstdint>
#include <vector>

#include "deepocr/image_view.h"

namespace deepocr {

/// The luma of a 1080p frame of noise, which is no faster than any other; kept.
inline ImageView benchmark_frame() {
  constexpr int kWidth = 1920;
  constexpr int kHeight = 1080;
  static const std::vector<std::uint8_t> luma = [] {
    std::vector<std::uint8_t> samples(std::size_t{kWidth} * kHeight);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = static_cast<std::uint8_t>(i * 2654435761U >> 24);
    }
    return samples;
  }();
  return gray_view(luma.data(), kWidth, kHeight, kWidth);
}

}  // namespace deepocr
