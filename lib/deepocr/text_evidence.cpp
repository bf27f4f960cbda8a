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
  Agreement& agreement = entry_of(best_digits(reading));
  ++looks_;
  ++agreement.frames;
  agreement.right += reading.confidence;
  agreement.surest = std::max(agreement.surest, reading.confidence);
}

Reading TextEvidence::fused(double threshold) const {
  if (frames_ == 1) return first_;
  const double frames = mean_.weight() * mean_.weight() / squared_weight_;
  return mean_.decoded(frames / (1 + (frames - 1) * correlation_), threshold);
}

Agreement TextEvidence::agreement(const std::string& text) const {
  for (const KnownText& known : texts_) {
    if (known.text != text) continue;
    Agreement agreement = known.agreement;
    agreement.looks = looks_ - known.looks_before;
    return agreement;
  }
  return {};
}

/// Of a new text in the place of the one seen most seldom, where there are too many.
Agreement& TextEvidence::entry_of(const std::string& text) {
  const auto known = std::find_if(texts_.begin(), texts_.end(),
                                  [&](const KnownText& entry) { return entry.text == text; });
  if (known != texts_.end()) return known->agreement;
  if (texts_.size() < kTexts) return texts_.emplace_back(KnownText{text, {}, looks_}).agreement;
  const auto by_frames = [](const KnownText& a, const KnownText& b) {
    return a.agreement.frames < b.agreement.frames;
  };
  KnownText& rarest = *std::min_element(texts_.begin(), texts_.end(), by_frames);
  rarest = {text, {}, looks_};
  return rarest.agreement;
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
