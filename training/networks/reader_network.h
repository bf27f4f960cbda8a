// SPDX-License-Identifier: MIT
// What every network that reads plates has in common, and how to make one by name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <torch/nn/module.h>

namespace deepocr::training {

/// A network that turns pictures of plates into logits.
class ReaderNetwork : public torch::nn::Module {
 public:
  /// @param images `[batch, 1, 32, 128]`, luma 0..1. Each image is normalised inside, by its own
  /// mean and deviation.
  /// @returns logits `[batch, 5, 11]`: ten digits and "no digit here" for each position.
  virtual torch::Tensor forward(torch::Tensor images) = 0;

  /// Multiplications with addition that one image costs, in convolutions and matrix products.
  virtual std::int64_t multiply_accumulates() const = 0;

  std::int64_t parameter_count() const;
};

/// The names make_network() knows; the first is the default.
const std::vector<std::string>& architecture_names();

/// @returns a freshly initialised network; LibTorch's default generator supplies the numbers.
/// @throws Error kInvalidArgument when `architecture` is unknown.
std::shared_ptr<ReaderNetwork> make_network(const std::string& architecture);

}  // namespace deepocr::training
