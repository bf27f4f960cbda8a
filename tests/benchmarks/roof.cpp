// SPDX-License-Identifier: MIT
// What this machine could do at best.
#include "roof.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

namespace deepocr {

using Seconds = std::chrono::duration<double>;

double peak_flops() {
  static const double peak = [] {
    const c10::InferenceMode no_gradients;
    at::set_num_threads(1);
    constexpr int kSize = 512;
    const bool onednn = at::hasMKLDNN();
    const at::Tensor b = at::rand({kSize, kSize});
    const at::Tensor a = onednn ? b.to_mkldnn() : b;
    double best = std::numeric_limits<double>::infinity();
    for (int run = 0; run < 100; ++run) {
      const auto start = std::chrono::steady_clock::now();
      const at::Tensor product = onednn ? at::mkldnn_linear(a, b) : at::mm(a, b);
      best = std::min(best, Seconds(std::chrono::steady_clock::now() - start).count());
    }
    return 2.0 * kSize * kSize * kSize / best;
  }();
  return peak;
}

}  // namespace deepocr
