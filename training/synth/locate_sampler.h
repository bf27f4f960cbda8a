// SPDX-License-Identifier: MIT
// Labelled windows of rendered scenes, for the network that finds plates.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <opencv2/core.hpp>

#include "deepocr/geometry.h"
#include "synth/backgrounds.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

struct LocateSamplerOptions {
  std::uint64_t seed = 1;
  int width = 192;     ///< of a window, pixels
  int height = 128;    ///< pixels
  double empty = 0.3;  ///< share of windows without any plate, 0..1
};

struct ScenePlate {
  Quad quad;  ///< pixels of the window, around the plate's own edge; may reach outside the window
  /// To be found. Otherwise it may or may not be: too small, too large, hidden, cut off, unclear.
  bool certain = true;
};

struct LocateSample {
  cv::Mat image;  ///< CV_8UC1 of the options' size
  std::vector<ScenePlate> plates;
};

/// Renders windows as the network sees them at a level of its pyramid. sample() is const and
/// thread-safe; the same seed, index, typefaces and backgrounds give the same bytes on any thread.
class LocateSampler {
 public:
  /// @param backgrounds may be null or empty: surroundings are made up then.
  /// @throws Error kInvalidArgument for options out of range.
  LocateSampler(const LocateSamplerOptions& options, std::shared_ptr<const TypefaceSet> typefaces,
                std::shared_ptr<const BackgroundSet> backgrounds = nullptr);

  LocateSample sample(std::uint64_t index) const;

  const LocateSamplerOptions& options() const { return options_; }

 private:
  LocateSamplerOptions options_;
  std::shared_ptr<const TypefaceSet> typefaces_;
  std::shared_ptr<const BackgroundSet> backgrounds_;
};

}  // namespace deepocr::synth
