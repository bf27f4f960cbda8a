// SPDX-License-Identifier: MIT
// The one way a region of a picture becomes input of a network; training and inference both call
// it.
#pragma once

#include "deepocr/geometry.h"
#include "deepocr/image_view.h"

namespace deepocr {

/// Width and height in pixels of a network's input.
struct InputSize {
  int width = 128;
  int height = 32;
};

/// Stretches the luma of `region` (clipped to the picture) to `size` and writes it to `out` as
/// `size.height` rows of `size.width` floats in 0..1. Normalisation by mean and deviation is part
/// of the network, so that no caller can get it wrong.
///
/// Shrinking averages over the covered area; enlarging is bilinear.
/// @throws Error kInvalidArgument when the clipped region holds no whole pixel.
void extract_patch(const ImageView& image, const Rect& region, InputSize size, float* out);

/// The same for a quad, whose perspective is taken out. What it covers outside the picture shows
/// the picture's edge. An upright rectangle gives exactly the patch of the other function.
/// @throws Error kInvalidArgument when the quad is not convex (see is_convex()) or lies outside the
/// picture.
void extract_patch(const ImageView& image, const Quad& quad, InputSize size, float* out);

}  // namespace deepocr
