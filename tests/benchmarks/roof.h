// SPDX-License-Identifier: MIT
// What this machine could do at best.
#pragma once

namespace deepocr {

/// The best float32 rate, in FLOP/s, of 512 × 512 matrix products on one thread: the roof. oneDNN
/// makes them, as it makes the networks' convolutions; OpenBLAS 0.3.21 falls back to SSE on
/// processors younger than itself, which is ten times slower. Measured once.
double peak_flops();

}  // namespace deepocr
