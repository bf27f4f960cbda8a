// SPDX-License-Identifier: MIT
// Numbers to look out for, and how well posteriors match them.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace deepocr {

/// How a plate relates to a list.
struct WatchListMatch {
  std::string number;      ///< the most probable listed number; empty when none is possible
  std::string note;        ///< what the list says of it
  double probability = 0;  ///< that it is the plate's number, 0..1
  double margin = 0;       ///< by how much that exceeds the second best listed number's
  double not_listed = 1;   ///< probability that the plate is none of those listed, 0..1
};

/// Numbers of five digits, each with a note.
///
/// **Model.** The hypotheses are the 100,000 numbers. Given the picture the five places are
/// independent, as they are for a reading's confidence, so that the likelihood of a number is the
/// product of five posteriors (the reader's own prior is uniform). A share `prior` of the plates
/// that pass is on the list, and all listed numbers pass equally often, as all others do:
///
///     P(listed i) ∝ prior / N · Π p_d(i_d)
///     P(none)     ∝ (1 - prior) / (100000 - N) · (Π Σ_k p_d(k) - Σ_listed Π p_d)
///
/// normalised over both. With `prior` = N / 100000, all numbers pass equally often, and a
/// probability is the product of the five posteriors themselves.
class WatchList {
 public:
  struct MalformedLine {
    int line;  ///< from 1 on
    std::string text;
  };
  static constexpr std::size_t kMalformedKept = 5;

  /// Reads one number a line, with an optional note after white space. Blank lines, and lines that
  /// begin with `#`, are comments. Of a number that is listed twice the later note counts.
  explicit WatchList(std::istream& text);

  /// @throws Error kNotFound or kUnreadable that names the file.
  static WatchList load(const std::string& path);

  std::size_t size() const noexcept { return numbers_.size(); }
  /// The first of them, no more than `kMalformedKept`: a file that is no list can have millions.
  const std::vector<MalformedLine>& malformed_lines() const noexcept { return malformed_; }
  std::size_t malformed_count() const noexcept { return malformed_count_; }

  /// Takes 0.1 ms for 100,000 numbers.
  /// @param posteriors `[5, 10]` row-major: P(digit i = d), each row with a sum of at most 1. Where
  /// a row sums to nothing, nothing is known, and nothing matches.
  /// @param prior share of the plates that are on the list, 0..1; 0: all numbers are equally
  /// frequent.
  WatchListMatch match(const double* posteriors, double prior) const;

 private:
  bool add_line(const std::string& line);
  void note_malformed(int number, const std::string& line);

  std::vector<int> numbers_;  ///< 0..99999, each once
  std::vector<std::string> notes_;
  std::vector<int> places_;  ///< of each number in `numbers_`, or -1
  std::vector<MalformedLine> malformed_;
  std::size_t malformed_count_ = 0;
};

}  // namespace deepocr
