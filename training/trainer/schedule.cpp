// SPDX-License-Identifier: MIT
// How the learning rate changes over a run.
#include "trainer/schedule.h"

#include <algorithm>
#include <cmath>

namespace deepocr::training {

double learning_rate_at(const TrainOptions& options, std::uint64_t seen) {
  constexpr double kPi = 3.14159265358979323846;
  constexpr double kEnd = 0.01;
  const auto total = static_cast<double>(options.samples);
  const double warm_up = options.warm_up * total;
  const double position = static_cast<double>(seen);
  if (position < warm_up) {
    return options.learning_rate * (position + options.batch_size) / (warm_up + options.batch_size);
  }
  const double progress = std::min(1.0, (position - warm_up) / std::max(1.0, total - warm_up));
  const double cosine = 0.5 * (1.0 + std::cos(kPi * progress));
  return options.learning_rate * (kEnd + (1.0 - kEnd) * cosine);
}

}  // namespace deepocr::training
