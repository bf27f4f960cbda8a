// SPDX-License-Identifier: MIT
// Many small pictures on one, each with its words below.
#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace deepocr::training {

struct Tile {
  cv::Mat image;                      ///< CV_8UC1 or CV_8UC3 (BGR), any size
  std::vector<std::string> captions;  ///< lines of ASCII; each sheet's tiles have the same number
};

/// @param columns tiles in a row, >= 1.
/// @param room what a picture is fitted into, keeping its proportions; pixels.
/// @returns CV_8UC1, or CV_8UC3 when a picture has colours.
cv::Mat make_contact_sheet(const std::vector<Tile>& tiles, int columns, cv::Size room = {192, 64});

}  // namespace deepocr::training
