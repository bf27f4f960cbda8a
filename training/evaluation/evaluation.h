// SPDX-License-Identifier: MIT
// Lets a reader read labelled pictures, exactly as an application would.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "data/labelled_files.h"
#include "deepocr/plate_reader.h"
#include "evaluation/outcome.h"
#include "synth/sampler.h"

namespace deepocr::training {

/// Called after each picture with the number done.
using EvaluationProgress = std::function<void(std::size_t done)>;

/// @throws Error when a picture cannot be read, or the network fails.
std::vector<Outcome> evaluate_files(const PlateReader& reader,
                                    const std::vector<LabelledFile>& files,
                                    const EvaluationProgress& progress);

/// The first `count` samples of a stream; their styles are the groups.
std::vector<Outcome> evaluate_stream(const PlateReader& reader, const synth::Sampler& sampler,
                                     std::uint64_t count, const EvaluationProgress& progress);

/// The picture behind an outcome's name, when a sheet of mistakes wants to show it.
using PictureOf = std::function<cv::Mat(const Outcome&)>;

/// The worst mistakes first: wrong readings by falling confidence, then refused plates by rising
/// confidence.
/// @returns pointers into `outcomes`.
std::vector<const Outcome*> worst_mistakes(const std::vector<Outcome>& outcomes, std::size_t count);

/// Each with truth, answer, confidence and name.
cv::Mat make_mistake_sheet(const std::vector<const Outcome*>& mistakes, const PictureOf& picture);

}  // namespace deepocr::training
