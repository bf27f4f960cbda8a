// SPDX-License-Identifier: MIT
// The moving average of a network's weights, which is what is evaluated and exported.
#include "trainer/weight_average.h"

#include <algorithm>

namespace deepocr::training {
namespace {

void move_towards(const std::vector<torch::Tensor>& averages,
                  const std::vector<torch::Tensor>& values, double weight) {
  for (std::size_t i = 0; i < averages.size(); ++i) {
    if (averages[i].is_floating_point()) {
      averages[i].lerp_(values[i], weight);
    } else {
      averages[i].copy_(values[i]);  // batch normalisation counts its batches
    }
  }
}

}  // namespace

void update_average(Network& average, const Network& network, double decay, std::uint64_t step) {
  torch::NoGradGuard no_grad;
  const auto done = static_cast<double>(step);
  const double weight = 1.0 - std::min(decay, (1.0 + done) / (10.0 + done));
  move_towards(average.parameters(), network.parameters(), weight);
  move_towards(average.buffers(), network.buffers(), weight);
}

void copy_weights(const Network& from, Network& to) {
  torch::NoGradGuard no_grad;
  move_towards(to.parameters(), from.parameters(), 1.0);
  move_towards(to.buffers(), from.buffers(), 1.0);
}

}  // namespace deepocr::training
