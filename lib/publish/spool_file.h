// SPDX-License-Identifier: MIT
// The file that a spool is kept in: whose it is, what it looks like, and who may use it.
#pragma once

#include <memory>
#include <string>

#include "publish/database.h"

namespace deepocr::publish {

/// Keeps other processes, and other spools of this one, from a file while it lives.
class FileLock {
 public:
  /// @throws Error when somebody else has it, or the lock file cannot be made.
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

/// Opens the spool file, or makes one.
///
/// A file of something else is refused. A damaged spool is moved aside to `path.damaged-1` and so
/// on, and a new one is begun: what comes next is worth more than waiting for somebody to look.
/// @param path whose folder exists, and which is locked.
/// @param[out] complaint one sentence when a damaged spool was moved aside; otherwise untouched.
/// @throws Error
std::unique_ptr<Database> open_spool_file(const std::string& path, std::string* complaint);

}  // namespace deepocr::publish
