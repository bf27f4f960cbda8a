// SPDX-License-Identifier: MIT
// A training run in a folder of its own: checkpoints/, metrics.csv and metrics.png.
#include "trainer/training_run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "data/prefetcher.h"
#include "support/atomic_file.h"
#include "support/interrupt.h"
#include "trainer/metrics_plot.h"
#include "trainer/schedule.h"

namespace deepocr::training {
namespace {

constexpr std::uint64_t kRowsPerValidation = 10;
constexpr int kBatchesAhead = 8;

std::vector<std::string> metric_columns(const Task& task, const std::vector<ValidationSet>& sets) {
  std::vector<std::string> columns = {"samples", "learning_rate", "images_per_second", "loss"};
  columns.insert(columns.end(), task.figures().begin(), task.figures().end());
  for (const auto& set : sets) {
    columns.push_back(set.name + "_loss");
    for (const auto& figure : task.figures()) columns.push_back(set.name + "_" + figure);
  }
  return columns;
}

/// @param name of a figure, with underscores.
std::string in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string describe(const Task& task, const ValidationFigures& figures) {
  std::string text = fmt::format("{}: loss {:.4f}", figures.name, figures.loss);
  for (std::size_t i = 0; i < figures.tally.size(); ++i) {
    const Share& share = figures.tally[i];
    if (share.whole <= 0) continue;
    text += fmt::format(", {} {:.2f} %", in_words(task.figures()[i]), 100.0 * share.value());
  }
  return text;
}

void append_values(std::vector<double>& row, const Tally& tally) {
  for (const Share& share : tally) row.push_back(share.value());
}

}  // namespace

std::filesystem::path TrainingRun::last_checkpoint(const std::filesystem::path& folder) {
  return folder / "checkpoints" / "last.pt";
}

std::filesystem::path TrainingRun::best_checkpoint(const std::filesystem::path& folder) {
  return folder / "checkpoints" / "best.pt";
}

TrainingRun::TrainingRun(std::filesystem::path folder, TrainingState state,
                         std::shared_ptr<const ExampleSource> source,
                         std::vector<ValidationSet> sets)
    : folder_(std::move(folder)),
      state_(std::move(state)),
      source_(std::move(source)),
      sets_(std::move(sets)),
      metrics_(folder_ / "metrics.csv", metric_columns(*state_.task, sets_),
               state_.progress.samples),
      display_("img", state_.progress.samples, state_.options.samples) {
  make_folder(folder_ / "checkpoints");
}

bool TrainingRun::crossed(std::uint64_t before, std::uint64_t every) const {
  return state_.progress.samples / every > before / every;
}

TrainingEnd TrainingRun::run() {
  const auto& options = state_.options;
  auto& seen = state_.progress.samples;
  const auto row_every = std::max<std::uint64_t>(1, options.validate_every / kRowsPerValidation);
  InterruptGuard interrupt;
  Prefetcher prefetcher(source_, seen, options.workers,
                        static_cast<std::size_t>(options.batch_size) * kBatchesAhead);
  std::vector<Example> examples;
  const std::uint64_t begun_at = seen;
  while (seen < options.samples) {
    const std::uint64_t before = seen;
    const auto wanted = std::min<std::uint64_t>(options.batch_size, options.samples - seen);
    examples.clear();
    try {
      while (examples.size() < wanted) examples.push_back(prefetcher.next());
    } catch (...) {  // a picture that cannot be decoded takes nothing with it
      if (seen > begun_at) save_where_it_stands();
      throw;
    }
    const Batch batch = make_batch(examples, state_.network->input_size());
    const auto figures = training_step(state_, batch);
    note_step(figures, batch.size());
    if (crossed(before, options.validate_every) || seen >= options.samples) {
      if (validate_and_save(figures.learning_rate)) return TrainingEnd::kStoppedEarly;
    } else if (crossed(before, row_every)) {
      log(figures.learning_rate, {});
    }
    if (InterruptGuard::requested() && seen < options.samples) {
      save_where_it_stands();
      return TrainingEnd::kInterrupted;
    }
  }
  return TrainingEnd::kFinished;
}

void TrainingRun::save_where_it_stands() {
  if (interval_.samples > 0) log(learning_rate_at(state_.options, state_.progress.samples), {});
  save_checkpoint(state_, last_checkpoint(folder_));
}

void TrainingRun::note_step(const StepFigures& figures, std::int64_t batch_size) {
  constexpr double kSmoothing = 0.98;
  interval_.loss += figures.loss * static_cast<double>(batch_size);
  interval_.samples += batch_size;
  add(interval_.tally, figures.tally);
  const double accuracy = figures.tally.front().value();
  if (shown_loss_ == 0.0) shown_loss_ = figures.loss;
  shown_loss_ = kSmoothing * shown_loss_ + (1.0 - kSmoothing) * figures.loss;
  if (!std::isnan(accuracy)) {
    shown_accuracy_ = kSmoothing * shown_accuracy_ + (1.0 - kSmoothing) * accuracy;
  }
  display_.update(state_.progress.samples,
                  fmt::format("loss {:.4f}  {} {:.1f} %", shown_loss_,
                              in_words(state_.task->figures().front()), 100.0 * shown_accuracy_));
}

void TrainingRun::log(double learning_rate, const std::vector<ValidationFigures>& validations) {
  std::vector<double> row = {static_cast<double>(state_.progress.samples), learning_rate,
                             display_.rate(),
                             interval_.loss / static_cast<double>(interval_.samples)};
  append_values(row, interval_.tally);
  for (const auto& figures : validations) {
    row.push_back(figures.loss);
    append_values(row, figures.tally);
  }
  row.resize(metrics_.columns().size(), std::numeric_limits<double>::quiet_NaN());
  metrics_.add(row);
  interval_ = {};
}

bool TrainingRun::validate_and_save(double learning_rate) {
  auto& progress = state_.progress;
  std::vector<ValidationFigures> all;
  display_.print(fmt::format("After {} samples:", progress.samples));
  for (const auto& set : sets_) {
    all.push_back(validate(*state_.task, *state_.average, set, state_.options));
    display_.print("  " + describe(*state_.task, all.back()));
    if (!std::isfinite(all.back().loss)) throw_loss_not_finite(progress.samples);
  }
  log(learning_rate, all);
  plot_metrics(metrics_, state_.task->figures().front(), folder_ / "metrics.png");
  const double accuracy = all.front().tally.front().value();
  const bool better = accuracy > progress.best_accuracy;
  progress.stale_validations = better ? 0 : progress.stale_validations + 1;
  if (better) {
    progress.best_accuracy = accuracy;
    progress.best_samples = progress.samples;
  }
  // The best first: a run that goes on from an older last.pt finds it again, else it were lost.
  if (better) save_checkpoint(state_, best_checkpoint(folder_));
  save_checkpoint(state_, last_checkpoint(folder_));
  return state_.options.patience > 0 && progress.stale_validations >= state_.options.patience;
}

}  // namespace deepocr::training
