// SPDX-License-Identifier: MIT
// The last plates that cameras reported; older ones are forgotten.
#include "event_log.h"

#include <algorithm>
#include <utility>

namespace dashboard {

EventLog::EventLog(std::size_t capacity, std::uint64_t first_id)
    : capacity_(std::max<std::size_t>(capacity, 1)), next_id_(first_id) {}

const Event& EventLog::add(Event event) {
  event.id = next_id_++;
  if (events_.size() == capacity_) events_.pop_front();
  events_.push_back(std::move(event));
  return events_.back();
}

const Event* EventLog::find(std::uint64_t id) const {
  if (events_.empty() || id < events_.front().id || id > events_.back().id) return nullptr;
  return &events_[id - events_.front().id];
}

std::vector<const Event*> EventLog::after(std::uint64_t id, std::size_t limit) const {
  std::vector<const Event*> found;
  for (auto event = events_.rbegin();
       event != events_.rend() && event->id > id && found.size() < limit; ++event) {
    found.push_back(&*event);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace dashboard
