// SPDX-License-Identifier: MIT
// Examples as tensors.
#include "trainer/batch.h"

#include <algorithm>
#include <limits>

#include <torch/nn/functional/loss.h>

#include "networks/layers.h"

namespace deepocr::training {

Batch make_batch(const std::vector<LabelledPatch>& patches) {
  const auto count = static_cast<std::int64_t>(patches.size());
  Batch batch;
  batch.images = torch::empty({count, 1, kInputHeight, kInputWidth}, torch::kFloat32);
  batch.classes = torch::empty({count, kDigits}, torch::kInt64);
  auto* pixels = batch.images.data_ptr<float>();
  auto* classes = batch.classes.data_ptr<std::int64_t>();
  for (const auto& patch : patches) {
    pixels = std::copy(patch.pixels.begin(), patch.pixels.end(), pixels);
    classes = std::copy(patch.classes.begin(), patch.classes.end(), classes);
  }
  return batch;
}

double Counts::share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(part) / static_cast<double>(whole);
}

Counts& Counts::operator+=(const Counts& other) {
  plates += other.plates;
  plates_right += other.plates_right;
  digits_right += other.digits_right;
  negatives += other.negatives;
  negatives_right += other.negatives_right;
  return *this;
}

Counts count_right(const torch::Tensor& logits, const torch::Tensor& classes) {
  torch::NoGradGuard no_grad;
  const auto answers = logits.argmax(2);
  const auto right = answers.eq(classes);
  const auto is_plate = classes.select(1, 0).ne(kNoDigit);
  Counts counts;
  counts.plates = is_plate.sum().item<std::int64_t>();
  counts.plates_right = right.all(1).logical_and(is_plate).sum().item<std::int64_t>();
  counts.digits_right = right.logical_and(is_plate.unsqueeze(1)).sum().item<std::int64_t>();
  counts.negatives = classes.size(0) - counts.plates;
  counts.negatives_right =
      answers.eq(kNoDigit).any(1).logical_and(is_plate.logical_not()).sum().item<std::int64_t>();
  return counts;
}

torch::Tensor slot_loss(const torch::Tensor& logits, const torch::Tensor& classes,
                        double label_smoothing) {
  namespace functional = torch::nn::functional;
  return functional::cross_entropy(
      logits.flatten(0, 1), classes.flatten(),
      functional::CrossEntropyFuncOptions().label_smoothing(label_smoothing));
}

}  // namespace deepocr::training
