// SPDX-License-Identifier: MIT
// Labelled pictures of rendered plates, one for each index of an endless, seeded stream.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "deepocr/geometry.h"
#include "synth/plate.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// How far towards the edge of legibility the pictures go.
enum class Difficulty {
  /// What a well-placed camera sees: a clean plate in even light, its run of digits at least 18
  /// pixels high, in a region that a detector put around the run.
  kOrdinary,
  /// To the edge of legibility and beyond, in regions up to the whole plate: where training
  /// happens.
  kHard,
};

struct SamplerOptions {
  std::uint64_t seed = 1;
  Difficulty difficulty = Difficulty::kHard;
  double negatives = 0.12;  ///< share of pictures without a run of exactly five digits, 0..1
  /// Share of pictures that show the whole plate, 0..1; the others show the run and some of what
  /// stands beside it. Ordinary pictures show the run alone, whatever this says.
  double whole_plates = 0.45;
  double two_lines = kTwoLines;  ///< share of plates with a second line, 0..1
};

struct Sample {
  cv::Mat image;      ///< CV_8UC1: the region as a camera delivers it, before any stretching
  std::string label;  ///< five digits, or empty: "no five digits here"
  /// Around the digits of the run, of any length, in pixels of `image`; none where there is no run
  /// or where the picture cuts it.
  std::optional<Quad> run;
  std::string typeface;  ///< family name; empty for a negative without text
  std::string style;     ///< what kind of plate or negative it shows, e.g. "dark-on-light"
};

/// Renders samples. sample() is const and thread-safe; the same seed, index and variant give the
/// same bytes on any thread.
class Sampler {
 public:
  Sampler(const SamplerOptions& options, std::shared_ptr<const TypefaceSet> typefaces);

  /// @param index position in the stream.
  /// @param variant 0 for the base sample; others show the same plate under another view, light
  /// and camera (its augmentations). The label is the same for all variants of an index.
  Sample sample(std::uint64_t index, int variant = 0) const;

  const SamplerOptions& options() const { return options_; }

 private:
  SamplerOptions options_;
  std::shared_ptr<const TypefaceSet> typefaces_;
};

/// Another camera's view of any labelled picture: small geometry, light, blur, noise, compression.
/// The same seed gives the same bytes.
/// @param image CV_8UC1.
cv::Mat augment_picture(const cv::Mat& image, std::uint64_t seed);

}  // namespace deepocr::synth
