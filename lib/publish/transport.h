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

  /// Messages may be sent from now on.
  virtual void connected() = 0;
  /// Nothing can be sent, for the reason in `sentence`. With `kept`, the transport goes on trying
  /// by itself with what it was given; otherwise that has to be sent again after connect().
  virtual void disconnected(const std::string& sentence, bool kept) = 0;
  /// The receiver has the message; acknowledgements come in any order.
  virtual void delivered(Sequence sequence) = 0;
  /// The receiver will never take this message, whenever it is sent: it is too large, for example.
  virtual void refused(Sequence sequence, const std::string& sentence) = 0;
  /// The receiver did not take this message, and may later: it lacks the topic or a permission, for
  /// example. The transport has given up everything that it was given.
  virtual void failed(Sequence sequence, const std::string& sentence) = 0;
};

/// Used by one thread. After construction it throws nothing but for want of memory: what goes
/// wrong is told to the listener. One that has thrown is next called in connect(), or not at all.
/// None of its calls waits for the network, but wait() and close()
/// for as long as they are told.
class Transport {
 public:
  virtual ~Transport() = default;

  /// For sentences: "The MQTT broker host:1883".
  virtual std::string name() const = 0;

  /// Begins a connection. Called again, it drops the one there is, and what is under way with it.
  /// @param instance letters and digits that stay the same for one spool, and differ for others.
  virtual void connect(TransportListener& listener, const std::string& instance) = 0;

  /// Hands over a message, while connected. @returns false when that is not possible now: try after
  /// the next wait().
  virtual bool send(Sequence sequence, const Message& message) = 0;

  /// Sends, receives and calls the listener, until `timeout` has passed, something happened, or
  /// there is something to read at the file descriptor `wake`.
  virtual void wait(std::chrono::milliseconds timeout, int wake) = 0;

  /// Says goodbye where there is a connection, for no longer than `timeout`. What is acknowledged
  /// meanwhile is still told.
  virtual void close(std::chrono::milliseconds timeout) = 0;
};

}  // namespace deepocr::publish
