// SPDX-License-Identifier: MIT
// Photographs without plates, for what stands behind the plates of a rendering.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

/// Decodes each picture once and keeps it, reduced and grey. Immutable afterwards.
class BackgroundSet {
 public:
  BackgroundSet() = default;

  /// Pictures of a folder and those below it.
  /// @throws Error kNotFound without such a folder, kUnreadable when it has no picture, or when it
  /// or a part of it must not be read.
  static BackgroundSet of_folder(const std::filesystem::path& folder);

  /// Pictures of the packages that .ci/packages.sh lists as background_packages; may be empty.
  static BackgroundSet installed();

  bool empty() const { return pictures_.empty(); }
  std::size_t size() const { return pictures_.size(); }

  /// A random part of a random picture at a random scale, tones changed. The set must not be empty.
  /// @returns CV_8UC1.
  cv::Mat crop(cv::Size size, Rng& rng) const;

 private:
  void add(const std::filesystem::path& file);

  std::vector<std::vector<cv::Mat>> pictures_;  // each at full size, half, a quarter
  std::size_t bytes_ = 0;
};

}  // namespace deepocr::synth
