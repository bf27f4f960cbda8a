// SPDX-License-Identifier: MIT
// Other processes for the tests of publishing: brokers, and publishers that get killed.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace deepocr::publish::test {

/// A process that does not outlive its owner.
class Process {
 public:
  /// @param output where its standard output and error are appended to.
  Process(const std::vector<std::string>& arguments, const std::string& output);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void kill();  ///< with SIGKILL
  void signal(int number);
  /// Waits for its end. @returns its exit status, or -1 when a signal ended it.
  int wait();

 private:
  pid_t id_ = -1;
};

/// Runs to its end. @returns its exit status.
int run(const std::vector<std::string>& arguments, const std::string& output);

/// Writes `path`.pem, signed by itself, and `path`.key.
void make_certificate(const std::string& path, const std::string& host);

/// A TCP port of 127.0.0.1 that nobody uses, and that no outgoing connection is given.
int free_port();
bool accepts_connections(int port);

/// For what happens in other processes, of which no condition variable tells.
bool wait_until(const std::function<bool()>& condition,
                std::chrono::seconds patience = std::chrono::seconds(30));

}  // namespace deepocr::publish::test
