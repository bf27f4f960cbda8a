// SPDX-License-Identifier: MIT
// Counts and seeds on the command line.
#include "cli/whole_number.h"

#include <charconv>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace deepocr::training {
namespace {

bool all_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// @returns what is wrong, or nothing.
std::string complaint(const std::string& text, std::uint64_t least, std::uint64_t most) {
  const bool negative = text.size() > 1 && text.front() == '-' && all_digits(text.substr(1));
  if (negative) return fmt::format("must be at least {}, not {}", least, text);
  if (!all_digits(text)) return fmt::format("must be a whole number, not '{}'", text);
  if (text.size() > 1 && text.front() == '0') {
    return fmt::format("must be a whole number without a zero in front, not '{}'", text);
  }
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const bool too_long = std::from_chars(text.data(), end, value).ec != std::errc();
  if (too_long || value > most) return fmt::format("must be at most {}, not {}", most, text);
  if (value < least) return fmt::format("must be at least {}, not {}", least, text);
  return {};
}

}  // namespace

WholeNumber::WholeNumber(std::uint64_t least, std::uint64_t most)
    : Validator([least, most](const std::string& text) { return complaint(text, least, most); },
                least == 1 ? "POSITIVE" : "") {}

}  // namespace deepocr::training
