// SPDX-License-Identifier: MIT
// What every network that is trained here has in common.
#pragma once

#include <cstdint>

#include <torch/nn/module.h>

#include "deepocr/preprocess.h"

namespace deepocr::training {

class Network : public torch::nn::Module {
 public:
  /// What the exported model computes.
  /// @param images `[batch, 1, height, width]`, luma 0..1. Each image is normalised inside, by its
  /// own mean and deviation.
  virtual torch::Tensor forward(torch::Tensor images) = 0;

  /// The size of the pictures that it learns from.
  virtual InputSize input_size() const = 0;

  /// Multiplications with addition that one image of input_size() costs, in convolutions and
  /// matrix products.
  virtual std::int64_t multiply_accumulates() const = 0;

  std::int64_t parameter_count() const;
};

}  // namespace deepocr::training
