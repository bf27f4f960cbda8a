// SPDX-License-Identifier: MIT
// Where platepublish's records go: a file, or a broker behind a spool.
#pragma once

#include <memory>
#include <string>

#include "publish-settings.h"
#include "publish/publisher.h"

namespace deepocr::plugin {

class PublishOutlet {
 public:
  virtual ~PublishOutlet() = default;

  /// Never waits for a network, but for the reader of a pipe and other writers of a file until
  /// stop_waiting(). @returns false when the message was not accepted.
  virtual bool publish(const publish::Message& message) = 0;
  /// Nobody is waited for, now or later, until wait_again(). May be called while another thread
  /// publishes.
  virtual void stop_waiting() noexcept = 0;
  virtual void wait_again() noexcept = 0;
  /// May be called while another thread publishes.
  virtual publish::Counters counters() const = 0;
  /// Tries at once to deliver what waits. @returns whether nothing does.
  virtual bool drain() = 0;
  /// Ends the delivery; counters() stays, with what was still acknowledged.
  virtual void close() = 0;
};

/// @param settings prepared ones.
/// @param on_problem, on_recovery called once for each outage, on any thread.
/// @throws Error when the settings are wrong, files or the spool cannot be used, or the method was
/// not built.
std::unique_ptr<PublishOutlet> open_outlet(const PublishSettings& settings,
                                           publish::Report on_problem, publish::Report on_recovery);

}  // namespace deepocr::plugin
