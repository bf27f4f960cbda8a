// SPDX-License-Identifier: MIT
// How good a network is on examples it does not learn from.
#include "trainer/validation.h"

#include "data/prefetcher.h"

namespace deepocr::training {

ValidationSet make_validation_set(const std::string& name,
                                  std::shared_ptr<const PatchSource> source, std::uint64_t first,
                                  std::uint64_t count, int workers) {
  constexpr std::size_t kWaiting = 64;
  Prefetcher prefetcher(std::move(source), first, workers, kWaiting);
  std::vector<LabelledPatch> patches;
  patches.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) patches.push_back(prefetcher.next());
  return {name, make_batch(patches)};
}

torch::Tensor predict(ReaderNetwork& network, const torch::Tensor& images) {
  constexpr std::int64_t kBatch = 64;
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> logits;
  for (const auto& part : images.split(kBatch)) logits.push_back(network.forward(part));
  return torch::cat(logits);
}

ValidationFigures validate(ReaderNetwork& network, const ValidationSet& set) {
  const auto logits = predict(network, set.examples.images);
  ValidationFigures figures;
  figures.name = set.name;
  figures.loss = slot_loss(logits, set.examples.classes, 0.0).item<double>();
  figures.counts = count_right(logits, set.examples.classes);
  return figures;
}

}  // namespace deepocr::training
