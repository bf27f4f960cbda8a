// SPDX-License-Identifier: MIT
// Learning to find plates.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "trainer/task.h"

namespace deepocr::training {

class LocateTask : public Task {
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

}  // namespace deepocr::training
