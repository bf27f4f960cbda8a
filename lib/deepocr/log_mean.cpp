// SPDX-License-Identifier: MIT
// Averages what readings say.
#include "deepocr/log_mean.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace deepocr {

void LogMean::add(const Reading& reading, double weight) {
  weight_ += weight;
  for (int i = 0; i < kDigits; ++i) {
    const auto& row = reading.posteriors[i];
    const double no_digit = 1 - std::accumulate(row.begin(), row.end(), 0.0);
    for (int c = 0; c < kClasses; ++c) {
      logs_[i][c] += weight * std::log(std::max(c == kNoDigit ? no_digit : row[c], floor_));
    }
  }
}

Reading LogMean::decoded(double factor, double threshold) const {
  std::array<float, kDigits * kClasses> logits;
  for (int i = 0; i < kDigits; ++i) {
    for (int c = 0; c < kClasses; ++c) {
      logits[i * kClasses + c] = static_cast<float>(logs_[i][c] / weight_ * factor);
    }
  }
  return decode(logits.data(), 1.0, threshold);
}

}  // namespace deepocr
