// SPDX-License-Identifier: MIT
// How good a network is on examples it does not learn from.
#include "trainer/validation.h"

#include <algorithm>
#include <vector>

namespace deepocr::training {
namespace {

constexpr std::int64_t kBatch = 64;

}  // namespace

ValidationFigures validate(const Task& task, Network& network, const ValidationSet& set,
                           const TrainOptions& options) {
  torch::NoGradGuard no_grad;
  ValidationFigures figures;
  figures.name = set.name;
  const std::int64_t size = set.examples.size();
  for (std::int64_t first = 0; first < size; first += kBatch) {
    const std::int64_t count = std::min(kBatch, size - first);
    const Batch batch = {set.examples.images.narrow(0, first, count),
                         set.examples.targets.narrow(0, first, count)};
    const Lesson lesson = task.teach(network, batch, options);
    figures.loss += lesson.loss.item<double>() * static_cast<double>(count) / double(size);
    add(figures.tally, lesson.tally);
  }
  return figures;
}

torch::Tensor predict(Network& network, const torch::Tensor& images) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> outputs;
  for (const auto& part : images.split(kBatch)) outputs.push_back(network.forward(part));
  return torch::cat(outputs);
}

}  // namespace deepocr::training
