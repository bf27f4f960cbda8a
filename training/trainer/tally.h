// SPDX-License-Identifier: MIT
// How often a network was right, in the figures of its task.
#pragma once

#include <limits>
#include <vector>

namespace deepocr::training {

/// A part of a whole that can be added up over batches.
struct Share {
  double part = 0;
  double whole = 0;

  /// 0..1 where the part is a count; NaN when the whole is 0.
  double value() const {
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
  }
};

/// One share for each of Task::figures().
using Tally = std::vector<Share>;

/// @param to empty, or of the same task.
inline void add(Tally& to, const Tally& more) {
  if (to.empty()) to.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) {
    to[i].part += more[i].part;
    to[i].whole += more[i].whole;
  }
}

}  // namespace deepocr::training
