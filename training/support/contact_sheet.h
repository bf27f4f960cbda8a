// SPDX-License-Identifier: MIT
// Many small pictures on one, each with its words below.
#pragma once

#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace deepocr::training {

struct Tile {
  cv::Mat image;                      ///< CV_8UC1, any size
  std::vector<std::string> captions;  ///< lines of ASCII; each sheet's tiles have the same number
};

/// @param columns tiles in a row, >= 1.
/// @returns CV_8UC1; pictures keep their proportions.
cv::Mat make_contact_sheet(const std::vector<Tile>& tiles, int columns);

}  // namespace deepocr::training
