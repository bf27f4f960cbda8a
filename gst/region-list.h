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

/// One sentence about the regions that cannot be read because they lie outside a frame, or all but
/// a rest of them that is too small; empty when there is none.
std::string describe_regions_outside(const std::vector<Rect>& regions, int width, int height);

}  // namespace deepocr::plugin
