// SPDX-License-Identifier: MIT
// Things beside plates that could be taken for plates: signs, stickers, lettering, lamps, vents.
#pragma once

#include <opencv2/core.hpp>

#include "synth/panel.h"
#include "synth/rng.h"
#include "synth/typefaces.h"

namespace deepocr::synth {

/// Draws one thing somewhere in `window`.
/// @param owners as of place_panel().
void draw_clutter(cv::Mat& window, cv::Mat& owners, const TypefaceSet& typefaces, Rng& rng);

/// A pole, a barrier or a person before everything.
void draw_obstacle(cv::Mat& window, cv::Mat& owners, Rng& rng);

/// A random view of something flat at a place of the window.
Stance random_stance(const cv::Point2d& centre, double scale, double width, Rng& rng);

}  // namespace deepocr::synth
