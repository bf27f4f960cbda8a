// SPDX-License-Identifier: MIT
// Light and weather over a whole window: night, infrared, flash, fog, rain, headlights.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "synth/rng.h"

namespace deepocr::synth {

enum class Light {
  kDay,
  kNight,     ///< little light; plates throw it back, or not
  kFlash,     ///< from the camera, into the dark of a garage
  kInfrared,  ///< a camera with its own lamp and a filter
};

Light draw_light(Rng& rng);

/// @param window CV_8UC1 reflectance, changed in place.
/// @param plates CV_8UC1 of the same size: above 0 where a plate shows.
void illuminate(cv::Mat& window, const cv::Mat& plates, Light light, Rng& rng);

/// Fog, rain or glaring lamps, at random; mostly nothing.
/// @param middles of plates; lamps glare beside them.
void add_weather(cv::Mat& window, const std::vector<cv::Point2d>& middles, Light light, Rng& rng);

}  // namespace deepocr::synth
