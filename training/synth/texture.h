// SPDX-License-Identifier: MIT
// Smooth random fields: dirt, wear, shadows of leaves.
#pragma once

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

/// A smooth random field, CV_32FC1 in about -1..1.
/// @param grain size of its features, pixels.
cv::Mat smooth_field(cv::Size size, double grain, Rng& rng);

/// Darkens and lightens patches of `image` (CV_8UC1) in place.
/// @param amount 0..1. @param grain size of the patches, pixels.
void soil(cv::Mat& image, double amount, double grain, Rng& rng);

}  // namespace deepocr::synth
