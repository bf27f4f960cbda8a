// SPDX-License-Identifier: MIT
// Made-up surroundings: ground, walls, leaves, railings, windows.
#pragma once

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

/// @returns CV_8UC1.
cv::Mat draw_scenery(cv::Size size, Rng& rng);

}  // namespace deepocr::synth
