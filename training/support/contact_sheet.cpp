// SPDX-License-Identifier: MIT
// Many small pictures on one, each with its words below.
#include "support/contact_sheet.h"

#include <algorithm>
#include <string>

#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"

namespace deepocr::training {
namespace {

constexpr int kLineHeight = 15;
constexpr int kGap = 6;

void draw_tile(cv::Mat& sheet, const Tile& tile, cv::Point at, cv::Size room) {
  const double scale =
      std::min(double(room.width) / tile.image.cols, double(room.height) / tile.image.rows);
  const cv::Size size(std::max(1, cvRound(tile.image.cols * scale)),
                      std::max(1, cvRound(tile.image.rows * scale)));
  cv::Mat fitted;
  cv::resize(tile.image, fitted, size, 0, 0, scale < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
  if (fitted.channels() < sheet.channels()) cv::cvtColor(fitted, fitted, cv::COLOR_GRAY2BGR);
  const cv::Point corner(at.x + (room.width - size.width) / 2,
                         at.y + (room.height - size.height) / 2);
  fitted.copyTo(sheet(cv::Rect(corner, size)));
  int line = at.y + room.height + kLineHeight - 3;
  for (const auto& caption : tile.captions) {
    cv::putText(sheet, caption, {at.x, line}, cv::FONT_HERSHEY_SIMPLEX, 0.42, cv::Scalar::all(20),
                1, cv::LINE_AA);
    line += kLineHeight;
  }
}

}  // namespace

cv::Mat make_contact_sheet(const std::vector<Tile>& tiles, int columns, cv::Size room) {
  std::size_t lines = 0;
  int type = CV_8UC1;
  for (const auto& tile : tiles) {
    lines = std::max(lines, tile.captions.size());
    type = std::max(type, tile.image.type());
  }
  const int tile_height = room.height + static_cast<int>(lines) * kLineHeight;
  const int rows = std::max(1, (static_cast<int>(tiles.size()) + columns - 1) / columns);
  const cv::Size size(kGap + columns * (room.width + kGap), kGap + rows * (tile_height + kGap));
  constexpr int kLongestSide = 1'000'000;  // of a PNG file that libpng writes
  if (std::max(size.width, size.height) > kLongestSide) {
    throw Error(ErrorCode::kInvalidArgument,
                "A sheet of " + std::to_string(size.width) + " by " + std::to_string(size.height) +
                    " pixels is too large for a picture; ask for fewer pictures, or for other "
                    "columns.");
  }
  cv::Mat sheet(size, type, cv::Scalar::all(235));
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const int column = static_cast<int>(i) % columns;
    const int row = static_cast<int>(i) / columns;
    draw_tile(sheet, tiles[i],
              {kGap + column * (room.width + kGap), kGap + row * (tile_height + kGap)}, room);
  }
  return sheet;
}

}  // namespace deepocr::training
