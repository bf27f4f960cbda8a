// SPDX-License-Identifier: MIT
// What many readings of one plate say together.
#include "deepocr/text_evidence.h"

#include <algorithm>

namespace deepocr {
namespace {

constexpr std::size_t kTexts = 16;

double sure_digits(const Reading& first, const Reading& second, bool equal) {
  double sum = 0;
  for (int i = 0; i < kDigits; ++i) {
    const std::size_t a = best_digit(first, i);
    const std::size_t b = best_digit(second, i);
    if ((a == b) == equal) sum += first.posteriors[i][a] * second.posteriors[i][b];
  }
  return sum;
}

}  // namespace

TextEvidence::TextEvidence(double correlation, double floor)
    : correlation_(correlation), mean_(floor) {}

void TextEvidence::add(const Reading& reading, double weight) {
  if (frames_++ == 0) first_ = reading;
  mean_.add(reading, weight);
  squared_weight_ += weight * weight;
  count(best_digits(reading));
}

Reading TextEvidence::fused(double threshold) const {
  if (frames_ == 1) return first_;
  const double frames = mean_.weight() * mean_.weight() / squared_weight_;
  return mean_.decoded(frames / (1 + (frames - 1) * correlation_), threshold);
}

int TextEvidence::agreeing(const std::string& text) const {
  for (const TextCount& known : texts_) {
    if (known.text == text) return known.frames;
  }
  return 0;
}

void TextEvidence::count(const std::string& text) {
  const auto is_text = [&](const TextCount& known) { return known.text == text; };
  const auto by_frames = [](const TextCount& a, const TextCount& b) { return a.frames < b.frames; };
  const auto known = std::find_if(texts_.begin(), texts_.end(), is_text);
  if (known != texts_.end()) {
    ++known->frames;
  } else if (texts_.size() < kTexts) {
    texts_.push_back({text, 1});
  } else {
    *std::min_element(texts_.begin(), texts_.end(), by_frames) = {text, 1};
  }
}

bool has_evidence(const Reading& reading) noexcept {
  if (reading.refusal == Refusal::kTooSmall || reading.refusal == Refusal::kNotFiveDigits) {
    return false;
  }
  for (const auto& row : reading.posteriors) {
    double sum = 0;
    for (const double probability : row) {
      if (!(probability >= 0)) return false;  // nor when it is not a number
      sum += probability;
    }
    if (!(sum > 0 && sum < 1.001)) return false;
  }
  return true;
}

double differing_digits(const Reading& first, const Reading& second) {
  return sure_digits(first, second, false);
}

double common_digits(const Reading& first, const Reading& second) {
  return sure_digits(first, second, true);
}

}  // namespace deepocr
