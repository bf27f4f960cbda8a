// SPDX-License-Identifier: MIT
// The default network: residual trunk, LSTM over columns, one attention query for each digit.
#pragma once

#include <vector>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>

#include "networks/layers.h"
#include "networks/reader_network.h"

namespace deepocr::training {

class SlotAttention : public ReaderNetwork {
 public:
  SlotAttention();
  torch::Tensor forward(torch::Tensor images) override;
  std::int64_t multiply_accumulates() const override;

 private:
  torch::Tensor columns(const torch::Tensor& images);  ///< → [batch, 32, 96]
  torch::Tensor attend(const torch::Tensor& context);  ///< [batch, 32, 128] → [batch, 5, 128]

  torch::nn::Conv2d stem_{nullptr};
  torch::nn::BatchNorm2d stem_norm_{nullptr};
  std::vector<std::shared_ptr<ResidualBlock>> blocks_;
  torch::nn::Conv2d collapse_{nullptr};
  torch::nn::BatchNorm2d collapse_norm_{nullptr};
  torch::Tensor column_positions_;  ///< [32, 96]
  torch::nn::LSTM lstm_{nullptr};
  torch::Tensor queries_;  ///< [heads, 5, width of a head]
  torch::nn::Linear keys_{nullptr}, values_{nullptr};
  torch::nn::Linear slot_dense_{nullptr};
  torch::Tensor slot_embedding_;  ///< [5, 96]: what a slot adds to the shared dense layer
  torch::nn::Linear classes_{nullptr};
};

}  // namespace deepocr::training
