// SPDX-License-Identifier: MIT
// What many readings of one plate say together.
#pragma once

#include <string>
#include <vector>

#include "deepocr/log_mean.h"
#include "deepocr/reading.h"

namespace deepocr {

/// The frames that read one text as their best five digits.
struct Agreement {
  int frames = 0;
  double right = 0;   ///< how many of them are right, as expected: the sum of their confidences
  double surest = 0;  ///< highest confidence of one of them, 0..1
  int looks = 0;      ///< frames since the first of them, itself and those that deny included
};

/// Fuses readings by a weighted logarithmic opinion pool: at each position the logarithms of the
/// eleven probabilities are averaged over the frames, weighted, multiplied by the number of
/// independent frames that they amount to, and normalised again.
///
/// Successive frames show the same plate through the same blur and glare, so that n of them are
/// not n witnesses: with a correlation r between any two they amount to n / (1 + (n - 1) r)
/// independent ones (Kish 1965, the design effect), 1 / r at most. Confidence therefore grows
/// with the frames and stops. For frames of unequal weight, n is (Σw)² / Σw² (Kish's effective
/// sample size). One frame by itself amounts to itself, whatever its weight.
class TextEvidence {
 public:
  /// @param correlation r above, 0..1.
  /// @param floor least probability that a frame may give a class, so that none has a veto.
  TextEvidence(double correlation, double floor);

  /// @param reading one for which has_evidence() holds.
  /// @param weight > 0.
  void add(const Reading& reading, double weight);

  /// A frame on which the place did not show five digits.
  void deny() { ++looks_; }

  int frames() const noexcept { return frames_; }

  /// Only after add(). Refused below the threshold as decode() does; of one frame, its own reading.
  Reading fused(double threshold) const;

  /// The frames with this text. Of the 16 texts seen most often.
  Agreement agreement(const std::string& text) const;

 private:
  struct KnownText {
    std::string text;
    Agreement agreement;
    int looks_before;
  };

  Agreement& entry_of(const std::string& text);

  double correlation_;
  LogMean mean_;
  int frames_ = 0;
  int looks_ = 0;
  double squared_weight_ = 0;  ///< Σw²
  Reading first_;
  std::vector<KnownText> texts_;
};

/// Whether a reading's posteriors say something of five digits: it was not refused as too small or
/// as not five digits, and its numbers are probabilities.
bool has_evidence(const Reading& reading) noexcept;

/// How many digits of two readings differ, counted as far as both are sure: 0..5.
double differing_digits(const Reading& first, const Reading& second);

/// How many digits of two readings are the same, counted as far as both are sure: 0..5.
double common_digits(const Reading& first, const Reading& second);

}  // namespace deepocr
