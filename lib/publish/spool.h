// SPDX-License-Identifier: MIT
// Messages that wait on disk, in order, until they are delivered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "publish/message.h"

namespace deepocr::publish {

enum class Overflow {
  kDropOldest,  ///< what waits for longest makes room
  kDropNewest,  ///< what comes is not accepted
};

struct SpoolOptions {
  std::string path;  ///< of the file; folders that lack are made. Beside it: -wal, -shm, .lock
  std::int64_t max_messages = 100'000;
  std::int64_t max_bytes = 256LL << 20;  ///< of ids, topics, keys and payloads; the file is larger
  Overflow overflow = Overflow::kDropOldest;
  /// While the disk cannot be written. Beyond, `overflow` applies to those in memory.
  std::int64_t max_in_memory = 10'000;
};

struct SpoolState {
  std::uint64_t waiting = 0;
  std::uint64_t waiting_bytes = 0;
  std::uint64_t in_memory = 0;
  std::uint64_t dropped = 0;
  std::uint64_t write_failures = 0;  ///< times that the disk could no longer be written
};

}  // namespace deepocr::publish
