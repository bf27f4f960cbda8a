// SPDX-License-Identifier: MIT
// Learning to read the digits of a plate.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "trainer/task.h"

namespace deepocr::training {

class ReadTask : public Task {
 public:
  const std::vector<std::string>& figures() const override;
  const std::vector<std::string>& architectures() const override;
  std::shared_ptr<Network> make_network(const std::string& architecture) const override;
  std::shared_ptr<const ExampleSource> training_source(const TrainOptions& options,
                                                       InputSize size) const override;
  std::vector<ValidationSet> validation_sets(const TrainOptions& options,
                                             InputSize size) const override;
  Lesson teach(Network& network, const Batch& batch, const TrainOptions& options) const override;
};

/// @returns int64 `[batch, 5]`, the class of each slot.
torch::Tensor slot_classes(const Batch& batch);

}  // namespace deepocr::training
