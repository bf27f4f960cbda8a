// SPDX-License-Identifier: MIT
// Counts and seeds on the command line.
#pragma once

#include <cstdint>
#include <limits>

#include <CLI/CLI.hpp>

namespace deepocr::training {

inline constexpr std::uint64_t kMostExamples = 1'000'000'000'000;  ///< no run lasts longer
inline constexpr std::uint64_t kMostThreads = 1024;
inline constexpr std::uint64_t kAnySeed = std::numeric_limits<std::uint64_t>::max();

/// Lets whole decimal numbers between two bounds pass, and says in words what else is wrong. CLI11
/// itself reads -5 as 18446744073709551611 where a number has no sign, and 010 as 8.
class WholeNumber : public CLI::Validator {
 public:
  /// @param most must fit the type of the option.
  explicit WholeNumber(std::uint64_t least, std::uint64_t most = std::numeric_limits<int>::max());
};

}  // namespace deepocr::training
