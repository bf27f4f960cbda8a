// SPDX-License-Identifier: MIT
// The text form of a list of regions.
#pragma once

#include <string>
#include <vector>

#include "deepocr/geometry.h"

namespace deepocr::plugin {

/// Parses `"x,y,width,height;…"`, whole pixels of the frame; spaces and a final `;` are allowed.
/// @returns no region for an empty text.
/// @throws Error kInvalidArgument that names the property `fixed-regions` and the part at fault.
std::vector<Rect> parse_region_list(const std::string& text);

}  // namespace deepocr::plugin
