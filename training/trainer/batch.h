// SPDX-License-Identifier: MIT
// Examples as tensors.
#pragma once

#include <vector>

#include <torch/types.h>

#include "data/example.h"
#include "deepocr/preprocess.h"

namespace deepocr::training {

struct Batch {
  torch::Tensor images;   ///< float32 `[batch, 1, height, width]`, luma 0..1
  torch::Tensor targets;  ///< float32 `[batch, targets of an example]`

  std::int64_t size() const { return images.size(0); }
};

/// @param examples at least one, all with pictures of `size` and equally many targets.
Batch make_batch(const std::vector<Example>& examples, InputSize size);

}  // namespace deepocr::training
