// SPDX-License-Identifier: MIT
// What the kinds of scene have in common.
#include "synth/stage.h"

#include <algorithm>
#include <cstdio>

namespace deepocr::synth {
namespace {

constexpr std::uint64_t kPassageKey = 0x70617373;     // "pass"
constexpr std::uint64_t kNumberKey = 0x6e756d626572;  // "number"
constexpr double kLegibleDigits = 12;                 // pixels

Quad to_quad(const Corners& corners) {
  Quad quad;
  for (std::size_t i = 0; i < quad.size(); ++i) quad[i] = {corners[i].x, corners[i].y};
  return quad;
}

bool is_within(const Corners& corners, cv::Size frame) {
  return std::all_of(corners.begin(), corners.end(), [&](const cv::Point2d& corner) {
    return corner.x >= 0 && corner.y >= 0 && corner.x <= frame.width && corner.y <= frame.height;
  });
}

}  // namespace

std::string number_of(const SceneOptions& options, std::uint64_t passage) {
  if (!options.numbers.empty()) return options.numbers[passage % options.numbers.size()];
  char text[6];
  std::snprintf(text, sizeof text, "%05d",
                Rng(options.seed, kNumberKey, passage).between(0, 99999));
  return text;
}

Rng rng_of(const SceneOptions& options, std::uint64_t passage) {
  return Rng(options.seed, kPassageKey, passage);
}

Truth make_truth(const std::string& number, std::uint64_t passage, const Corners& run,
                 const Corners& plate, cv::Size frame) {
  Truth truth;
  truth.number = number;
  truth.run = to_quad(run);
  truth.plate = to_quad(plate);
  truth.digit_height = std::min(cv::norm(run[3] - run[0]), cv::norm(run[2] - run[1]));
  truth.inside = is_within(run, frame);
  truth.legible = truth.inside && truth.digit_height >= kLegibleDigits;
  truth.passage = static_cast<std::uint32_t>(passage + 1);
  return truth;
}

}  // namespace deepocr::synth
