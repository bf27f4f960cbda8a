// SPDX-License-Identifier: MIT
// A file descriptor that ends another thread's poll().
#include "publish/wake.h"

#include <cerrno>
#include <system_error>

#include <sys/eventfd.h>
#include <unistd.h>

namespace deepocr::publish {

Wake::Wake() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Wake::~Wake() { close(descriptor_); }

void Wake::set() noexcept {
  // Fails only where it is set already, four thousand million times.
  [[maybe_unused]] const int ignored = eventfd_write(descriptor_, 1);
}

void Wake::clear() noexcept {
  eventfd_t count = 0;
  [[maybe_unused]] const int ignored = eventfd_read(descriptor_, &count);
}

}  // namespace deepocr::publish
