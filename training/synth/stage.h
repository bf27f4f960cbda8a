// SPDX-License-Identifier: MIT
// What a scene shows before a camera sees it, and what the kinds of scene have in common.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "synth/rng.h"
#include "synth/scene.h"
#include "synth/sprite.h"

namespace deepocr::synth {

/// One kind of scene.
class Stage {
 public:
  virtual ~Stage() = default;
  /// @param seconds in the time of what moves. @param picture CV_8UC3, overwritten in place.
  virtual std::vector<Truth> draw(double seconds, cv::Mat& picture) = 0;
};

std::unique_ptr<Stage> make_street_stage(const SceneOptions& options,
                                         std::shared_ptr<const TypefaceSet> typefaces);
std::unique_ptr<Stage> make_plate_stage(const SceneOptions& options,
                                        std::shared_ptr<const TypefaceSet> typefaces);

/// The number that a passage shows.
std::string number_of(const SceneOptions& options, std::uint64_t passage);

/// The generator of everything that is drawn for a passage.
Rng rng_of(const SceneOptions& options, std::uint64_t passage);

/// @param run @param plate in pixels of the frame.
Truth make_truth(const std::string& number, std::uint64_t passage, const Corners& run,
                 const Corners& plate, cv::Size frame);

}  // namespace deepocr::synth
