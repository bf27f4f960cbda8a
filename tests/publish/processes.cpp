// SPDX-License-Identifier: MIT
// Other processes for the tests of publishing: brokers, and publishers that get killed.
#include "processes.h"

#include <csignal>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace deepocr::publish::test {
namespace {

class Socket {
 public:
  explicit Socket(int port) : file_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(static_cast<std::uint16_t>(port));
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  ~Socket() { close(file_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool binds() const { return bind(file_, generic(), sizeof address_) == 0; }
  bool connects() const { return connect(file_, generic(), sizeof address_) == 0; }

 private:
  const sockaddr* generic() const { return reinterpret_cast<const sockaddr*>(&address_); }

  int file_;
  sockaddr_in address_{};
};

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const std::string& output) {
  std::vector<char*> words;
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                   0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  const int error = posix_spawnp(&id_, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + arguments[0]);
}

Process::~Process() {
  if (id_ > 0) kill();
}

void Process::kill() {
  ::kill(id_, SIGKILL);
  wait();
}

void Process::signal(int number) { ::kill(id_, number); }

int Process::wait() {
  int status = 0;
  waitpid(id_, &status, 0);
  id_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int run(const std::vector<std::string>& arguments, const std::string& output) {
  return Process(arguments, output).wait();
}

void make_certificate(const std::string& path, const std::string& host) {
  const int status =
      run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
           "-nodes", "-days", "2", "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host,
           "-keyout", path + ".key", "-out", path + ".pem"},
          path + ".log");
  if (status != 0) throw std::runtime_error("openssl cannot make a certificate");
}

int free_port() {
  // Below the ports that Linux gives to outgoing connections: otherwise, while a broker is down,
  // somebody else could be given its port.
  std::random_device random;
  for (;;) {
    const int port = std::uniform_int_distribution<int>(20000, 32000)(random);
    if (Socket(port).binds()) return port;
  }
}

bool accepts_connections(int port) { return Socket(port).connects(); }

bool wait_until(const std::function<bool()>& condition, std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace deepocr::publish::test
