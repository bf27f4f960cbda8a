// SPDX-License-Identifier: MIT
// How sharp a picture of a plate is.
#pragma once

#include "deepocr/preprocess.h"

namespace deepocr {

/// A doubtful reading of a patch less sharp than this is blamed on blur. Chosen on renderings: of
/// clean plates 64 x 192 pixels large, blurred by a Gaussian with a deviation of 0.12 of their
/// height (the reader is sure of 1 in 200), two in three are below; of the hard renderings that the
/// reader accepts, 3 in 1000 (12 in 1000 in patches of 32 x 128).
inline constexpr double kBlurredBelow = 10;

/// How steep the edges are: the slope along the rows, in standard deviations of the patch per
/// height of the patch, averaged with the weight of its own square, so that edges count and flat
/// ground does not. Contrast, brightness and the number of edges cancel out. Only the slope along
/// the rows counts, because the strokes of digits are upright and vehicles move sideways.
/// @param patch `size.height` rows of `size.width` floats, as extract_patch() fills it.
/// @returns >= 0; 0 for a patch without contrast, narrower than three pixels or with values that
/// are not numbers.
double sharpness(const float* patch, InputSize size) noexcept;

}  // namespace deepocr
