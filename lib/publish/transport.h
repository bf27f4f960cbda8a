// SPDX-License-Identifier: MIT
// Sends messages somewhere, and says what became of them.
#pragma once

#include <chrono>
#include <string>

#include "publish/message.h"

namespace deepocr::publish {

/// Hears from a transport, inside its calls only.
class TransportListener {
 public:
  virtual ~TransportListener() = default;

  /// Messages may be sent from now on. Nothing that was sent before is under way any more.
  virtual void connected() = 0;
  /// Nothing can be sent, for the reason in `sentence`. What was sent and not acknowledged has to
  /// be sent again, unless it is still `kept`: the transport goes on trying by itself.
  virtual void disconnected(const std::string& sentence, bool kept) = 0;
  /// The receiver has the message; acknowledgements come in any order.
  virtual void delivered(Sequence sequence) = 0;
  /// The receiver will never take this message, whenever it is sent: it is too large, for example.
  virtual void refused(Sequence sequence, const std::string& sentence) = 0;
  /// The receiver did not take this message, and may later: it lacks the topic or a permission, for
  /// example. The transport has given up everything that it had under way.
  virtual void failed(Sequence sequence, const std::string& sentence) = 0;
};

/// Used by one thread. It throws nothing after construction: what goes wrong is told to the
/// listener. None of its calls waits for the network, but wait() for as long as it is told.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Begins a connection. Called again, it drops the one there is, and what is under way with it.
  /// @param instance letters and digits that stay the same for one spool, and differ for others.
  virtual void connect(TransportListener& listener, const std::string& instance) = 0;

  /// Hands over a message. @returns false when there is no room, or no connection: try after the
  /// next wait().
  virtual bool send(Sequence sequence, const Message& message) = 0;

  /// Sends, receives and calls the listener, until `timeout` has passed, something happened, or
  /// there is something to read at the file descriptor `wake`.
  virtual void wait(std::chrono::milliseconds timeout, int wake) = 0;

  /// Says goodbye where there is a connection, for no longer than `timeout`. Nothing that is under
  /// way is acknowledged any more.
  virtual void close(std::chrono::milliseconds timeout) = 0;
};

}  // namespace deepocr::publish
