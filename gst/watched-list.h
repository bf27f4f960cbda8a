// SPDX-License-Identifier: MIT
// A watch list in a file that may change while it is in use.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include <gst/gst.h>

#include "deepocr/watch_list.h"

namespace deepocr::plugin {

/// Looks twice a second, on a thread of its own, whether the file is another one or was written to,
/// and reads it when two looks in a row see the same: a file that is being written is left alone.
/// Streaming threads never touch the file system. A change of inode, size or modification time
/// counts, so file systems without change notification are served, too.
class WatchedList {
 public:
  /// Reads the file.
  /// @param element gets warnings, from the thread: of malformed lines, of a list without a number,
  /// and when the file cannot be read again and the list in use stays. It must outlive this.
  /// @throws Error as WatchList::load().
  WatchedList(GstElement* element, const std::string& path);
  /// Waits for the thread, which may be posting: hold no lock that an application may want then.
  ~WatchedList();
  WatchedList(const WatchedList&) = delete;
  WatchedList& operator=(const WatchedList&) = delete;

  std::shared_ptr<const WatchList> current() const;

 private:
  struct Shared;

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace deepocr::plugin
