// SPDX-License-Identifier: MIT
// The light of a moving scene: what it does to things painted for daylight.
#pragma once

#include <opencv2/core.hpp>

#include "synth/rng.h"
#include "synth/scene.h"
#include "synth/sprite.h"

namespace deepocr::synth {

struct Lighting {
  bool day = true;  ///< everything stays as it was painted
  bool grey = false;
  cv::Scalar surroundings{1, 1, 1};  ///< factors of blue, green and red of what is no plate
  double contrast = 1;               ///< of the surroundings, around the level of a street
  double plate = 1;                  ///< factor of plates
  double plate_spread = 0;           ///< share by which one plate may be lit better than another
  double headlights = 0;             ///< brightness of their glare, 0..1
  double street_lamps = 0;           ///< the same
  double level = 1;  ///< brightness of the whole picture, relative to a street by day
  double grain = 1;  ///< factor of the camera's noise
};

/// The same for equal options.
Lighting lighting_of(const SceneOptions& options);

/// What `lighting` makes of a picture without plates, CV_8UC3.
void relight(cv::Mat& picture, const Lighting& lighting);

/// The same of a sprite. @param plate corners of a plate, pixels of its largest level; or null.
Sprite relit(const Sprite& sprite, const Lighting& lighting, const Corners* plate, Rng& rng);

/// Light around a lamp. @param radius of the lamp, pixels of `picture` (CV_8UC3).
void add_glare(cv::Mat& picture, const cv::Point2d& lamp, double radius, double strength);

}  // namespace deepocr::synth
