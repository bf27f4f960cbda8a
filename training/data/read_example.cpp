// SPDX-License-Identifier: MIT
// Examples for reading.
#include "data/read_example.h"

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

Example make_read_example(const cv::Mat& image, const std::string& label, InputSize size,
                          const std::optional<Quad>& run) {
  Example example;
  example.targets.resize(ReadTargets::kCount);
  const SlotClasses classes = classes_of(label);
  std::copy(classes.begin(), classes.end(), example.targets.begin() + ReadTargets::kClassesAt);
  example.targets[ReadTargets::kHasRunAt] = run ? 1 : 0;
  if (run) {
    float* corner = example.targets.data() + ReadTargets::kCornersAt;
    for (const Point& point : *run) {
      *corner++ = static_cast<float>(point.x / image.cols);
      *corner++ = static_cast<float>(point.y / image.rows);
    }
  }
  example.pixels.resize(static_cast<std::size_t>(size.width) * size.height);
  const auto view =
      gray_view(image.data, image.cols, image.rows, static_cast<std::ptrdiff_t>(image.step));
  extract_patch(view, Rect{0, 0, double(image.cols), double(image.rows)}, size,
                example.pixels.data());
  return example;
}

}  // namespace deepocr::training
