// SPDX-License-Identifier: MIT
// Makes examples ahead of time on other threads and hands them out in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "data/example.h"

namespace deepocr::training {

/// Examples first, first + 1, … of a source. Their order and contents do not depend on the number
/// of workers.
class Prefetcher {
 public:
  /// @param workers threads, >= 1.
  /// @param capacity examples that may wait, >= 1.
  Prefetcher(std::shared_ptr<const ExampleSource> source, std::uint64_t first, int workers,
             std::size_t capacity);
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  /// Waits for the next example.
  /// @throws what the source threw for it.
  Example next();

 private:
  struct Result {
    Example example;
    std::exception_ptr error;
  };

  void work();
  void stop();

  const std::shared_ptr<const ExampleSource> source_;
  const std::size_t capacity_;
  std::mutex mutex_;  // guards all below but the threads
  std::condition_variable room_, ready_;
  std::map<std::uint64_t, Result> results_;
  std::uint64_t next_made_;   ///< the next index a worker takes
  std::uint64_t next_given_;  ///< the next index next() returns
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace deepocr::training
