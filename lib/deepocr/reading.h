// SPDX-License-Identifier: MIT
// What the reader says about one region, and how logits become it.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "deepocr/model_file.h"

namespace deepocr {

/// Why a region was not read as five digits.
enum class Refusal {
  kNone,
  kTooSmall,       ///< the region, clipped to the frame, is below PlateReader::kMinHeight/Width
  kNotFiveDigits,  ///< the network says that there is no run of exactly five digits
  kLowConfidence,  ///< five digits, with a confidence below the threshold
  kBlurred,        ///< as kLowConfidence, of a picture less sharp than kBlurredBelow
};

/// "", "too-small", "not-five-digits", "low-confidence" or "blurred".
const char* to_string(Refusal refusal) noexcept;

struct Reading {
  std::string text;         ///< exactly five digits; empty when refused
  double confidence = 0.0;  ///< calibrated P(all five right), 0..1, of the best five digits
  std::array<double, kDigits> digit_confidences{};           ///< P(digit i right), 0..1
  std::array<std::array<double, 10>, kDigits> posteriors{};  ///< P(digit i = d), 0..1
  double sharpness = 0.0;  ///< of the network's input, see sharpness(); 0 when it was not measured
  Refusal refusal = Refusal::kNone;
};

/// Whether `first` says more: a text before a refusal, then the higher confidence.
bool is_better(const Reading& first, const Reading& second) noexcept;

/// The most probable digit at one place, 0 to 9.
/// @param position 0 to kDigits - 1.
std::size_t best_digit(const Reading& reading, int position) noexcept;

/// The most probable digit at each place.
std::string best_digits(const Reading& reading);

/// Whether one text is what remains of the other, one or two places to the left or right, as where
/// two regions show the same run and one of them cuts it. Never of equal texts. Of two numbers
/// drawn at random it is true once in 450 times, so their places have to agree as well.
bool is_shifted(const std::string& first, const std::string& second) noexcept;

/// Turns one region's logits into a reading. The softmax of each position runs over all eleven
/// classes and the confidence is the product of the best digits' shares, so doubt about there being
/// a digit lowers it. Refused as kNotFiveDigits when "no digit here" is the most probable class of
/// any position, else as kLowConfidence below the threshold; the numbers are filled in either way.
/// @param logits `[5, 11]` row-major: ten digits and "no digit here" for each position.
/// @param temperature divides the logits before the softmax (Guo et al. 2017), > 0.
/// @param threshold confidence below which the reading is refused, 0..1.
Reading decode(const float* logits, double temperature, double threshold);

}  // namespace deepocr
