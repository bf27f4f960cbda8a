// SPDX-License-Identifier: MIT
// Building blocks that the networks share.
#pragma once

#include <cstdint>
#include <utility>

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace deepocr::training {

/// Gives every image of `[batch, 1, height, width]` mean 0 and deviation 1.
torch::Tensor normalise(const torch::Tensor& images);

/// Rows and columns.
using Extent = std::pair<std::int64_t, std::int64_t>;

/// A convolution without bias, for a batch normalisation to follow; odd kernels keep the size.
torch::nn::Conv2d make_convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                   Extent stride = {1, 1}, Extent dilation = {1, 1});

/// Stores the weights of convolutions as channels last, which trains about 1.25 times faster on
/// CPUs. Loading a checkpoint replaces the tensors, so it has to be called again after that.
void use_channels_last(torch::nn::Module& network);

/// `positions` outputs of a layer with this weight.
inline std::int64_t weight_macs(const torch::Tensor& weight, std::int64_t positions) {
  return weight.numel() * positions;
}

/// Two 3×3 convolutions beside a shortcut (He et al. 2016), which is a 1×1 convolution where the
/// shape changes. The block starts as the shortcut alone: its last normalisation starts at zero.
/// A dilation spreads the kernel of both (Yu and Koltun 2016), to see farther at the same cost.
class ResidualBlock : public torch::nn::Module {
 public:
  ResidualBlock(std::int64_t in, std::int64_t out, Extent stride = {1, 1},
                Extent dilation = {1, 1});

  /// `[batch, in, height, width]` → `[batch, out, height / stride, width / stride]`
  torch::Tensor forward(const torch::Tensor& input);

  /// @param positions height × width of the output.
  std::int64_t multiply_accumulates(std::int64_t positions) const;

 private:
  torch::nn::Conv2d first_, second_, shortcut_{nullptr};
  torch::nn::BatchNorm2d first_norm_, second_norm_, shortcut_norm_{nullptr};
};

}  // namespace deepocr::training
