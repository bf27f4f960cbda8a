// SPDX-License-Identifier: MIT
// Finds the run of digits in the picture of a plate.
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include "deepocr/preprocess.h"
#include "networks/layers.h"

namespace deepocr::training {

/// A small convolutional network in which each cell of the picture votes for where the four corners
/// of the run lie; an attention map for each corner weighs the votes.
class RunFinder : public torch::nn::Module {
 public:
  static constexpr std::int64_t kSummaryWidth = 128;

  /// What it found in a batch.
  struct Found {
    torch::Tensor corners;  ///< `[batch, 4, 2]`, clockwise from the top left, shares of the picture
    torch::Tensor summary;  ///< `[batch, kSummaryWidth]`, what the attended cells saw
  };

  /// @param size of the pictures, multiples of 8.
  explicit RunFinder(InputSize size);

  /// @param images normalised, `[batch, 1, height, width]`
  Found forward(const torch::Tensor& images);

  std::int64_t multiply_accumulates() const;

 private:
  std::int64_t rows_, columns_;  // of cells
  torch::nn::Conv2d stem_{nullptr}, narrow_{nullptr};
  torch::nn::BatchNorm2d stem_norm_{nullptr}, narrow_norm_{nullptr};
  std::vector<std::shared_ptr<ResidualBlock>> blocks_;
  torch::nn::Conv2d votes_{nullptr};
  torch::Tensor cells_;  ///< [1, 1, 2, cells]: the cells' centres, shares of the picture
};

}  // namespace deepocr::training
