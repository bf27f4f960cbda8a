// SPDX-License-Identifier: MIT
// Learning to read the digits of a plate.
#include "trainer/read_task.h"

#include <torch/nn/functional/loss.h>

#include "data/read_example.h"
#include "networks/reader_network.h"
#include "trainer/example_sources.h"

namespace deepocr::training {
namespace {

KnownRuns known_runs(const Batch& batch) {
  const auto corners = batch.targets.narrow(1, ReadTargets::kCornersAt, 8).view({-1, 4, 2});
  return {corners, batch.targets.select(1, ReadTargets::kHasRunAt).gt(0.5)};
}

/// Mean cross-entropy over all slots.
torch::Tensor slot_loss(const torch::Tensor& logits, const torch::Tensor& classes,
                        double label_smoothing) {
  namespace functional = torch::nn::functional;
  return functional::cross_entropy(
      logits.flatten(0, 1), classes.flatten(),
      functional::CrossEntropyFuncOptions().label_smoothing(label_smoothing));
}

/// Mean distance of the corners from the truth, in widths and heights of the run.
torch::Tensor corner_loss(const torch::Tensor& corners, const KnownRuns& runs) {
  constexpr double kQuadraticBelow = 0.05;
  constexpr double kLeastExtent = 0.02;  // of a run, so that a sliver does not rule the batch
  const auto extents =
      (std::get<0>(runs.corners.max(1, true)) - std::get<0>(runs.corners.min(1, true)))
          .clamp_min(kLeastExtent);
  const auto error = ((corners - runs.corners) / extents).abs();
  const auto loss = torch::where(error.lt(kQuadraticBelow), error.square() / (2 * kQuadraticBelow),
                                 error - kQuadraticBelow / 2);
  const auto weights = runs.known.to(torch::kFloat32).view({-1, 1, 1});
  return (loss * weights).sum() / (8 * weights.sum()).clamp_min(1.0);
}

Tally count_right(const torch::Tensor& logits, const torch::Tensor& classes) {
  torch::NoGradGuard no_grad;
  const auto count = [](const torch::Tensor& which) {
    return static_cast<double>(which.sum().item<std::int64_t>());
  };
  const auto answers = logits.argmax(2);
  const auto right = answers.eq(classes);
  const auto is_plate = classes.select(1, 0).ne(kNoDigit);
  const auto is_negative = is_plate.logical_not();
  const double plates = count(is_plate);
  return {{count(right.all(1).logical_and(is_plate)), plates},
          {count(right.logical_and(is_plate.unsqueeze(1))), plates * kDigits},
          {count(answers.eq(kNoDigit).any(1).logical_and(is_negative)), count(is_negative)}};
}

}  // namespace

const std::vector<std::string>& ReadTask::figures() const {
  static const std::vector<std::string> names = {"plate_accuracy", "digit_accuracy",
                                                 "negatives_refused"};
  return names;
}

const std::vector<std::string>& ReadTask::architectures() const { return reader_names(); }

std::shared_ptr<Network> ReadTask::make_network(const std::string& architecture) const {
  return make_reader(architecture);
}

std::shared_ptr<const ExampleSource> ReadTask::training_source(const TrainOptions& options,
                                                               InputSize size) const {
  return read_training_source(options, size);
}

std::vector<ValidationSet> ReadTask::validation_sets(const TrainOptions& options,
                                                     InputSize size) const {
  return read_validation_sets(options, size);
}

Lesson ReadTask::teach(Network& network, const Batch& batch, const TrainOptions& options) const {
  const auto runs = known_runs(batch);
  const auto classes = slot_classes(batch);
  const auto output = dynamic_cast<ReaderNetwork&>(network).read(batch.images, &runs);
  auto loss = slot_loss(output.logits, classes, options.label_smoothing);
  if (output.corners.defined()) loss = loss + corner_loss(output.corners, runs);
  return {loss, count_right(output.logits, classes)};
}

torch::Tensor slot_classes(const Batch& batch) {
  return batch.targets.narrow(1, ReadTargets::kClassesAt, kDigits).to(torch::kInt64);
}

}  // namespace deepocr::training
