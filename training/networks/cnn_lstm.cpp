// SPDX-License-Identifier: MIT
// The original task's network: convolutions, repeat vector, LSTM, time-distributed dense.
#include "networks/cnn_lstm.h"

#include <array>

#include <torch/nn/functional/pooling.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/pooling.h>

#include "deepocr/model_file.h"
#include "networks/layers.h"

namespace deepocr::training {
namespace {

// Multiples of 16 fill the vectors of AVX-512 and halve those of NEON evenly.
constexpr std::array<std::int64_t, 4> kChannels = {16, 48, 80, 128};
constexpr std::int64_t kHalvings = kChannels.size();
constexpr std::int64_t kInputHeight = 32;
constexpr std::int64_t kInputWidth = 128;
constexpr std::int64_t kFeatures =
    kChannels.back() * (kInputHeight >> kHalvings) * (kInputWidth >> kHalvings);
constexpr std::int64_t kSummary = 256;
constexpr std::int64_t kHidden = 160;
constexpr double kDropout = 0.1;

}  // namespace

CnnLstm::CnnLstm() {
  std::int64_t in = 1;
  for (const std::int64_t out : kChannels) {
    features_->push_back(make_convolution(in, out, 3));
    features_->push_back(torch::nn::BatchNorm2d(out));
    features_->push_back(torch::nn::ReLU(torch::nn::ReLUOptions(true)));
    features_->push_back(torch::nn::MaxPool2d(2));
    in = out;
  }
  register_module("features", features_);
  summary_ = register_module("summary", torch::nn::Linear(kFeatures, kSummary));
  dropout_ = register_module("dropout", torch::nn::Dropout(kDropout));
  lstm_ = register_module(
      "lstm", torch::nn::LSTM(torch::nn::LSTMOptions(kSummary, kHidden).batch_first(true)));
  classes_ = register_module("classes", torch::nn::Linear(kHidden, kClasses));
}

ReaderOutput CnnLstm::read(const torch::Tensor& images, const KnownRuns*) {
  const auto features = features_->forward(normalise(images));  // [batch, 128, 2, 8]
  auto summary = summary_(features.flatten(1)).relu_();         // [batch, 256]
  summary = dropout_(summary);
  const auto repeated = summary.unsqueeze(1).expand({-1, kDigits, -1});  // [batch, 5, 256]
  // A default state would fix the batch size in a trace; this one follows the input.
  const auto state = torch::zeros_like(summary.narrow(1, 0, kHidden)).unsqueeze(0);
  const auto steps = std::get<0>(lstm_->forward(repeated, std::make_tuple(state, state)));
  return {classes_(steps), {}};  // [batch, 5, 11]
}

InputSize CnnLstm::input_size() const { return {kInputWidth, kInputHeight}; }

std::int64_t CnnLstm::multiply_accumulates() const {
  std::int64_t macs = 0;
  std::int64_t positions = kInputHeight * kInputWidth;
  for (const auto& parameter : features_->parameters()) {
    if (parameter.dim() != 4) continue;
    macs += weight_macs(parameter, positions);
    positions /= 4;
  }
  macs += summary_->weight.numel();
  for (const auto& parameter : lstm_->parameters()) {
    if (parameter.dim() == 2) macs += weight_macs(parameter, kDigits);
  }
  return macs + weight_macs(classes_->weight, kDigits);
}

}  // namespace deepocr::training
