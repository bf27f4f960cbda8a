// SPDX-License-Identifier: MIT
// What a person sees while a long job runs.
#include "support/progress_display.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace deepocr::training {
namespace {

using std::chrono::seconds;
constexpr auto kRedraw = std::chrono::milliseconds(250);
constexpr auto kPlainLine = seconds(30);
constexpr auto kMeasure = seconds(1);
constexpr double kSmoothing = 0.8;

std::string duration(double total_seconds) {
  const auto whole = static_cast<long>(total_seconds);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

ProgressDisplay::ProgressDisplay(std::string unit, std::uint64_t done, std::uint64_t total)
    : unit_(std::move(unit)),
      total_(std::max<std::uint64_t>(total, 1)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      measured_done_(done),
      measured_at_(Clock::now()),
      shown_at_(measured_at_) {}

ProgressDisplay::~ProgressDisplay() {
  if (line_open_) std::fputc('\n', stderr);
}

void ProgressDisplay::measure(std::uint64_t done, Clock::time_point now) {
  const std::chrono::duration<double> elapsed = now - measured_at_;
  if (elapsed < kMeasure) return;
  const double current = static_cast<double>(done - measured_done_) / elapsed.count();
  rate_ = rate_ > 0.0 ? kSmoothing * rate_ + (1.0 - kSmoothing) * current : current;
  measured_done_ = done;
  measured_at_ = now;
}

std::string ProgressDisplay::describe(std::uint64_t done, const std::string& note) const {
  constexpr std::size_t kWidth = 24;
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const auto filled = static_cast<std::size_t>(share * kWidth);
  const std::string left =
      rate_ > 0.0 ? duration(static_cast<double>(total_ - std::min(done, total_)) / rate_) : "-";
  const std::string bar =
      terminal_ ? "[" + std::string(filled, '#') + std::string(kWidth - filled, '.') + "] " : "";
  return fmt::format("{}{:5.1f} %  {}/{} {}  {:.0f} {}/s  {}{}ETA {}", bar, 100.0 * share, done,
                     total_, unit_, rate_, unit_, note, note.empty() ? "" : "  ", left);
}

void ProgressDisplay::update(std::uint64_t done, const std::string& note) {
  const auto now = Clock::now();
  measure(done, now);
  if (terminal_ && (now - shown_at_ >= kRedraw || done >= total_)) {
    fmt::print(stderr, "\r\033[K{}", describe(done, note));
    std::fflush(stderr);
    line_open_ = true;
    shown_at_ = now;
  } else if (!terminal_ && now - shown_at_ >= kPlainLine) {
    fmt::print(stderr, "{}\n", describe(done, note));
    shown_at_ = now;
  }
}

void ProgressDisplay::print(const std::string& line) {
  fmt::print(stderr, "{}{}\n", line_open_ ? "\r\033[K" : "", line);
  line_open_ = false;
}

}  // namespace deepocr::training
