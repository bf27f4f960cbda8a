// SPDX-License-Identifier: MIT
// What a person sees while a long job runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace deepocr::training {

/// A bar on a terminal, redrawn in place; elsewhere (a log file) a plain line now and then.
class ProgressDisplay {
 public:
  /// @param unit what is counted, e.g. "img". @param done where the job starts. @param total its
  /// end.
  ProgressDisplay(std::string unit, std::uint64_t done, std::uint64_t total);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// @param note shown beside the bar, e.g. "loss 0.12".
  void update(std::uint64_t done, const std::string& note);

  /// Prints a line that stays.
  void print(const std::string& line);

  /// Units per second, smoothed over the last seconds; 0 before the first measurement.
  double rate() const { return rate_; }

 private:
  using Clock = std::chrono::steady_clock;

  void measure(std::uint64_t done, Clock::time_point now);
  std::string describe(std::uint64_t done, const std::string& note) const;

  const std::string unit_;
  const std::uint64_t total_;
  const bool terminal_;
  std::uint64_t measured_done_;
  Clock::time_point measured_at_, shown_at_;
  double rate_ = 0.0;
  bool line_open_ = false;
};

}  // namespace deepocr::training
