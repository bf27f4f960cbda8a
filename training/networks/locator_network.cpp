// SPDX-License-Identifier: MIT
// The network that finds plates.
#include "networks/locator_network.h"

#include <torch/nn/functional/pixelshuffle.h>
#include <torch/nn/functional/pooling.h>

#include "deepocr/error.h"

namespace deepocr::training {
namespace {

constexpr InputSize kWindow = {192, 128};
constexpr std::int64_t kStem = 16;
constexpr std::int64_t kNarrow = 24;
constexpr std::int64_t kFine = 32;    // channels where a cell is 8 × 8 pixels
constexpr std::int64_t kCoarse = 64;  // and where it is 16 × 16

/// Each cell's mean spread over its pixels again.
torch::Tensor spread_over_pixels(const torch::Tensor& cells, const torch::Tensor& images) {
  constexpr std::int64_t kCell = LocatorNetwork::kCellSize;
  return cells.unsqueeze(3).unsqueeze(5).expand({-1, -1, -1, kCell, -1, kCell}).reshape_as(images);
}

/// Gives every neighbourhood of 40 × 40 pixels mean 0 and deviation 1, as far as its contrast is
/// more than noise: a plate in a dark garage then looks like one in the sun, and a small window
/// looks as it does within a whole frame.
torch::Tensor normalise_locally(const torch::Tensor& images) {
  namespace functional = torch::nn::functional;
  constexpr std::int64_t kNeighbours = 5;  // cells
  constexpr double kNoise = 0.02;          // of luma in 0..1
  const auto around = [](const torch::Tensor& pixels) {
    const auto cells =
        functional::avg_pool2d(pixels, functional::AvgPool2dFuncOptions(LocatorNetwork::kCellSize));
    return functional::avg_pool2d(cells, functional::AvgPool2dFuncOptions(kNeighbours)
                                             .stride(1)
                                             .padding(kNeighbours / 2)
                                             .count_include_pad(false));
  };
  const auto mean = around(images);
  const auto variance = (around(images.square()) - mean.square()).clamp_min(0.0);
  const auto scale = 1.0 / (variance.sqrt() + kNoise);
  return (images - spread_over_pixels(mean, images)) * spread_over_pixels(scale, images);
}

// Before it has learnt anything, a cell is as likely to lie in a plate as cells are in general.
void expect_few_plates(torch::nn::Conv2d& head) {
  constexpr double kLogit = -4.0;
  torch::NoGradGuard no_grad;
  head->bias.zero_();
  head->bias[0] = kLogit;
}

}  // namespace

LocatorNetwork::LocatorNetwork() {
  stem_ = register_module("stem", make_convolution(1, kStem, 3, {2, 2}));
  stem_norm_ = register_module("stem_norm", torch::nn::BatchNorm2d(kStem));
  narrow_ = register_module("narrow", make_convolution(kStem, kNarrow, 3, {2, 2}));
  narrow_norm_ = register_module("narrow_norm", torch::nn::BatchNorm2d(kNarrow));
  fine_ = register_module("fine", std::make_shared<ResidualBlock>(kNarrow, kFine, Extent(2, 2)));
  coarse_ =
      register_module("coarse", std::make_shared<ResidualBlock>(kFine, kCoarse, Extent(2, 2)));
  wide_ = register_module(
      "wide", std::make_shared<ResidualBlock>(kCoarse, kCoarse, Extent(1, 1), Extent(2, 2)));
  spread_ = register_module("spread", make_convolution(kCoarse, 4 * kFine, 1));
  merge_ = register_module("merge", make_convolution(kFine, kFine, 3));
  merge_norm_ = register_module("merge_norm", torch::nn::BatchNorm2d(kFine));
  head_ = register_module("head", torch::nn::Conv2d(kFine, kChannels, 1));
  expect_few_plates(head_);
}

torch::Tensor LocatorNetwork::forward(torch::Tensor images) {
  namespace functional = torch::nn::functional;
  auto features = stem_norm_(stem_(normalise_locally(images))).relu_();
  features = narrow_norm_(narrow_(features)).relu_();
  const auto fine = fine_->forward(features);                // cells of 8 × 8 pixels
  const auto wide = wide_->forward(coarse_->forward(fine));  // of 16 × 16
  const auto context =
      functional::pixel_shuffle(spread_(wide), functional::PixelShuffleFuncOptions(2));
  return head_(merge_norm_(merge_(fine + context)).relu_());
}

InputSize LocatorNetwork::input_size() const { return kWindow; }

std::int64_t LocatorNetwork::multiply_accumulates() const {
  const std::int64_t pixels = std::int64_t{kWindow.width} * kWindow.height;
  const std::int64_t fine = pixels / 64;
  const std::int64_t coarse = pixels / 256;
  return weight_macs(stem_->weight, pixels / 4) + weight_macs(narrow_->weight, pixels / 16) +
         fine_->multiply_accumulates(fine) + coarse_->multiply_accumulates(coarse) +
         wide_->multiply_accumulates(coarse) + weight_macs(spread_->weight, coarse) +
         weight_macs(merge_->weight, fine) + weight_macs(head_->weight, fine);
}

const std::vector<std::string>& locator_names() {
  static const std::vector<std::string> names = {"cells"};
  return names;
}

std::shared_ptr<LocatorNetwork> make_locator(const std::string& architecture) {
  if (architecture != locator_names().front()) {
    throw Error(ErrorCode::kInvalidArgument, "There is no network architecture named '" +
                                                 architecture + "' for locating; use cells.");
  }
  auto network = std::make_shared<LocatorNetwork>();
  use_channels_last(*network);
  return network;
}

}  // namespace deepocr::training
