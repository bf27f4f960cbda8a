// SPDX-License-Identifier: MIT
// The text form of a list of regions.
#include "region-list.h"

#include <array>
#include <charconv>
#include <iomanip>
#include <locale>
#include <sstream>
#include <string_view>

#include "deepocr/error.h"
#include "deepocr/plate_reader.h"
#include "deepocr/whitespace.h"

namespace deepocr::plugin {
namespace {

constexpr std::size_t kRegionsNamed = 5;

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

bool is_too_small(const Rect& region) {
  return region.width < PlateReader::kMinWidth || region.height < PlateReader::kMinHeight;
}

/// A region that is too small wherever it lies is not outside.
bool lies_outside(const Rect& region, int width, int height) {
  return !is_too_small(region) && is_too_small(clip(region, width, height));
}

/// The coordinates are whole numbers.
std::string text_of(const Rect& region) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << std::fixed << std::setprecision(0) << region.x << ',' << region.y << ',' << region.width
       << ',' << region.height;
  return text.str();
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

std::string describe_regions_outside(const std::vector<Rect>& regions, int width, int height) {
  std::string names;
  std::size_t count = 0;
  for (const Rect& region : regions) {
    if (!lies_outside(region, width, height)) continue;
    if (++count <= kRegionsNamed) names += (count > 1 ? "; " : "") + text_of(region);
  }
  if (count == 0) return {};
  if (count > kRegionsNamed) names += " and " + std::to_string(count - kRegionsNamed) + " more";
  return "Of fixed-regions, " + names + (count == 1 ? " lies" : " lie") + " outside the frame of " +
         std::to_string(width) + "x" + std::to_string(height) +
         " pixels, and nothing is read there";
}

}  // namespace deepocr::plugin
