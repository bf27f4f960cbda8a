// SPDX-License-Identifier: MIT
// Building blocks that the networks share.
#include "networks/layers.h"

#include <torch/nn/init.h>

namespace deepocr::training {

torch::Tensor normalise(const torch::Tensor& images) {
  // Variance of a flat picture is 0; a step of one grey level in 255 has a variance near 4e-6.
  constexpr double kEpsilon = 1e-5;
  const auto mean = images.mean({1, 2, 3}, /*keepdim=*/true);
  const auto centred = images - mean;
  const auto variance = centred.square().mean({1, 2, 3}, /*keepdim=*/true);
  return centred * (variance + kEpsilon).rsqrt();
}

torch::nn::Conv2d make_convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                   Extent stride, Extent dilation) {
  auto options = torch::nn::Conv2dOptions(in, out, kernel)
                     .stride({stride.first, stride.second})
                     .dilation({dilation.first, dilation.second})
                     .padding({kernel / 2 * dilation.first, kernel / 2 * dilation.second})
                     .bias(false);
  torch::nn::Conv2d convolution(options);
  torch::nn::init::kaiming_normal_(convolution->weight, 0.0, torch::kFanOut, torch::kReLU);
  return convolution;
}

void use_channels_last(torch::nn::Module& network) {
  torch::NoGradGuard no_grad;
  for (auto& parameter : network.parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    }
  }
}

ResidualBlock::ResidualBlock(std::int64_t in, std::int64_t out, Extent stride, Extent dilation)
    : first_(register_module("first", make_convolution(in, out, 3, stride, dilation))),
      second_(register_module("second", make_convolution(out, out, 3, {1, 1}, dilation))),
      first_norm_(register_module("first_norm", torch::nn::BatchNorm2d(out))),
      second_norm_(register_module("second_norm", torch::nn::BatchNorm2d(out))) {
  torch::nn::init::zeros_(second_norm_->weight);
  if (in != out || stride.first != 1 || stride.second != 1) {
    shortcut_ = register_module("shortcut", make_convolution(in, out, 1, stride));
    shortcut_norm_ = register_module("shortcut_norm", torch::nn::BatchNorm2d(out));
  }
}

torch::Tensor ResidualBlock::forward(const torch::Tensor& input) {
  auto residual = first_norm_(first_(input)).relu_();
  residual = second_norm_(second_(residual));
  const auto kept = shortcut_.is_empty() ? input : shortcut_norm_(shortcut_(input));
  return residual.add_(kept).relu_();
}

std::int64_t ResidualBlock::multiply_accumulates(std::int64_t positions) const {
  auto macs = weight_macs(first_->weight, positions) + weight_macs(second_->weight, positions);
  if (!shortcut_.is_empty()) macs += weight_macs(shortcut_->weight, positions);
  return macs;
}

}  // namespace deepocr::training
