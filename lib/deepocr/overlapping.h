// SPDX-License-Identifier: MIT
// One reading for each plate where several regions show the same.
#pragma once

#include <cstddef>
#include <vector>

#include "deepocr/geometry.h"
#include "deepocr/reading.h"

namespace deepocr {

/// A plate may be found twice: whole, and one of its lines or a part of its run by itself. Of
/// regions of which more than half lies in another, the one that was read best stays: a text before
/// a refusal, then the higher confidence, then the first. What was refused gives way to a text of
/// which it covers less already.
/// @param readings one for each region.
/// @returns indices of the regions that stay, rising.
std::vector<std::size_t> best_of_overlapping(const std::vector<Quad>& regions,
                                             const std::vector<Reading>& readings);

}  // namespace deepocr
