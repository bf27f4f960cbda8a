// SPDX-License-Identifier: MIT
// Pairs rows with columns at the least total cost.
#pragma once

#include <vector>

namespace deepocr {

/// The pairing of least total cost among those that leave a row without a column only where every
/// other way costs more (Kuhn 1955 and Munkres 1957, with potentials). Of equally cheap pairings
/// the same costs always give the same one. Time is rows² × (rows + columns).
/// @param costs `[rows][columns]`; kForbidden marks pairs that must not be.
/// @param unpaired what a row without a column costs.
/// @returns for each row its column, or -1.
std::vector<int> assign(const std::vector<std::vector<double>>& costs, double unpaired);

inline constexpr double kForbidden = 1e9;

}  // namespace deepocr
