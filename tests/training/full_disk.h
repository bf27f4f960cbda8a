// SPDX-License-Identifier: MIT
// A disk that is full, as far as this process can tell.
#pragma once

#include <csignal>

#include <sys/resource.h>

namespace deepocr::training {

/// While it lives, no file can grow beyond `bytes`: write() fails with EFBIG.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    handler_before_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit_before_);
    rlimit limit = limit_before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &limit_before_);
    std::signal(SIGXFSZ, handler_before_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit limit_before_{};
  void (*handler_before_)(int) = nullptr;
};

}  // namespace deepocr::training
