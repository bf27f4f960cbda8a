// SPDX-License-Identifier: MIT
// Learning to find plates.
#include "trainer/locate_task.h"

#include <torch/nn/functional/activation.h>

#include "data/locate_example.h"
#include "data/locate_source.h"
#include "deepocr/error.h"
#include "networks/locator_network.h"

namespace deepocr::training {
namespace {

/// What the cells of a batch should say; each `[batch, …, rows, columns]`.
struct CellTargets {
  torch::Tensor positive, negative;  ///< bool
  torch::Tensor corners;             ///< eight planes, in LocateTargets::kCornerUnit
  torch::Tensor size;                ///< of the plate, in the same unit
};

CellTargets cell_targets(const Batch& batch) {
  constexpr std::int64_t kStride = LocateTargets::kStride;
  const auto planes =
      batch.targets.view({batch.size(), LocateTargets::kPlanes, batch.images.size(2) / kStride,
                          batch.images.size(3) / kStride});
  const auto score = planes.select(1, LocateTargets::kScore);
  return {score.gt(0.5), score.eq(0.0), planes.narrow(1, LocateTargets::kCorners, 8),
          planes.select(1, LocateTargets::kSize)};
}

/// Focal loss (Lin et al. 2017), which leaves cells alone that are right already: nearly all are
/// background. Per positive cell.
torch::Tensor score_loss(const torch::Tensor& logits, const CellTargets& targets) {
  namespace functional = torch::nn::functional;
  const auto probability = logits.sigmoid();
  const auto missed = -functional::logsigmoid(logits) * (1 - probability).square();
  const auto invented = -functional::logsigmoid(-logits) * probability.square();
  const auto positives = targets.positive.to(torch::kFloat32);
  const auto negatives = targets.negative.to(torch::kFloat32);
  return (missed * positives + invented * negatives).sum() / positives.sum().clamp_min(1.0);
}

/// Distances of the corners from the truth as shares of the plate's size, `[batch, 8, rows,
/// columns]`; meaningful in positive cells.
torch::Tensor corner_errors(const torch::Tensor& corners, const CellTargets& targets) {
  return (corners - targets.corners).abs() / targets.size.clamp_min(1e-3).unsqueeze(1);
}

torch::Tensor corner_loss(const torch::Tensor& errors, const CellTargets& targets) {
  constexpr double kQuadraticBelow = 0.05;
  const auto loss =
      torch::where(errors.lt(kQuadraticBelow), errors.square() / (2 * kQuadraticBelow),
                   errors - kQuadraticBelow / 2);
  const auto positives = targets.positive.to(torch::kFloat32);
  return (loss.mean(1) * positives).sum() / positives.sum().clamp_min(1.0);
}

/// A cell is right when it scores at least a half and its corners are within an eighth of the
/// plate's size, on average.
Tally count_right(const torch::Tensor& scores, const torch::Tensor& errors,
                  const CellTargets& targets) {
  constexpr double kNear = 0.125;
  torch::NoGradGuard no_grad;
  const auto count = [](const torch::Tensor& which) {
    return static_cast<double>(which.sum().item<std::int64_t>());
  };
  const auto claimed = scores.gt(0.0);
  const auto near = errors.mean(1).lt(kNear);
  const double found = count(claimed.logical_and(targets.positive).logical_and(near));
  const double positives = count(targets.positive);
  const double claims = count(claimed.logical_and(targets.positive.logical_or(targets.negative)));
  return {{found, positives + claims - found}, {found, positives}, {found, claims}};
}

}  // namespace

const std::vector<std::string>& LocateTask::figures() const {
  static const std::vector<std::string> names = {"cell_accuracy", "cell_recall", "cell_precision"};
  return names;
}

const std::vector<std::string>& LocateTask::architectures() const { return locator_names(); }

std::shared_ptr<Network> LocateTask::make_network(const std::string& architecture) const {
  return make_locator(architecture);
}

std::shared_ptr<const ExampleSource> LocateTask::training_source(const TrainOptions& options,
                                                                 InputSize size) const {
  if (!options.dataset.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "The task locate learns from its stream of renderings; leave --dataset out.");
  }
  return std::make_shared<LocateSource>(
      locate_sampler(options.seed, options.backgrounds, size, synth::Split::kTraining));
}

std::vector<ValidationSet> LocateTask::validation_sets(const TrainOptions& options,
                                                       InputSize size) const {
  auto source = std::make_shared<LocateSource>(
      locate_sampler(kLocateValidationSeed, options.backgrounds, size, synth::Split::kValidation));
  return {make_validation_set("renderings", std::move(source), size, 0,
                              static_cast<std::uint64_t>(options.validation_samples),
                              options.workers)};
}

Lesson LocateTask::teach(Network& network, const Batch& batch, const TrainOptions&) const {
  constexpr double kCornerWeight = 2.0;
  const auto targets = cell_targets(batch);
  const auto output = network.forward(batch.images);
  const auto scores = output.select(1, 0);
  const auto errors = corner_errors(output.narrow(1, 1, 8), targets);
  const auto loss = score_loss(scores, targets) + kCornerWeight * corner_loss(errors, targets);
  return {loss, count_right(scores, errors, targets)};
}

}  // namespace deepocr::training
