// SPDX-License-Identifier: MIT
// One step of the optimiser.
#include "trainer/training_step.h"

#include <cmath>

#include <torch/nn/utils/clip_grad.h>

#include "deepocr/error.h"
#include "trainer/schedule.h"
#include "trainer/weight_average.h"

namespace deepocr::training {

void throw_loss_not_finite(std::uint64_t samples) {
  throw Error(ErrorCode::kInference, "The loss is not finite after " + std::to_string(samples) +
                                         " samples; try a lower --learning-rate.");
}

StepFigures training_step(TrainingState& state, const Batch& batch) {
  StepFigures figures;
  figures.learning_rate = learning_rate_at(state.options, state.progress.samples);
  for (auto& group : state.optimizer->param_groups()) {
    static_cast<torch::optim::AdamWOptions&>(group.options()).lr(figures.learning_rate);
  }
  state.optimizer->zero_grad();
  const Lesson lesson = state.task->teach(*state.network, batch, state.options);
  figures.loss = lesson.loss.item<double>();
  figures.tally = lesson.tally;
  if (!std::isfinite(figures.loss)) throw_loss_not_finite(state.progress.samples);
  lesson.loss.backward();
  if (state.options.gradient_norm > 0.0) {
    torch::nn::utils::clip_grad_norm_(state.network->parameters(), state.options.gradient_norm);
  }
  state.optimizer->step();
  update_average(*state.average, *state.network, state.options.average_decay, state.progress.steps);
  state.progress.samples += static_cast<std::uint64_t>(batch.size());
  ++state.progress.steps;
  return figures;
}

}  // namespace deepocr::training
