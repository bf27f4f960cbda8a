// SPDX-License-Identifier: MIT
// The text form of a list of regions.
#include "region-list.h"

#include <array>
#include <charconv>
#include <sstream>
#include <string_view>

#include "deepocr/error.h"

namespace deepocr::plugin {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

bool parse_pixels(std::string_view text, int& value) {
  const std::string_view number = trimmed(text);
  const char* end = number.data() + number.size();
  const auto [stop, failure] = std::from_chars(number.data(), end, value);
  return failure == std::errc() && stop == end;
}

/// @returns whether `text` is four numbers of a region with an extent.
bool parse_region(std::string_view text, Rect& region) {
  std::array<int, 4> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::size_t comma = text.find(',');
    const bool is_last = i + 1 == numbers.size();
    if ((comma == std::string_view::npos) != is_last) return false;
    if (!parse_pixels(text.substr(0, comma), numbers[i])) return false;
    text.remove_prefix(is_last ? text.size() : comma + 1);
  }
  region = {double(numbers[0]), double(numbers[1]), double(numbers[2]), double(numbers[3])};
  return numbers[2] > 0 && numbers[3] > 0;
}

}  // namespace

std::vector<Rect> parse_region_list(const std::string& text) {
  std::vector<Rect> regions;
  std::istringstream list(text);
  for (std::string part; std::getline(list, part, ';');) {
    if (trimmed(part).empty()) continue;
    Rect region;
    if (!parse_region(part, region)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "fixed-regions has '" + std::string(trimmed(part)) +
                      "' where 'x,y,width,height' in pixels is expected");
    }
    regions.push_back(region);
  }
  return regions;
}

}  // namespace deepocr::plugin
