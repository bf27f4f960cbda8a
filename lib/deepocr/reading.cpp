// SPDX-License-Identifier: MIT
// Turns logits into digits, confidences and reasons to refuse.
#include "deepocr/reading.h"

#include <algorithm>
#include <cmath>

namespace deepocr {
namespace {

using Classes = std::array<double, kClasses>;

/// Softmax of logits / temperature; the largest logit is subtracted first, so nothing overflows.
Classes softmax(const float* logits, double temperature) {
  const double largest = *std::max_element(logits, logits + kClasses);
  Classes probabilities{};
  double sum = 0;
  for (int c = 0; c < kClasses; ++c) {
    probabilities[c] = std::exp((logits[c] - largest) / temperature);
    sum += probabilities[c];
  }
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

}  // namespace

const char* to_string(Refusal refusal) noexcept {
  switch (refusal) {
    case Refusal::kNone:
      return "";
    case Refusal::kTooSmall:
      return "too-small";
    case Refusal::kNotFiveDigits:
      return "not-five-digits";
    case Refusal::kLowConfidence:
      return "low-confidence";
    case Refusal::kBlurred:
      return "blurred";
  }
  return "";
}

bool is_better(const Reading& first, const Reading& second) noexcept {
  const bool first_read = first.refusal == Refusal::kNone;
  const bool second_read = second.refusal == Refusal::kNone;
  if (first_read != second_read) return first_read;
  return first.confidence > second.confidence;
}

std::size_t best_digit(const Reading& reading, int position) noexcept {
  const auto& row = reading.posteriors[static_cast<std::size_t>(position)];
  return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

std::string best_digits(const Reading& reading) {
  std::string text;
  for (int i = 0; i < kDigits; ++i) text += kAlphabet[best_digit(reading, i)];
  return text;
}

bool is_shifted(const std::string& first, const std::string& second) noexcept {
  constexpr std::size_t kFewestCommon = 3;
  if (first == second || first.size() != second.size()) return false;
  for (std::size_t shift = 1; shift + kFewestCommon <= first.size(); ++shift) {
    const std::size_t common = first.size() - shift;
    if (first.compare(shift, common, second, 0, common) == 0) return true;
    if (second.compare(shift, common, first, 0, common) == 0) return true;
  }
  return false;
}

Reading decode(const float* logits, double temperature, double threshold) {
  Reading reading;
  reading.confidence = 1.0;
  bool five_digits = true;
  for (int position = 0; position < kDigits; ++position) {
    // The eleventh class stays in the sum: what it takes, the digits do not have.
    const Classes probabilities = softmax(logits + position * kClasses, temperature);
    const auto digits_end = probabilities.begin() + kNoDigit;
    const auto best = std::max_element(probabilities.begin(), digits_end);
    std::copy(probabilities.begin(), digits_end, reading.posteriors[position].begin());
    reading.digit_confidences[position] = *best;
    reading.confidence *= *best;
    reading.text += kAlphabet[best - probabilities.begin()];
    if (probabilities[kNoDigit] > *best) five_digits = false;
  }
  if (!five_digits) {
    reading.refusal = Refusal::kNotFiveDigits;
  } else if (!(reading.confidence >= threshold)) {  // also when either is not a number
    reading.refusal = Refusal::kLowConfidence;
  }
  if (reading.refusal != Refusal::kNone) reading.text.clear();
  return reading;
}

}  // namespace deepocr
