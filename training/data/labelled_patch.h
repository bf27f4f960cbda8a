// SPDX-License-Identifier: MIT
// One example for a network: a picture's pixels and the class of each of its five slots.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "deepocr/model_file.h"

namespace deepocr::training {

using SlotClasses = std::array<std::int64_t, kDigits>;

struct LabelledPatch {
  std::vector<float> pixels;  ///< rows of InputSize, luma 0..1
  SlotClasses classes{};      ///< a digit, or kNoDigit in all slots
};

/// True for five digits, and for nothing: "no five digits here".
bool is_valid_label(const std::string& label);

/// @param label five digits, or empty: every slot is kNoDigit.
/// @throws Error kInvalidArgument for anything else.
SlotClasses classes_of(const std::string& label);

/// The whole picture through extract_patch(), as inference sees it.
/// @param image CV_8UC1.
LabelledPatch make_patch(const cv::Mat& image, const std::string& label);

}  // namespace deepocr::training
