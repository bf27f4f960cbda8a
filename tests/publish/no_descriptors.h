// SPDX-License-Identifier: MIT
// A process that has no file descriptor left.
#pragma once

#include <sys/resource.h>

namespace deepocr::publish::test {

/// While it lives, nothing can be opened: EMFILE. What is open already works.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &limit_before_);
    rlimit limit = limit_before_;
    limit.rlim_cur = 3;  // as many as poll() may be given
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &limit_before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit limit_before_{};
};

}  // namespace deepocr::publish::test
