// SPDX-License-Identifier: MIT
// What a reader said about one labelled picture.
#include "evaluation/outcome.h"

#include <algorithm>
#include <numeric>

namespace deepocr::training {

std::array<int, kDigits> answered_classes(const Reading& reading) {
  std::array<int, kDigits> classes{};
  for (int position = 0; position < kDigits; ++position) {
    const auto& posterior = reading.posteriors[position];
    const auto best = std::max_element(posterior.begin(), posterior.end());
    const double no_digit = 1.0 - std::accumulate(posterior.begin(), posterior.end(), 0.0);
    classes[position] = no_digit > *best ? kNoDigit : static_cast<int>(best - posterior.begin());
  }
  return classes;
}

}  // namespace deepocr::training
