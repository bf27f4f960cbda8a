// SPDX-License-Identifier: MIT
// Averages what readings say. Private to the library.
#pragma once

#include <array>

#include "deepocr/reading.h"

namespace deepocr {

/// A weighted mean of the logarithms of the eleven probabilities at each position: a logarithmic
/// opinion pool. What one reading rules out, the mean all but rules out.
class LogMean {
 public:
  /// @param floor least probability that a reading may give a class, so that none has a veto.
  explicit LogMean(double floor) : floor_(floor) {}

  /// @param weight > 0.
  void add(const Reading& reading, double weight = 1);

  double weight() const noexcept { return weight_; }

  /// Only after add(). @returns the mean times `factor`, decoded with the threshold.
  Reading decoded(double factor, double threshold) const;

 private:
  double floor_;
  double weight_ = 0;                                         ///< Σw
  std::array<std::array<double, kClasses>, kDigits> logs_{};  ///< Σ w log p
};

}  // namespace deepocr
