// SPDX-License-Identifier: MIT
// What separates the words of a text that somebody typed.
#pragma once

#include <string_view>

namespace deepocr {

inline constexpr std::string_view kWhitespace = " \t\r\n\v\f";

/// @returns `text` without the whitespace at its ends; it refers to the same characters.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kWhitespace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhitespace) - first + 1);
}

}  // namespace deepocr
