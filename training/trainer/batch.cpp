// SPDX-License-Identifier: MIT
// Examples as tensors.
#include "trainer/batch.h"

#include <algorithm>

namespace deepocr::training {

Batch make_batch(const std::vector<Example>& examples, InputSize size) {
  const auto count = static_cast<std::int64_t>(examples.size());
  const auto targets = static_cast<std::int64_t>(examples.front().targets.size());
  Batch batch;
  batch.images = torch::empty({count, 1, size.height, size.width}, torch::kFloat32);
  batch.targets = torch::empty({count, targets}, torch::kFloat32);
  auto* pixel = batch.images.data_ptr<float>();
  auto* target = batch.targets.data_ptr<float>();
  for (const auto& example : examples) {
    pixel = std::copy(example.pixels.begin(), example.pixels.end(), pixel);
    target = std::copy(example.targets.begin(), example.targets.end(), target);
  }
  return batch;
}

}  // namespace deepocr::training
