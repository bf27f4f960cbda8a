// SPDX-License-Identifier: MIT
// An empty street: what stands still behind the vehicles of a scene.
#pragma once

#include <opencv2/core.hpp>

#include "synth/rng.h"
#include "synth/viewpoint.h"

namespace deepocr::synth {

/// @returns CV_8UC3 (BGR) of the viewpoint's frame size.
cv::Mat draw_street(const Viewpoint& viewpoint, Rng& rng);

}  // namespace deepocr::synth
