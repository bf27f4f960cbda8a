// SPDX-License-Identifier: MIT
// Delivers messages at least once and in order, over broken connections and killed processes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "publish/message.h"
#include "publish/spool.h"
#include "publish/transport.h"

namespace deepocr::publish {

struct PublisherOptions {
  SpoolOptions spool;

  int window = 256;                            ///< messages under way, sent and not acknowledged
  std::chrono::milliseconds min_backoff{250};  ///< before connecting again; doubles each time
  std::chrono::milliseconds max_backoff{30000};
  /// A message with which the connection ends, or which is not taken, again and again, with nothing
  /// delivered in between, is set aside after as many attempts. One that may be taken later,
  /// because the receiver lacks the topic or a permission, is tried for `max_trouble` at least.
  int max_attempts = 8;
  std::chrono::milliseconds max_trouble{600'000};

  /// Something does not work, or does again. Each is said once, on the delivery thread, with no
  /// lock held; other sentences about a receiver that is still away once a minute. They must not
  /// destroy the publisher.
  Report on_problem;
  Report on_recovery;
};

/// Since the publisher was made, but `waiting*`. accepted + waiting at the start = delivered +
/// refused + dropped + waiting, with DropNewest's drops, which were not accepted, left out.
struct Counters {
  std::uint64_t accepted = 0;   ///< publish() returned true
  std::uint64_t delivered = 0;  ///< acknowledged by the receiver
  std::uint64_t resent = 0;     ///< sends of a message beyond its first
  std::uint64_t refused = 0;    ///< not taken by the receiver, and set aside
  std::uint64_t dropped = 0;    ///< because the spool was full
  std::uint64_t waiting = 0;    ///< accepted and not delivered, those of earlier processes included
  std::uint64_t waiting_bytes = 0;
  std::uint64_t in_memory = 0;   ///< of those waiting: not on disk, because it cannot be written
  std::uint64_t reconnects = 0;  ///< connections after the first
  std::uint64_t errors = 0;      ///< connections that failed or ended, refusals, failed writes
  bool connected = false;
  std::string last_error;  ///< the latest sentence; stays when the trouble is over
};

/// A spool, a transport and a thread that hands messages from one to the other.
///
/// publish() may be called from any thread, and by several.
class Publisher {
 public:
  /// Opens the spool and starts to deliver what waits there.
  /// @throws Error when the spool cannot be used; a receiver that is not there is no error.
  Publisher(std::unique_ptr<Transport> transport, const PublisherOptions& options);
  /// Stops within a second. What was not delivered stays in the spool for the next publisher.
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// Returns when the message is in the spool file, so that it outlives the process: some 20 µs.
  /// Never waits for the network. Where the disk cannot be written, the message is kept in memory
  /// until it can.
  /// @returns false when the spool is full and told to drop what is newest.
  bool publish(const Message& message);

  Counters counters() const;

  /// Waits until nothing waits to be delivered. @returns false when `timeout` passed before.
  bool drain(std::chrono::milliseconds timeout);

  /// Ends the delivery, within a second; counters() then says what came of it. What is published
  /// later waits for the next publisher. Not from several threads at once.
  void close();

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr::publish
