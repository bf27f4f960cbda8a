// SPDX-License-Identifier: MIT
// Calibration by temperature scaling.
#pragma once

#include <torch/types.h>

namespace deepocr::training {

/// The temperature that makes confidences, P(all five digits right), most likely to have come with
/// the readings that are right and those that are not; a picture without five digits is never read
/// right. Temperature scaling by Guo et al. 2017, "On Calibration of Modern Neural Networks", but
/// of whole readings: fitted to single digits it leaves the product too low, because the digits of
/// a plate are hard to read together.
/// @param logits `[examples, 5, 11]`; @param classes `[examples, 5]`
double fit_temperature(const torch::Tensor& logits, const torch::Tensor& classes);

}  // namespace deepocr::training
