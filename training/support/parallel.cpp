// SPDX-License-Identifier: MIT
// One job for each of many numbers, on several threads.
#include "support/parallel.h"

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <vector>

namespace deepocr::training {

void for_each_number(std::uint64_t count, int threads,
                     const std::function<void(std::uint64_t)>& job,
                     const std::function<void(std::uint64_t)>& progress) {
  std::atomic<std::uint64_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  const auto work = [&] {
    try {
      while (!failed) {
        const std::uint64_t number = next++;
        if (number >= count) return;
        job(number);
        ++done;
      }
    } catch (...) {
      failed = true;
      throw;
    }
  };
  std::vector<std::future<void>> workers;
  workers.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) workers.push_back(std::async(std::launch::async, work));
  std::exception_ptr error;
  for (auto& worker : workers) {
    try {
      constexpr auto kPause = std::chrono::milliseconds(100);
      while (!error && worker.wait_for(kPause) == std::future_status::timeout) progress(done);
      worker.get();
    } catch (...) {
      failed = true;
      if (!error) error = std::current_exception();
    }
  }
  if (error) std::rethrow_exception(error);
  progress(done);
}

}  // namespace deepocr::training
