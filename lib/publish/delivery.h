// SPDX-License-Identifier: MIT
// The thread that hands messages from a spool to a transport.
#pragma once

#include <chrono>
#include <memory>

#include "publish/publisher.h"

namespace deepocr::publish {

/// Sends strictly in the order of the spool, up to `window` messages ahead of what is acknowledged.
/// When a connection ends it begins again at the first that was not acknowledged. A message that
/// ends connections, or is not taken, is sent by itself, to be sure that it is that one; after
/// `max_attempts` it is set aside.
class Delivery {
 public:
  /// @param spool has to outlive this.
  Delivery(Spool& spool, std::unique_ptr<Transport> transport, const PublisherOptions& options);
  ~Delivery();
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  /// There is something in the spool. From any thread.
  void wake() noexcept;

  /// Without what the spool counts, but for its problem. From any thread.
  Counters counters() const;

  /// Waits until the spool is empty; tries to connect at once. From any thread.
  bool drain(std::chrono::milliseconds timeout);

  /// Says goodbye and ends the thread; counts what is acknowledged until then.
  void close();

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr::publish
