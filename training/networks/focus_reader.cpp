// SPDX-License-Identifier: MIT
// The default reader: looks for the run of digits, and then closely at it.
#include "networks/focus_reader.h"

#include <torch/nn/functional/vision.h>

namespace deepocr::training {
namespace {

constexpr InputSize kInput = {192, 64};
// What the reader sees beyond the run, in its widths and heights: room for the finder's error, and
// for what tells that a run goes on.
constexpr double kMarginX = 0.06;
constexpr double kMarginY = 0.18;

// Each pixel of the reader's input as a mixture of the run's four corners.
torch::Tensor mixtures_of_corners() {
  const std::int64_t rows = SlotReader::kInput.height;
  const std::int64_t columns = SlotReader::kInput.width;
  const auto along = [](std::int64_t count, double margin) {
    const auto share = (torch::arange(count, torch::kFloat32) + 0.5) / double(count);
    return share * (1 + 2 * margin) - margin;
  };
  const auto u = along(columns, kMarginX).repeat({rows});
  const auto v = along(rows, kMarginY).repeat_interleave(columns);
  return torch::stack({(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v}, 1);
}

// In training some runs come from the truth, a little off, so that the reader learns before the
// finder has, and meets errors that the finder no longer makes.
torch::Tensor with_some_truth(const torch::Tensor& found, const KnownRuns& runs) {
  constexpr double kShare = 0.25;
  constexpr double kError = 0.03;  // standard deviation, in widths and heights of the run
  const auto extents =
      std::get<0>(runs.corners.max(1, true)) - std::get<0>(runs.corners.min(1, true));
  const auto shaken = runs.corners + torch::randn_like(runs.corners) * extents * kError;
  const auto told = torch::rand({found.size(0)}).lt(kShare).logical_and(runs.known);
  return torch::where(told.view({-1, 1, 1}), shaken, found);
}

}  // namespace

FocusReader::FocusReader()
    : finder_(register_module("finder", std::make_shared<RunFinder>(kInput))),
      reader_(register_module("reader", std::make_shared<SlotReader>(RunFinder::kSummaryWidth))),
      corner_shares_(register_buffer("corner_shares", mixtures_of_corners())) {}

torch::Tensor FocusReader::look_at(const torch::Tensor& images,
                                   const torch::Tensor& corners) const {
  namespace functional = torch::nn::functional;
  const auto places = torch::matmul(corner_shares_, corners) * 2 - 1;  // [batch, pixels, 2]
  const auto grid = places.reshape({-1, SlotReader::kInput.height, SlotReader::kInput.width, 2});
  return functional::grid_sample(images, grid,
                                 functional::GridSampleFuncOptions()
                                     .mode(torch::kBilinear)
                                     .padding_mode(torch::kBorder)
                                     .align_corners(false));
}

ReaderOutput FocusReader::read(const torch::Tensor& images, const KnownRuns* runs) {
  const auto normal = normalise(images);
  const auto found = finder_->forward(normal);
  const bool helped = runs != nullptr && is_training();
  const auto corners = helped ? with_some_truth(found.corners, *runs) : found.corners;
  const auto run = normalise(look_at(normal, corners));
  return {reader_->forward(run, found.summary), found.corners};
}

InputSize FocusReader::input_size() const { return kInput; }

std::int64_t FocusReader::multiply_accumulates() const {
  return finder_->multiply_accumulates() + corner_shares_.numel() * 2 +
         reader_->multiply_accumulates();
}

}  // namespace deepocr::training
