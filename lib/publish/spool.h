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

struct SpooledMessage {
  Sequence sequence = 0;
  Message message;
};

struct SpoolState {
  std::uint64_t waiting = 0;
  std::uint64_t waiting_bytes = 0;
  std::uint64_t in_memory = 0;  ///< of those waiting
  std::uint64_t delivered = 0;
  std::uint64_t refused = 0;
  std::uint64_t dropped = 0;
  std::uint64_t failures = 0;  ///< times that the file could no longer be read or written
  std::string problem;         ///< one sentence while the file cannot be written; otherwise empty
};

/// A queue in an SQLite file in WAL mode.
///
/// add() and state() may be called from any thread; all else from one, the reader's. What costs
/// time, syncing and cleaning up, is left to maintain().
class Spool {
 public:
  /// @throws Error when the file belongs to something else, is in use or cannot be written.
  explicit Spool(const SpoolOptions& options);
  /// Removes what was delivered from the file.
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// Returns when the message is in the file, and outlives the process. Where the file cannot be
  /// written, messages are kept in memory until maintain() gets them there.
  /// @returns false when the message was dropped.
  bool add(const Message& message);

  SpoolState state() const;

  /// What waits behind `sequence`, in order, up to `limit`.
  std::vector<SpooledMessage> after(Sequence sequence, int limit);

  /// They no longer wait. The file hears of it in maintain(); a process killed before sends them
  /// again.
  void delivered(const std::vector<Sequence>& sequences);

  /// Moves a message out of the queue, to the table `refused`, which keeps the latest 100.
  void set_aside(Sequence sequence, const std::string& reason);

  /// Brings the file up to date. To be called every now and then, and within maintenance_due().
  void maintain();
  /// Milliseconds.
  int maintenance_due() const;

  /// 16 letters and digits, drawn when the file was made.
  const std::string& instance() const;
  /// One sentence when a damaged file was replaced; otherwise empty.
  const std::string& complaint() const;

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr::publish
