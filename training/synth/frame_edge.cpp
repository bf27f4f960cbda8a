// SPDX-License-Identifier: MIT
// A picture that reaches beyond the camera's frame.
#include "synth/frame_edge.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace deepocr::synth {
namespace {

// So much of a digit that nobody can be sure of it.
constexpr double kMostOfACutDigit = 0.8;

cv::Rect2d around(const std::vector<cv::Rect2d>& boxes) {
  return std::accumulate(boxes.begin() + 1, boxes.end(), boxes.front(), std::bit_or<>());
}

Side random_side(Rng& rng) {
  constexpr Side kSides[] = {Side::kLeft, Side::kRight, Side::kTop, Side::kBottom};
  return kSides[rng.weighted({0.37, 0.37, 0.13, 0.13})];
}

/// @returns a place from `low` to `high`, or `low` where they are the wrong way round.
double somewhere(double low, double high, Rng& rng) {
  return low < high ? rng.uniform(low, high) : low;
}

}  // namespace

FrameEdge edge_through_run(const std::vector<cv::Rect2d>& digits, Rng& rng) {
  const Side side = random_side(rng);
  const auto hidden = static_cast<std::size_t>(rng.between(1, 3));
  const double seen = rng.uniform(0, kMostOfACutDigit);
  const cv::Rect2d& first = digits[hidden - 1];
  const cv::Rect2d& last = digits[digits.size() - hidden];
  const cv::Rect2d run = around(digits);
  switch (side) {
    case Side::kLeft:
      return {side, first.x + (1 - seen) * first.width};
    case Side::kRight:
      return {side, last.x + seen * last.width};
    case Side::kTop:
      return {side, run.y + (1 - seen) * run.height};
    default:
      return {side, run.y + seen * run.height};
  }
}

FrameEdge edge_beside_run(const std::vector<cv::Rect2d>& digits, const cv::Size& size, Rng& rng) {
  const Side side = random_side(rng);
  const cv::Rect2d run = around(digits);
  const double gap = 0.04 * run.height;  // a digit that touches the edge may be cut
  switch (side) {
    case Side::kLeft:
      return {side, somewhere(0, run.x - gap, rng)};
    case Side::kRight:
      return {side, size.width - somewhere(0, size.width - run.br().x - gap, rng)};
    case Side::kTop:
      return {side, somewhere(0, run.y - gap, rng)};
    default:
      return {side, size.height - somewhere(0, size.height - run.br().y - gap, rng)};
  }
}

void end_frame(cv::Mat& picture, const FrameEdge& edge) {
  const bool across = edge.side == Side::kLeft || edge.side == Side::kRight;
  const int length = across ? picture.cols : picture.rows;
  const int at = static_cast<int>(std::lround(edge.at));
  if (at <= 0 || at >= length) return;
  const bool starts_there = edge.side == Side::kLeft || edge.side == Side::kTop;
  const int last_seen = starts_there ? at : at - 1;
  const cv::Range outside = starts_there ? cv::Range(0, at) : cv::Range(at, length);
  const int count = outside.size();
  if (across) {
    cv::repeat(picture.col(last_seen), 1, count, picture.colRange(outside));
  } else {
    cv::repeat(picture.row(last_seen), count, 1, picture.rowRange(outside));
  }
}

}  // namespace deepocr::synth
