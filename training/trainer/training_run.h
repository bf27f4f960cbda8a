// SPDX-License-Identifier: MIT
// A training run in a folder of its own: checkpoints/, metrics.csv and metrics.png.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "data/example.h"
#include "support/progress_display.h"
#include "trainer/metrics_log.h"
#include "trainer/training_state.h"
#include "trainer/training_step.h"
#include "trainer/validation.h"

namespace deepocr::training {

enum class TrainingEnd {
  kFinished,      ///< all samples seen
  kStoppedEarly,  ///< no better validation for `patience` times
  kInterrupted,   ///< SIGINT or SIGTERM; the last checkpoint is complete
};

class TrainingRun {
 public:
  /// @param sets the first one decides which checkpoint is the best, and about stopping early.
  TrainingRun(std::filesystem::path folder, TrainingState state,
              std::shared_ptr<const ExampleSource> source, std::vector<ValidationSet> sets);

  /// Trains until the end of the options' samples, from where the state is.
  TrainingEnd run();

  const TrainingState& state() const { return state_; }

  static std::filesystem::path last_checkpoint(const std::filesystem::path& folder);
  static std::filesystem::path best_checkpoint(const std::filesystem::path& folder);

 private:
  /// Sums since the last row of metrics.csv.
  struct Interval {
    double loss = 0.0;  ///< of all samples together
    std::int64_t samples = 0;
    Tally tally;
  };

  void save_where_it_stands();
  void note_step(const StepFigures& figures, std::int64_t batch_size);
  void log(double learning_rate, const std::vector<ValidationFigures>& validations);
  bool validate_and_save(double learning_rate);  ///< @returns whether to stop early
  bool crossed(std::uint64_t before, std::uint64_t every) const;

  std::filesystem::path folder_;
  TrainingState state_;
  std::shared_ptr<const ExampleSource> source_;
  std::vector<ValidationSet> sets_;
  MetricsLog metrics_;
  ProgressDisplay display_;
  Interval interval_;
  double shown_loss_ = 0.0;  ///< smoothed, as is the next
  double shown_accuracy_ = 0.0;
};

}  // namespace deepocr::training
