// SPDX-License-Identifier: MIT
// Examples for reading: a region of a picture, the class of each of its five slots, and where the
// run of digits lies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <opencv2/core/mat.hpp>

#include "data/example.h"
#include "deepocr/geometry.h"
#include "deepocr/model_file.h"

namespace deepocr::training {

using SlotClasses = std::array<std::int64_t, kDigits>;

/// The layout of an example's targets.
struct ReadTargets {
  static constexpr std::size_t kClassesAt = 0;       ///< five: a digit, or kNoDigit in all slots
  static constexpr std::size_t kHasRunAt = kDigits;  ///< 1 when the corners are known, else 0
  /// The run's corners, clockwise from the top left: x and y as shares of the input's width and
  /// height. They may lie outside 0..1.
  static constexpr std::size_t kCornersAt = kHasRunAt + 1;
  static constexpr std::size_t kCount = kCornersAt + 8;
};

/// True for five digits, and for nothing: "no five digits here".
bool is_valid_label(const std::string& label);

/// @param label five digits, or empty: every slot is kNoDigit.
/// @throws Error kInvalidArgument for anything else.
SlotClasses classes_of(const std::string& label);

/// The whole picture through extract_patch(), as inference sees it.
/// @param image CV_8UC1. @param run around the digits, pixels of `image`, where that is known.
Example make_read_example(const cv::Mat& image, const std::string& label, InputSize size,
                          const std::optional<Quad>& run = std::nullopt);

}  // namespace deepocr::training
