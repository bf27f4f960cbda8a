// SPDX-License-Identifier: MIT
// One reading for each plate where several regions show the same.
#include "deepocr/overlapping.h"

#include <algorithm>
#include <numeric>

namespace deepocr {
namespace {

// Shares of the smaller region.
constexpr double kSamePlate = 0.5;
constexpr double kBesideText = 0.1;

double most_common(const Reading& candidate, const Reading& better) {
  const bool is_rest = candidate.refusal != Refusal::kNone && better.refusal == Refusal::kNone;
  return is_rest ? kBesideText : kSamePlate;
}

}  // namespace

std::vector<std::size_t> best_of_overlapping(const std::vector<Quad>& regions,
                                             const std::vector<Reading>& readings) {
  std::vector<std::size_t> order(regions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return is_better(readings[a], readings[b]);
  });
  std::vector<std::size_t> kept;
  for (const std::size_t candidate : order) {
    const bool is_new = std::none_of(kept.begin(), kept.end(), [&](std::size_t better) {
      return share_of_smaller(regions[candidate], regions[better]) >
             most_common(readings[candidate], readings[better]);
    });
    if (is_new) kept.push_back(candidate);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace deepocr
