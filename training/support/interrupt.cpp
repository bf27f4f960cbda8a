// SPDX-License-Identifier: MIT
// Ctrl+C and `kill` as a question that a loop asks.
#include "support/interrupt.h"

namespace deepocr::training {
namespace {

// A signal handler can reach nothing but a global.
volatile std::sig_atomic_t signal_seen = 0;

void note_signal(int) { signal_seen = 1; }

}  // namespace

InterruptGuard::InterruptGuard() {
  signal_seen = 0;
  struct sigaction action {};
  action.sa_handler = note_signal;
  // The default action comes back after the first signal.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(SIGINT, &action, &interrupt_before_);
  sigaction(SIGTERM, &action, &terminate_before_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
}

bool InterruptGuard::requested() noexcept { return signal_seen != 0; }

}  // namespace deepocr::training
