// SPDX-License-Identifier: MIT
// What a network is trained for: its examples, its loss and its figures.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/example.h"
#include "networks/network.h"
#include "trainer/batch.h"
#include "trainer/tally.h"
#include "trainer/train_options.h"
#include "trainer/validation_set.h"

namespace deepocr::training {

/// What one batch gives.
struct Lesson {
  torch::Tensor loss;  ///< scalar, the mean over the batch
  Tally tally;
};

/// Implementations are immutable.
class Task {
 public:
  virtual ~Task() = default;

  /// Names of the shares of a tally. The first one decides which checkpoint is the best.
  virtual const std::vector<std::string>& figures() const = 0;

  /// Names that make_network() knows; the first is the default.
  virtual const std::vector<std::string>& architectures() const = 0;

  /// @throws Error kInvalidArgument when the task has no such architecture.
  virtual std::shared_ptr<Network> make_network(const std::string& architecture) const = 0;

  /// @param size of the network's input.
  virtual std::shared_ptr<const ExampleSource> training_source(const TrainOptions& options,
                                                               InputSize size) const = 0;

  /// The first one decides which checkpoint is the best; the others never decide anything.
  virtual std::vector<ValidationSet> validation_sets(const TrainOptions& options,
                                                     InputSize size) const = 0;

  /// @param network made by make_network(); in training mode the loss has gradients.
  virtual Lesson teach(Network& network, const Batch& batch, const TrainOptions& options) const = 0;
};

/// The names make_task() knows; the first is the default.
const std::vector<std::string>& task_names();

/// @param name TrainOptions::task.
/// @throws Error kInvalidArgument when there is no such task.
std::shared_ptr<const Task> make_task(const std::string& name);

}  // namespace deepocr::training
