// SPDX-License-Identifier: MIT
// Delivers messages at least once and in order, over broken connections and killed processes.
#include "publish/publisher.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "publish/delivery.h"
#include "publish/wake.h"

namespace deepocr::publish {

class Publisher::Private {
 public:
  Private(std::unique_ptr<Transport> transport, const PublisherOptions& options)
      : spool_(options.spool), delivery_(spool_, std::move(transport), options) {}

  bool publish(const Message& message) {
    if (!spool_.add(message)) return false;
    accepted_.fetch_add(1, std::memory_order_relaxed);
    delivery_.wake();
    return true;
  }

  Counters counters() const {
    Counters counters = delivery_.counters();
    const SpoolState spool = spool_.state();
    counters.accepted = accepted_.load(std::memory_order_relaxed);
    counters.delivered = spool.delivered;
    counters.refused = spool.refused;
    counters.dropped = spool.dropped;
    counters.waiting = spool.waiting;
    counters.waiting_bytes = spool.waiting_bytes;
    counters.in_memory = spool.in_memory;
    counters.errors += spool.failures;
    return counters;
  }

  bool drain(std::chrono::milliseconds timeout) { return delivery_.drain(timeout); }
  void close() { delivery_.close(); }

 private:
  std::atomic<std::uint64_t> accepted_{0};
  Spool spool_;
  Delivery delivery_;  // ends before the spool does
};

Publisher::Publisher(std::unique_ptr<Transport> transport, const PublisherOptions& options)
    : d_(std::make_unique<Private>(std::move(transport), options)) {}

Publisher::~Publisher() = default;

bool Publisher::publish(const Message& message) { return d_->publish(message); }
Counters Publisher::counters() const { return d_->counters(); }
bool Publisher::drain(std::chrono::milliseconds timeout) { return d_->drain(timeout); }
void Publisher::close() { d_->close(); }

}  // namespace deepocr::publish
