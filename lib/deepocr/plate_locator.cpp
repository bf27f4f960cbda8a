// SPDX-License-Identifier: MIT
// Finds plates: runs the network on each level of a picture's pyramid, and merges what it finds.
#include "deepocr/plate_locator.h"

#include <utility>

#include "deepocr/luma_pyramid.h"
#include "deepocr/plate_candidates.h"
#include "deepocr/torch_model.h"

namespace deepocr {
namespace {

/// The smallest picture, two batch sizes and other sizes: a trace may have fixed what it was made
/// with.
std::vector<Shape> trial_inputs(const ModelInfo&) {
  return {{1, 1, 32, 32}, {1, 1, 64, 96}, {2, 1, 96, 160}};
}

Shape cells_for(const Shape& input) {
  return {input[0], kCellChannels, input[2] / kLocatorStride, input[3] / kLocatorStride};
}

constexpr NetworkContract kContract{kTaskLocate, trial_inputs, cells_for};

}  // namespace

struct PlateLocator::Private {
  Private(const std::string& model_path, const PlateLocatorOptions& options)
      : model(model_path, kContract, options.device, options.threads) {
    // The very first two passes profile and compile the graph.
    const c10::InferenceMode no_gradients;
    const torch::Tensor gray = torch::full({1, 1, 64, 96}, 0.5);
    for (int pass = 0; pass < 2; ++pass) model.forward(gray);
  }

  void collect(PyramidLevel& level, bool coarsest, const ImageView& image, double threshold,
               std::vector<LocatedPlate>& candidates) {
    const torch::Tensor input =
        torch::from_blob(level.luma.data(), {1, 1, level.padded_height, level.padded_width});
    const torch::Tensor output = model.forward(input);  // [1, 9, rows, columns]
    CellGrid grid;
    grid.values = output.data_ptr<float>();
    grid.rows = static_cast<int>(output.size(2));
    grid.columns = static_cast<int>(output.size(3));
    grid.scale_x = level.scale_x;
    grid.scale_y = level.scale_y;
    grid.coarsest = coarsest;
    collect_candidates(grid, image.width, image.height, threshold, candidates);
  }

  TorchModel model;
  LumaPyramid pyramid;
};

PlateLocator::PlateLocator(const std::string& model_path, const PlateLocatorOptions& options) try
    : d_(std::make_unique<Private>(model_path, options)) {
} catch (...) {
  rethrow_as_error(ErrorCode::kUnreadable, "the model " + model_path + " cannot be loaded");
}

PlateLocator::~PlateLocator() = default;
PlateLocator::PlateLocator(PlateLocator&&) noexcept = default;
PlateLocator& PlateLocator::operator=(PlateLocator&&) noexcept = default;

const ModelInfo& PlateLocator::info() const noexcept { return d_->model.info(); }

std::vector<LocatedPlate> PlateLocator::locate(const ImageView& image, double threshold,
                                               int max_plates) const try {
  if (image.data == nullptr || image.width < 1 || image.height < 1) return {};
  const c10::InferenceMode no_gradients;
  d_->model.use_threads();
  std::vector<LocatedPlate> candidates;
  std::vector<PyramidLevel>& levels = d_->pyramid.build(image);
  for (PyramidLevel& level : levels) {
    d_->collect(level, &level == &levels.back(), image, threshold, candidates);
  }
  std::vector<LocatedPlate> plates = merge_candidates(std::move(candidates), max_plates);
  for (LocatedPlate& plate : plates) plate.quad = scaled(plate.quad, kGrowth);
  return plates;
} catch (...) {
  rethrow_as_error(ErrorCode::kInference, d_->model.path() + ": the network failed");
}

}  // namespace deepocr
