// SPDX-License-Identifier: MIT
// One example for a network: a picture's pixels and the class of each of its five slots.
#include "data/labelled_patch.h"

#include <algorithm>

#include "deepocr/error.h"
#include "deepocr/image_view.h"
#include "deepocr/preprocess.h"

namespace deepocr::training {

bool is_valid_label(const std::string& label) {
  const bool digits =
      std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && (label.empty() || label.size() == kDigits);
}

SlotClasses classes_of(const std::string& label) {
  if (!is_valid_label(label)) {
    throw Error(ErrorCode::kInvalidArgument,
                "The label '" + label + "' is not five digits (or empty for none).");
  }
  SlotClasses classes;
  classes.fill(kNoDigit);
  std::transform(label.begin(), label.end(), classes.begin(), [](char c) { return c - '0'; });
  return classes;
}

LabelledPatch make_patch(const cv::Mat& image, const std::string& label) {
  const InputSize size;
  LabelledPatch patch;
  patch.classes = classes_of(label);
  patch.pixels.resize(static_cast<std::size_t>(size.width) * size.height);
  const auto view =
      gray_view(image.data, image.cols, image.rows, static_cast<std::ptrdiff_t>(image.step));
  extract_patch(view, Rect{0, 0, double(image.cols), double(image.rows)}, size,
                patch.pixels.data());
  return patch;
}

}  // namespace deepocr::training
