// SPDX-License-Identifier: MIT
// The network that finds plates.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include "networks/layers.h"
#include "networks/network.h"

namespace deepocr::training {

/// Fully convolutional: takes pictures of any size in multiples of 32. Each cell of 8 × 8 pixels
/// says whether it lies in the middle of a plate, and where that plate's corners are.
class LocatorNetwork : public Network {
 public:
  static constexpr int kCellSize = 8;  ///< pixels
  static constexpr int kChannels = 9;  ///< the score's logit, and four corners

  LocatorNetwork();

  /// @returns `[batch, 9, height / 8, width / 8]`, as docs/model-format.md says.
  torch::Tensor forward(torch::Tensor images) override;
  InputSize input_size() const override;
  std::int64_t multiply_accumulates() const override;

 private:
  torch::nn::Conv2d stem_{nullptr}, narrow_{nullptr};
  torch::nn::BatchNorm2d stem_norm_{nullptr}, narrow_norm_{nullptr};
  std::shared_ptr<ResidualBlock> fine_, coarse_, wide_;
  torch::nn::Conv2d spread_{nullptr}, merge_{nullptr};
  torch::nn::BatchNorm2d merge_norm_{nullptr};
  torch::nn::Conv2d head_{nullptr};
};

/// The names make_locator() knows; the first is the default.
const std::vector<std::string>& locator_names();

/// @returns a freshly initialised network; LibTorch's default generator supplies the numbers.
/// @throws Error kInvalidArgument when `architecture` is unknown.
std::shared_ptr<LocatorNetwork> make_locator(const std::string& architecture);

}  // namespace deepocr::training
