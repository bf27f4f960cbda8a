// SPDX-License-Identifier: MIT
// Finds plates by their number, or by what somebody remembers of it.
#pragma once

#include <string>
#include <vector>

#include "event_log.h"

namespace dashboard {

/// Digits, and `?` where any digit may stand. Fewer than five may stand anywhere in the number.
class Pattern {
 public:
  /// @param text spaces, dots and dashes are ignored.
  /// @throws std::invalid_argument with a sentence when it is no pattern.
  explicit Pattern(const std::string& text);

  const std::string& text() const noexcept { return text_; }

  bool matches(const std::string& number) const;

  /// How probable it is that the plate shows the pattern, by its posteriors: the product over the
  /// pattern's digits, at the place where that is highest.
  double probability(const Event& event) const;

 private:
  std::string text_;
};

struct Match {
  const Event* event;
  double probability;
};

struct Matches {
  std::vector<Match> exact;     ///< whose number matches, newest first
  std::size_t exact_count = 0;  ///< of all whose number matches, listed or not
  /// Of which a digit may have been misread, so that they match all the same: the most probable
  /// first, and none less probable than kLeastProbability.
  std::vector<Match> likely;
};

/// @param limit how many of each kind are listed at most.
Matches search(const EventLog& log, const Pattern& pattern, std::size_t limit);

/// A digit that no frame spoke for keeps a posterior of 1e-7 to 1e-5: one misread digit is found,
/// two only when one of them was doubtful.
constexpr double kLeastProbability = 1e-8;

}  // namespace dashboard
