// SPDX-License-Identifier: MIT
// What a reader said about one labelled picture.
#pragma once

#include <array>
#include <string>

#include "deepocr/reading.h"

namespace deepocr::training {

struct Outcome {
  std::string name;   ///< the file, or the position in the stream
  std::string group;  ///< pictures of a group are also counted on their own
  std::string truth;  ///< five digits, or empty: "no five digits here"
  Reading reading;    ///< read with threshold 0, so that it is refused only for what it shows

  bool is_plate() const { return !truth.empty(); }
  bool is_read() const { return reading.refusal == Refusal::kNone; }
  bool is_right() const { return is_plate() && reading.text == truth; }
};

/// The most probable class of each position, kNoDigit included.
std::array<int, kDigits> answered_classes(const Reading& reading);

}  // namespace deepocr::training
