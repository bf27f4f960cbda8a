// SPDX-License-Identifier: MIT
// What the cells of a locator's output say, and how those that mean the same plate become one.
// Private to the library.
#pragma once

#include <vector>

#include "deepocr/plate_locator.h"

namespace deepocr {

inline constexpr int kCellChannels = 9;  ///< a logit, and the coordinates of four corners

/// The output of the network for one level of the pyramid. Corners are relative to the cell's
/// centre, in units of kCornerUnit pixels of the level.
struct CellGrid {
  static constexpr double kCornerUnit = 32;

  const float* values = nullptr;  ///< [kCellChannels, rows, columns]
  int columns = 0;
  int rows = 0;
  double scale_x = 1;    ///< pixels of the frame in one of the level
  double scale_y = 1;    ///< pixels of the frame in one of the level
  bool coarsest = true;  ///< else larger plates than the network knows belong to a coarser level
};

/// Appends what the cells with a score of `threshold` or more show, in pixels of the frame; not
/// what cannot be a plate: quads that are not convex, that are very thin, or whose centre lies
/// outside the frame. Nor what another level shows better: of a plate that is too large for a level
/// its network sees a part here and a line there.
void collect_candidates(const CellGrid& grid, int frame_width, int frame_height, double threshold,
                        std::vector<LocatedPlate>& candidates);

/// Averages candidates that overlap with a better one into it, weighted by their scores (as the
/// locality-aware NMS of Zhou et al., "EAST", 2017). Of very many, only the best are looked at.
/// @returns at most `max_plates`, best first.
std::vector<LocatedPlate> merge_candidates(std::vector<LocatedPlate> candidates, int max_plates);

}  // namespace deepocr
