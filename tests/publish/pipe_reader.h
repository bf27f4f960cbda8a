// SPDX-License-Identifier: MIT
// A named pipe, and a reader of it that reads when the test says so.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace deepocr::publish::test {

class PipeReader {
 public:
  /// Makes the pipe.
  explicit PipeReader(const std::string& path) {
    if (mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("no pipe");
    reader_ = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    writer_ = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  }
  ~PipeReader() {
    close(reader_);
    close(writer_);
  }
  PipeReader(const PipeReader&) = delete;
  PipeReader& operator=(const PipeReader&) = delete;

  /// Leaves no room for a single byte, with a text that ends with a line end.
  void fill() const {
    const std::string text = std::string(1023, '.') + "\n";
    while (write(writer_, text.data(), text.size()) > 0) continue;
  }

  /// For what others write. @returns false when they do not within ten seconds.
  bool wait_until_full() const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    pollfd room{writer_, POLLOUT, 0};
    while (poll(&room, 1, 0) == 1) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  /// @returns what is in the pipe up to `last`, or what comes within ten seconds.
  std::string read_until(const std::string& last) const {
    std::string text;
    char block[4096];
    while (text.size() < last.size() ||
           text.compare(text.size() - last.size(), last.size(), last) != 0) {
      pollfd content{reader_, POLLIN, 0};
      if (poll(&content, 1, 10'000) != 1) break;
      const ssize_t count = read(reader_, block, sizeof block);
      if (count <= 0) break;
      text.append(block, static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  int reader_ = -1;
  int writer_ = -1;
};

}  // namespace deepocr::publish::test
