// SPDX-License-Identifier: MIT
// Ctrl+C and `kill` as a question that a loop asks.
#pragma once

#include <csignal>

namespace deepocr::training {

/// While it lives, SIGINT and SIGTERM are noted instead of ending the process; a second one ends it
/// at once. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  static bool requested() noexcept;

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
};

}  // namespace deepocr::training
