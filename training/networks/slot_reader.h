// SPDX-License-Identifier: MIT
// Reads five digits from a picture that shows them and little else.
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>

#include "deepocr/preprocess.h"
#include "networks/layers.h"

namespace deepocr::training {

/// A residual trunk down to 32 columns, context along them, one attention query for each digit, and
/// an LSTM over the five that they find.
class SlotReader : public torch::nn::Module {
 public:
  static constexpr InputSize kInput = {128, 32};

  /// @param hint_width of what is known about each picture beforehand.
  explicit SlotReader(std::int64_t hint_width);

  /// @param images normalised, `[batch, 1, 32, 128]`; @param hints `[batch, hint_width]`
  /// @returns logits `[batch, 5, 11]`
  torch::Tensor forward(const torch::Tensor& images, const torch::Tensor& hints);

  std::int64_t multiply_accumulates() const;

 private:
  torch::Tensor columns(const torch::Tensor& images);  ///< → [batch, 32, 96]
  torch::Tensor attend(const torch::Tensor& context);  ///< [batch, 32, 96] → [batch, 5, 96]

  torch::nn::Conv2d stem_{nullptr};
  torch::nn::BatchNorm2d stem_norm_{nullptr};
  std::vector<std::shared_ptr<ResidualBlock>> blocks_;
  torch::nn::Conv2d collapse_{nullptr};
  torch::nn::BatchNorm2d collapse_norm_{nullptr};
  std::vector<torch::nn::Conv2d> contexts_;
  std::vector<torch::nn::BatchNorm2d> context_norms_;
  torch::Tensor column_positions_;  ///< [32, 96]
  torch::Tensor queries_;           ///< [heads, 5, width of a head]
  torch::nn::Linear keys_{nullptr}, values_{nullptr};
  torch::nn::Linear slot_dense_{nullptr}, hint_dense_{nullptr};
  torch::Tensor slot_embedding_;  ///< [5, 96]: what a slot adds to the shared dense layer
  torch::nn::LSTM lstm_{nullptr};
  torch::nn::Linear classes_{nullptr};
};

}  // namespace deepocr::training
