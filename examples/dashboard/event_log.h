// SPDX-License-Identifier: MIT
// The last plates that cameras reported; older ones are forgotten.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace dashboard {

constexpr std::size_t kDigits = 5;

/// One plate that passed one camera.
struct Event {
  std::uint64_t id = 0;   ///< given by the log
  std::string camera;     ///< its name
  std::int64_t time = 0;  ///< when the frame was taken, microseconds since 1970, UTC
  std::string text;       ///< exactly five digits
  double confidence = 0;  ///< that all five are right, 0..1
  std::array<double, kDigits> digit_confidences{};           ///< 0..1
  std::array<std::array<double, 10>, kDigits> posteriors{};  ///< P(digit i = d); zeros when unknown
  unsigned track_id = 0;
  std::string listed;        ///< the listed number that it is a hit of; empty without one
  std::string note;          ///< what the watch list says of that number
  std::array<int, 4> box{};  ///< x, y, width, height in pixels of the frame
  std::shared_ptr<const std::string> picture;  ///< JPEG of the plate; null when there is none
};

class EventLog {
 public:
  /// @param capacity how many events are kept, at least 1.
  /// @param first_id that of the first event; later ones count up from it. A log that continues
  ///   another one, as after a restart, begins with a higher number, so that ids stay unique.
  EventLog(std::size_t capacity, std::uint64_t first_id);

  /// Keeps the event under the next id, and forgets the oldest one when there are too many.
  const Event& add(Event event);

  /// Null when it was forgotten or never was.
  const Event* find(std::uint64_t id) const;

  /// The newest `limit` of those that came after `id`, oldest first. 0 comes before all of them.
  std::vector<const Event*> after(std::uint64_t id, std::size_t limit) const;

  const std::deque<Event>& events() const noexcept { return events_; }  ///< oldest first

 private:
  std::size_t capacity_;
  std::uint64_t next_id_;
  std::deque<Event> events_;
};

}  // namespace dashboard
