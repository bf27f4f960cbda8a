// SPDX-License-Identifier: MIT
// How good a reader is, in numbers.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "evaluation/outcome.h"

namespace deepocr::training {

/// A share of 0 things is NaN.
struct Figures {
  std::size_t plates = 0;     ///< pictures with five digits
  std::size_t negatives = 0;  ///< pictures without

  double plate_accuracy = 0.0;   ///< share of plates with all five digits right; refusals are wrong
  double digit_accuracy = 0.0;   ///< share of their digits
  double mean_confidence = 0.0;  ///< over plates
  /// Expected calibration error in 15 bins over all pictures (Guo et al. 2017); a negative is never
  /// right, so its confidence should be low.
  double calibration_error = 0.0;
  double refused_share = 0.0;   ///< of plates, at the threshold
  double wrong_share = 0.0;     ///< of plates, read wrongly at the threshold
  double negatives_read = 0.0;  ///< share of negatives read at the threshold

  /// Share of plates read right when only the most confident readings are kept, as many as leave
  /// 999 of 1000 right (negatives read count as wrong).
  double coverage = 0.0;
  double coverage_threshold = 1.0;  ///< the lowest confidence that is kept

  /// [truth][answer]: digits of plates; answers include kNoDigit.
  std::array<std::array<std::size_t, kClasses>, 10> confusion{};
};

/// @param threshold confidence from which a reading counts as accepted.
Figures measure(const std::vector<Outcome>& outcomes, double threshold);

/// Figures of each group, and of everything under "all".
std::map<std::string, Figures> measure_groups(const std::vector<Outcome>& outcomes,
                                              double threshold);

void to_json(nlohmann::json& json, const Figures& figures);

}  // namespace deepocr::training
