// SPDX-License-Identifier: MIT
// Where to look again when a region was not read beyond doubt, or before it is believed. Private to
// the library.
#pragma once

#include <vector>

#include "deepocr/geometry.h"
#include "deepocr/reading.h"

namespace deepocr {

/// The upper and the lower part of a region that may hold two lines: it is less than 2.2 times as
/// wide as high, and was not read as a whole. Else empty.
std::vector<Quad> lines_of(const Quad& region, const Reading& reading);

/// The region turned a little either way, where some doubt is left. Else, and where there is next
/// to no hope, empty.
std::vector<Quad> turned(const Quad& region, const Reading& reading);

/// The region with a quarter of its width more on either side: five digits of a longer number go on
/// there.
Quad widened(const Quad& region);

/// What several looks at the same digits say: the mean of their logarithms, which is as sure as
/// one look. Refused as decode() does.
Reading seen_together(const std::vector<const Reading*>& looks, double threshold);

}  // namespace deepocr
