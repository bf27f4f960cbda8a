// SPDX-License-Identifier: MIT
// Writes JSON Lines to a file that is rotated by size, or to standard output.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "publish/message.h"

namespace deepocr::publish {

struct LineFileOptions {
  std::string location;  ///< empty or `-`: standard output
  /// No file becomes larger, but for a single line that is; 0: the file is never rotated.
  std::int64_t max_file_size = 0;
  /// At most as many files, the current one included: `location`, then `location.1`, which is
  /// younger than `location.2`. At least 1, which begins the file afresh.
  int max_files = 10;

  /// A line could not be written, or could again. Each is said once, inside write().
  Report on_problem;
  Report on_recovery;
};

struct LineFileCounters {
  std::uint64_t written = 0;
  std::uint64_t dropped = 0;
  std::uint64_t errors = 0;  ///< times that writing began to fail
  std::string last_error;
};

/// There are only complete lines in the file: a line that a killed process left unfinished is cut
/// off before the next is written, and one that does not fit on the disk at once. Several writers,
/// of several processes too, can share a file; the smallest of their sizes applies. Number plates
/// are personal data, so others may not read a file that is made here, but the group may.
class LineFile {
 public:
  /// @throws Error when the file cannot be opened for writing, or is kept locked for seconds.
  explicit LineFile(const LineFileOptions& options);
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  /// Returns when the operating system has the line, so that it outlives the process. Waits for the
  /// reader of a pipe that is full, and for somebody else who has the file locked, but for no
  /// longer than until stop_waiting().
  /// @param line without a line end.
  /// @returns false when it could not be written, and is dropped. The next call tries again. Where
  /// a reader has the beginning of a line that was dropped, the rest goes ahead of the next.
  bool write(const std::string& line);

  /// No write() waits for anybody, one that does now included, until wait_again(). From any
  /// thread.
  void stop_waiting() noexcept;
  void wait_again() noexcept;

  const LineFileCounters& counters() const;

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr::publish
