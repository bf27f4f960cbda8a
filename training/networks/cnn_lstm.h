// SPDX-License-Identifier: MIT
// The original task's network: convolutions, repeat vector, LSTM, time-distributed dense.
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>

#include "networks/reader_network.h"

namespace deepocr::training {

class CnnLstm : public ReaderNetwork {
 public:
  CnnLstm();
  ReaderOutput read(const torch::Tensor& images, const KnownRuns* runs) override;
  InputSize input_size() const override;
  std::int64_t multiply_accumulates() const override;

 private:
  torch::nn::Sequential features_;
  torch::nn::Linear summary_{nullptr};
  torch::nn::Dropout dropout_{nullptr};
  torch::nn::LSTM lstm_{nullptr};
  torch::nn::Linear classes_{nullptr};
};

}  // namespace deepocr::training
