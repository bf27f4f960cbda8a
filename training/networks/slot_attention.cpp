// SPDX-License-Identifier: MIT
// The default network: residual trunk, LSTM over columns, one attention query for each digit.
#include "networks/slot_attention.h"

#include <cmath>
#include <string>

#include <torch/nn/init.h>

#include "deepocr/model_file.h"

namespace deepocr::training {
namespace {

struct BlockShape {
  std::int64_t channels;
  std::pair<std::int64_t, std::int64_t> stride;
  std::int64_t height, width;  // of the output
};

constexpr std::int64_t kStemChannels = 16;
constexpr BlockShape kBlocks[] = {
    {16, {1, 1}, 16, 64}, {48, {2, 2}, 8, 32}, {48, {1, 1}, 8, 32}, {64, {2, 1}, 4, 32}};
constexpr std::int64_t kTrunkChannels = 64;
constexpr std::int64_t kTrunkHeight = 4;
constexpr std::int64_t kColumns = 32;
constexpr std::int64_t kColumnWidth = 96;
constexpr std::int64_t kHidden = 64;
constexpr std::int64_t kContext = 2 * kHidden;
constexpr std::int64_t kHeads = 4;
constexpr std::int64_t kHeadWidth = kContext / kHeads;
constexpr std::int64_t kSlotWidth = 96;

}  // namespace

SlotAttention::SlotAttention() {
  stem_ = register_module("stem", make_convolution(1, kStemChannels, 3, {2, 2}));
  stem_norm_ = register_module("stem_norm", torch::nn::BatchNorm2d(kStemChannels));
  std::int64_t in = kStemChannels;
  for (const auto& shape : kBlocks) {
    auto block = std::make_shared<ResidualBlock>(in, shape.channels, shape.stride);
    blocks_.push_back(register_module("block" + std::to_string(blocks_.size()), block));
    in = shape.channels;
  }
  const auto collapse =
      torch::nn::Conv2dOptions(kTrunkChannels, kColumnWidth, {kTrunkHeight, 1}).bias(false);
  collapse_ = register_module("collapse", torch::nn::Conv2d(collapse));
  collapse_norm_ = register_module("collapse_norm", torch::nn::BatchNorm2d(kColumnWidth));
  column_positions_ =
      register_parameter("column_positions", 0.1 * torch::randn({kColumns, kColumnWidth}));
  lstm_ = register_module(
      "lstm",
      torch::nn::LSTM(
          torch::nn::LSTMOptions(kColumnWidth, kHidden).batch_first(true).bidirectional(true)));
  queries_ = register_parameter("queries", torch::randn({kHeads, kDigits, kHeadWidth}));
  keys_ = register_module("keys", torch::nn::Linear(kContext, kContext));
  values_ = register_module("values", torch::nn::Linear(kContext, kContext));
  slot_dense_ = register_module("slot_dense", torch::nn::Linear(kContext, kSlotWidth));
  slot_embedding_ = register_parameter("slot_embedding", 0.1 * torch::randn({kDigits, kSlotWidth}));
  classes_ = register_module("classes", torch::nn::Linear(kSlotWidth, kClasses));
}

torch::Tensor SlotAttention::columns(const torch::Tensor& images) {
  auto features = stem_norm_(stem_(normalise(images))).relu_();  // [batch, 16, 16, 64]
  for (const auto& block : blocks_) features = block->forward(features);
  features = collapse_norm_(collapse_(features)).relu_();  // [batch, 96, 1, 32]
  return features.squeeze(2).transpose(1, 2) + column_positions_;
}

torch::Tensor SlotAttention::attend(const torch::Tensor& context) {
  const auto by_head = [](const torch::Tensor& all) {  // → [batch, heads, 32, width of a head]
    return all.reshape({-1, kColumns, kHeads, kHeadWidth}).permute({0, 2, 1, 3});
  };
  const double scale = 1.0 / std::sqrt(static_cast<double>(kHeadWidth));
  const auto keys = by_head(keys_(context));
  const auto values = by_head(values_(context));
  const auto scores = torch::matmul(queries_ * scale, keys.transpose(2, 3));
  const auto seen = torch::matmul(scores.softmax(-1), values);  // [batch, heads, 5, width]
  return seen.permute({0, 2, 1, 3}).reshape({-1, kDigits, kContext});
}

torch::Tensor SlotAttention::forward(torch::Tensor images) {
  const auto sequence = columns(images);
  // A default state would fix the batch size in a trace; this one follows the input.
  const auto state = torch::zeros_like(sequence.select(1, 0).narrow(1, 0, kHidden))
                         .expand({2, -1, -1})
                         .contiguous();
  const auto context = std::get<0>(lstm_->forward(sequence, std::make_tuple(state, state)));
  const auto slots = (slot_dense_(attend(context)) + slot_embedding_).relu_();
  return classes_(slots);  // [batch, 5, 11]
}

std::int64_t SlotAttention::multiply_accumulates() const {
  std::int64_t macs = weight_macs(stem_->weight, kInputHeight * kInputWidth / 4);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    macs += blocks_[i]->multiply_accumulates(kBlocks[i].height * kBlocks[i].width);
  }
  macs += weight_macs(collapse_->weight, kColumns);
  for (const auto& parameter : lstm_->parameters()) {
    if (parameter.dim() == 2) macs += weight_macs(parameter, kColumns);
  }
  macs += weight_macs(keys_->weight, kColumns) + weight_macs(values_->weight, kColumns);
  macs += 2 * kDigits * kColumns * kContext;  // queries × keys, and weights × values
  return macs + weight_macs(slot_dense_->weight, kDigits) + weight_macs(classes_->weight, kDigits);
}

}  // namespace deepocr::training
