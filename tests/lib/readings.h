// SPDX-License-Identifier: MIT
// Readings as a reader might give them.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "deepocr/reading.h"

namespace deepocr::test {

inline constexpr double kThreshold = 0.97;

/// Best digits `text`, each with the probability `digit`; the ten other classes share the rest.
inline Reading reading_of(const std::string& text, double digit, double sharpness = 40) {
  std::vector<float> logits(kDigits * kClasses, 0.0F);
  const double lead = std::log(digit * (kClasses - 1) / (1 - digit));
  for (int i = 0; i < kDigits; ++i) {
    logits[i * kClasses + (text[i] - '0')] = static_cast<float>(lead);
  }
  Reading reading = decode(logits.data(), 1.0, kThreshold);
  reading.sharpness = sharpness;
  return reading;
}

/// Where no five digits were seen.
inline Reading refused_as(Refusal refusal) {
  Reading reading;
  reading.refusal = refusal;
  return reading;
}

}  // namespace deepocr::test
