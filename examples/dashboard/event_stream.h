// SPDX-License-Identifier: MIT
// Server-Sent Events for any number of pages, none of which can hold up the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include <libsoup/soup.h>

#include "object_pointer.h"

namespace dashboard {

class EventStream {
 public:
  EventStream() = default;
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  static constexpr std::size_t kMostReaders = 64;
  /// A reader that lets more than this wait is disconnected; it asks again when it can.
  static constexpr std::size_t kMostBytesWaiting = 1024 * 1024;

  bool is_full() const noexcept { return readers_.size() >= kMostReaders; }
  std::size_t readers() const noexcept { return readers_.size(); }

  /// Begins the answer to `message`. Only while it is not full.
  void add(SoupServerMessage* message);

  /// For one reader: of what happened before it came.
  void send_to(SoupServerMessage* message, const std::string& type, const std::string& json,
               std::uint64_t id = 0);

  /// For all. @param id for the header Last-Event-ID of a reader that comes back; 0: none.
  void send(const std::string& type, const std::string& json, std::uint64_t id = 0);

  /// The same, of what the next one replaces: readers that lag behind are left out.
  void send_latest(const std::string& type, const std::string& json);

 private:
  struct Reader {
    ObjectPointer<SoupServerMessage> message;
    std::size_t waiting = 0;  // bytes
  };

  static void on_wrote(SoupServerMessage* message, guint size, gpointer self) noexcept;
  static void on_finished(SoupServerMessage* message, gpointer self) noexcept;
  static void append(Reader& reader, const std::string& text);

  std::map<SoupServerMessage*, Reader> readers_;
};

}  // namespace dashboard
