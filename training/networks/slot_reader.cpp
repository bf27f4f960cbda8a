// SPDX-License-Identifier: MIT
// Reads five digits from a picture that shows them and little else.
#include "networks/slot_reader.h"

#include <cmath>
#include <string>

#include "deepocr/model_file.h"

namespace deepocr::training {
namespace {

struct BlockShape {
  std::int64_t channels;
  Extent stride;
  std::int64_t height, width;  // of the output
};

constexpr std::int64_t kStemChannels = 16;
constexpr BlockShape kBlocks[] = {{16, {1, 1}, 16, 64}, {48, {2, 2}, 8, 32}, {64, {2, 1}, 4, 32}};
constexpr std::int64_t kTrunkChannels = 64;
constexpr std::int64_t kTrunkHeight = 4;
constexpr std::int64_t kColumns = 32;
constexpr std::int64_t kWidth = 96;         // of a column, a slot, and the LSTM's state
constexpr std::int64_t kContextKernel = 5;  // columns
constexpr int kContexts = 2;
constexpr std::int64_t kHeads = 4;
constexpr std::int64_t kHeadWidth = kWidth / kHeads;

}  // namespace

SlotReader::SlotReader(std::int64_t hint_width) {
  stem_ = register_module("stem", make_convolution(1, kStemChannels, 3, {2, 2}));
  stem_norm_ = register_module("stem_norm", torch::nn::BatchNorm2d(kStemChannels));
  std::int64_t in = kStemChannels;
  for (const auto& shape : kBlocks) {
    auto block = std::make_shared<ResidualBlock>(in, shape.channels, shape.stride);
    blocks_.push_back(register_module("block" + std::to_string(blocks_.size()), block));
    in = shape.channels;
  }
  const auto collapse =
      torch::nn::Conv2dOptions(kTrunkChannels, kWidth, {kTrunkHeight, 1}).bias(false);
  collapse_ = register_module("collapse", torch::nn::Conv2d(collapse));
  collapse_norm_ = register_module("collapse_norm", torch::nn::BatchNorm2d(kWidth));
  for (int i = 0; i < kContexts; ++i) {
    const auto context = torch::nn::Conv2dOptions(kWidth, kWidth, {1, kContextKernel})
                             .padding({0, kContextKernel / 2})
                             .bias(false);
    contexts_.emplace_back(
        register_module("context" + std::to_string(i), torch::nn::Conv2d(context)));
    context_norms_.emplace_back(
        register_module("context_norm" + std::to_string(i), torch::nn::BatchNorm2d(kWidth)));
  }
  column_positions_ =
      register_parameter("column_positions", 0.1 * torch::randn({kColumns, kWidth}));
  queries_ = register_parameter("queries", torch::randn({kHeads, kDigits, kHeadWidth}));
  keys_ = register_module("keys", torch::nn::Linear(kWidth, kWidth));
  values_ = register_module("values", torch::nn::Linear(kWidth, kWidth));
  slot_dense_ = register_module("slot_dense", torch::nn::Linear(kWidth, kWidth));
  hint_dense_ = register_module("hint_dense", torch::nn::Linear(hint_width, kWidth));
  slot_embedding_ = register_parameter("slot_embedding", 0.1 * torch::randn({kDigits, kWidth}));
  lstm_ = register_module(
      "lstm", torch::nn::LSTM(torch::nn::LSTMOptions(kWidth, kWidth).batch_first(true)));
  classes_ = register_module("classes", torch::nn::Linear(2 * kWidth, kClasses));
}

torch::Tensor SlotReader::columns(const torch::Tensor& images) {
  auto features = stem_norm_(stem_(images)).relu_();  // [batch, 16, 16, 64]
  for (const auto& block : blocks_) features = block->forward(features);
  features = collapse_norm_(collapse_(features)).relu_();  // [batch, 96, 1, 32]
  for (std::size_t i = 0; i < contexts_.size(); ++i) {
    features = (context_norms_[i](contexts_[i](features)) + features).relu();
  }
  return features.squeeze(2).transpose(1, 2) + column_positions_;
}

torch::Tensor SlotReader::attend(const torch::Tensor& context) {
  const auto by_head = [](const torch::Tensor& all) {  // → [batch, heads, 32, width of a head]
    return all.reshape({-1, kColumns, kHeads, kHeadWidth}).permute({0, 2, 1, 3});
  };
  const double scale = 1.0 / std::sqrt(static_cast<double>(kHeadWidth));
  const auto keys = by_head(keys_(context));
  const auto values = by_head(values_(context));
  const auto scores = torch::matmul(queries_ * scale, keys.transpose(2, 3));
  const auto seen = torch::matmul(scores.softmax(-1), values);  // [batch, heads, 5, width]
  return seen.permute({0, 2, 1, 3}).reshape({-1, kDigits, kWidth});
}

torch::Tensor SlotReader::forward(const torch::Tensor& images, const torch::Tensor& hints) {
  const auto seen = attend(columns(images));
  const auto slots = (slot_dense_(seen) + slot_embedding_ + hint_dense_(hints).unsqueeze(1)).relu();
  // A default state would fix the batch size in a trace; this one follows the input.
  const auto state = torch::zeros_like(slots.select(1, 0)).unsqueeze(0);
  const auto steps = std::get<0>(lstm_->forward(slots, std::make_tuple(state, state)));
  return classes_(torch::cat({slots, steps}, 2));  // [batch, 5, 11]
}

std::int64_t SlotReader::multiply_accumulates() const {
  std::int64_t macs = weight_macs(stem_->weight, std::int64_t{kInput.height} * kInput.width / 4);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    macs += blocks_[i]->multiply_accumulates(kBlocks[i].height * kBlocks[i].width);
  }
  macs += weight_macs(collapse_->weight, kColumns);
  for (const auto& context : contexts_) macs += weight_macs(context->weight, kColumns);
  macs += weight_macs(keys_->weight, kColumns) + weight_macs(values_->weight, kColumns);
  macs += 2 * kDigits * kColumns * kWidth;  // queries × keys, and weights × values
  for (const auto& parameter : lstm_->parameters()) {
    if (parameter.dim() == 2) macs += weight_macs(parameter, kDigits);
  }
  return macs + hint_dense_->weight.numel() + weight_macs(slot_dense_->weight, kDigits) +
         weight_macs(classes_->weight, kDigits);
}

}  // namespace deepocr::training
