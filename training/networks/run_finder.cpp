// SPDX-License-Identifier: MIT
// Finds the run of digits in the picture of a plate.
#include "networks/run_finder.h"

#include <string>

#include <torch/nn/init.h>

namespace deepocr::training {
namespace {

constexpr std::int64_t kCellSize = 8;  // pixels
constexpr std::int64_t kStem = 8;
constexpr std::int64_t kNarrow = 16;
constexpr std::int64_t kWidth = 32;
constexpr std::int64_t kCorners = 4;
// Along the run each block sees twice as far as the one before: five digits fill up to the whole
// picture, and where a run ends depends on how long it is.
constexpr Extent kDilations[] = {{1, 2}, {1, 4}};

// Before it has learnt anything, every cell votes for the picture less a margin.
void vote_for_the_whole(torch::nn::Conv2d& votes) {
  torch::NoGradGuard no_grad;
  votes->weight.mul_(0.1);
  votes->bias.zero_();
  const float margins[] = {-0.4F, -0.35F, 0.4F, -0.35F, 0.4F, 0.35F, -0.4F, 0.35F};
  for (std::int64_t i = 0; i < 2 * kCorners; ++i) votes->bias[kCorners + i] = margins[i];
}

}  // namespace

RunFinder::RunFinder(InputSize size)
    : rows_(size.height / kCellSize), columns_(size.width / kCellSize) {
  stem_ = register_module("stem", make_convolution(1, kStem, 3, {2, 2}));
  stem_norm_ = register_module("stem_norm", torch::nn::BatchNorm2d(kStem));
  narrow_ = register_module("narrow", make_convolution(kStem, kNarrow, 3, {2, 2}));
  narrow_norm_ = register_module("narrow_norm", torch::nn::BatchNorm2d(kNarrow));
  const auto add_block = [this](std::int64_t in, Extent stride, Extent dilation) {
    auto block = std::make_shared<ResidualBlock>(in, kWidth, stride, dilation);
    blocks_.push_back(register_module("block" + std::to_string(blocks_.size()), block));
  };
  add_block(kNarrow, {2, 2}, {1, 1});
  for (const Extent& dilation : kDilations) add_block(kWidth, {1, 1}, dilation);
  votes_ = register_module("votes", torch::nn::Conv2d(kWidth, 3 * kCorners, 1));
  vote_for_the_whole(votes_);
  const auto x = (torch::arange(columns_, torch::kFloat32) + 0.5) / double(columns_);
  const auto y = (torch::arange(rows_, torch::kFloat32) + 0.5) / double(rows_);
  const auto centres = torch::stack({x.repeat({rows_}), y.repeat_interleave(columns_)});
  cells_ = register_buffer("cells", centres.view({1, 1, 2, rows_ * columns_}));
}

RunFinder::Found RunFinder::forward(const torch::Tensor& images) {
  auto features = stem_norm_(stem_(images)).relu_();
  features = narrow_norm_(narrow_(features)).relu_();
  for (const auto& block : blocks_) features = block->forward(features);
  const auto votes = votes_(features).flatten(2);                  // [batch, 12, cells]
  const auto attention = votes.narrow(1, 0, kCorners).softmax(2);  // [batch, 4, cells]
  const auto offsets =
      votes.narrow(1, kCorners, 2 * kCorners).reshape({-1, kCorners, 2, rows_ * columns_});
  const auto corners = ((cells_ + offsets) * attention.unsqueeze(2)).sum(3);  // [batch, 4, 2]
  const auto seen = torch::matmul(attention, features.flatten(2).transpose(1, 2));
  return {corners, seen.flatten(1)};
}

std::int64_t RunFinder::multiply_accumulates() const {
  const std::int64_t cells = rows_ * columns_;
  std::int64_t macs =
      weight_macs(stem_->weight, 16 * cells) + weight_macs(narrow_->weight, 4 * cells);
  for (const auto& block : blocks_) macs += block->multiply_accumulates(cells);
  return macs + weight_macs(votes_->weight, cells) + kCorners * cells * (kWidth + 2);
}

}  // namespace deepocr::training
