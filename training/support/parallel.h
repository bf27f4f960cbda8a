// SPDX-License-Identifier: MIT
// One job for each of many numbers, on several threads.
#pragma once

#include <cstdint>
#include <functional>

namespace deepocr::training {

/// Calls `job(0)` … `job(count - 1)`, each once, on `threads` threads, and `progress(done)` on the
/// calling thread now and then.
/// @throws the first error of a job or of `progress`, after which no further job starts.
void for_each_number(std::uint64_t count, int threads,
                     const std::function<void(std::uint64_t)>& job,
                     const std::function<void(std::uint64_t)>& progress);

}  // namespace deepocr::training
