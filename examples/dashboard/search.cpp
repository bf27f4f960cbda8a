// SPDX-License-Identifier: MIT
// Finds plates by their number, or by what somebody remembers of it.
#include "search.h"

#include <algorithm>
#include <stdexcept>

namespace dashboard {

namespace {

bool matches_at(const std::string& pattern, const std::string& number, std::size_t place) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '?' && pattern[i] != number[place + i]) return false;
  }
  return true;
}

double probability_at(const std::string& pattern, const Event& event, std::size_t place) {
  double product = 1;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '?') product *= event.posteriors[place + i][pattern[i] - '0'];
  }
  return product;
}

}  // namespace

Pattern::Pattern(const std::string& text) {
  for (const char character : text) {
    if (character == ' ' || character == '.' || character == '-') continue;
    if ((character < '0' || character > '9') && character != '?') {
      throw std::invalid_argument(
          "A number is searched by digits, and ? for a digit that is unknown.");
    }
    text_ += character;
  }
  if (text_.size() > kDigits) throw std::invalid_argument("A number has five digits at most.");
  if (text_.find_first_of("0123456789") == std::string::npos) {
    throw std::invalid_argument("A number is searched by at least one digit.");
  }
}

bool Pattern::matches(const std::string& number) const {
  for (std::size_t place = 0; place + text_.size() <= number.size(); ++place) {
    if (matches_at(text_, number, place)) return true;
  }
  return false;
}

double Pattern::probability(const Event& event) const {
  double highest = 0;
  for (std::size_t place = 0; place + text_.size() <= kDigits; ++place) {
    highest = std::max(highest, probability_at(text_, event, place));
  }
  return highest;
}

Matches search(const EventLog& log, const Pattern& pattern, std::size_t limit) {
  Matches matches;
  for (auto event = log.events().rbegin(); event != log.events().rend(); ++event) {
    const Match match{&*event, pattern.probability(*event)};
    if (pattern.matches(event->text)) {
      if (++matches.exact_count <= limit) matches.exact.push_back(match);
    } else if (match.probability >= kLeastProbability) {
      matches.likely.push_back(match);
    }
  }
  // Stable: what is equal stays in the order of time.
  std::stable_sort(matches.likely.begin(), matches.likely.end(),
                   [](const Match& first, const Match& second) {
                     return first.probability > second.probability;
                   });
  if (matches.likely.size() > limit) matches.likely.resize(limit);
  return matches;
}

}  // namespace dashboard
