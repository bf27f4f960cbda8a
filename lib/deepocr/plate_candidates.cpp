// SPDX-License-Identifier: MIT
// What the cells of a locator's output say, and how those that mean the same plate become one.
#include "deepocr/plate_candidates.h"

#include <algorithm>
#include <cmath>

namespace deepocr {
namespace {

constexpr std::size_t kMostCandidates = 512;
/// The overlap from which two candidates mean one plate. A plate of two lines and one of its lines
/// by itself reach a half; which of them to read, only reading can tell.
constexpr double kSamePlate = 0.6;
/// Twice the root of the area, which is the width of a plate of one line, pixels of the level. The
/// network learns to find plates up to 118.
constexpr double kLargest = 130;
constexpr double kMostElongated = 20;

bool can_be_a_plate(const Quad& quad, int frame_width, int frame_height) {
  if (!is_convex(quad)) return false;
  const Point centre = centre_of(quad);
  const double width = distance(quad[0], quad[1]) + distance(quad[3], quad[2]);
  const double height = distance(quad[0], quad[3]) + distance(quad[1], quad[2]);
  return centre.x >= 0 && centre.y >= 0 && centre.x < frame_width && centre.y < frame_height &&
         width < kMostElongated * height && height < kMostElongated * width;
}

bool is_too_large(const Quad& quad, const CellGrid& grid) {
  const double area = std::abs(signed_area(quad)) / (grid.scale_x * grid.scale_y);
  return 2 * std::sqrt(area) > kLargest;
}

bool is_better(const LocatedPlate& a, const LocatedPlate& b) { return a.score > b.score; }

bool boxes_meet(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// Candidates that mean the same plate.
class Cluster {
 public:
  explicit Cluster(const LocatedPlate& best) : best_(best), box_(bounding_box(best.quad)) {
    add(best);
  }

  bool is_of(const LocatedPlate& candidate) const {
    return boxes_meet(box_, bounding_box(candidate.quad)) &&
           intersection_over_union(best_.quad, candidate.quad) > kSamePlate;
  }

  void add(const LocatedPlate& candidate) {
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      sum_[i].x += candidate.score * candidate.quad[i].x;
      sum_[i].y += candidate.score * candidate.quad[i].y;
    }
    weight_ += candidate.score;
  }

  LocatedPlate average() const {
    LocatedPlate plate = best_;
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      plate.quad[i] = {sum_[i].x / weight_, sum_[i].y / weight_};
    }
    return is_convex(plate.quad) ? plate : best_;
  }

 private:
  LocatedPlate best_;
  Rect box_;
  Quad sum_{};
  double weight_ = 0;
};

}  // namespace

void collect_candidates(const CellGrid& grid, int frame_width, int frame_height, double threshold,
                        std::vector<LocatedPlate>& candidates) {
  const double least_logit = std::log(threshold / (1.0 - threshold));
  const int cells = grid.rows * grid.columns;
  for (int cell = 0; cell < cells; ++cell) {
    const float* value = grid.values + cell;
    if (!(*value >= least_logit)) continue;  // nor one that is not a number
    const int row = cell / grid.columns;
    const double x = (cell % grid.columns + 0.5) * kLocatorStride;
    const double y = (row + 0.5) * kLocatorStride;
    LocatedPlate plate;
    plate.score = 1.0 / (1.0 + std::exp(-double(*value)));
    for (Point& corner : plate.quad) {
      corner.x = (x + CellGrid::kCornerUnit * *(value += cells)) * grid.scale_x;
      corner.y = (y + CellGrid::kCornerUnit * *(value += cells)) * grid.scale_y;
    }
    if (!grid.coarsest && is_too_large(plate.quad, grid)) continue;
    if (can_be_a_plate(plate.quad, frame_width, frame_height)) candidates.push_back(plate);
  }
}

std::vector<LocatedPlate> merge_candidates(std::vector<LocatedPlate> candidates, int max_plates) {
  // Stable: of equals the first stays first, whatever the library's sort does.
  std::stable_sort(candidates.begin(), candidates.end(), is_better);
  if (candidates.size() > kMostCandidates) candidates.resize(kMostCandidates);
  std::vector<Cluster> clusters;
  for (const LocatedPlate& candidate : candidates) {
    const auto same = std::find_if(clusters.begin(), clusters.end(),
                                   [&](const Cluster& c) { return c.is_of(candidate); });
    if (same != clusters.end()) {
      same->add(candidate);
    } else {
      clusters.emplace_back(candidate);
    }
  }
  std::vector<LocatedPlate> plates;
  for (const Cluster& cluster : clusters) {
    if (static_cast<int>(plates.size()) >= max_plates) break;
    plates.push_back(cluster.average());
  }
  return plates;
}

}  // namespace deepocr
