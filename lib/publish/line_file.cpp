// SPDX-License-Identifier: MIT
// Writes JSON Lines to a file that is rotated by size, or to standard output.
#include "publish/line_file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <limits>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deepocr/error.h"
#include "publish/wake.h"

namespace deepocr::publish {
namespace {

using std::chrono::milliseconds;

constexpr off_t kTailBlock = 4096;
constexpr std::size_t kAnySize = std::numeric_limits<std::size_t>::max();

/// When a line file is opened, nobody can end the wait for other writers.
constexpr std::chrono::seconds kOpeningPatience{3};
/// How often it is looked whether other writers are done; at first more often.
constexpr milliseconds kLongestLook{20};

/// Waits by looking again and again: flock() by itself could not be ended.
/// @returns 0, also where files cannot be locked; ECANCELED when there is something to read at
/// `wake`; EWOULDBLOCK when `patience` has passed.
int lock(int file, int wake, milliseconds patience) {
  milliseconds look{1};
  for (milliseconds waited{0}; waited < patience; waited += look) {
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EWOULDBLOCK && errno != EINTR) return 0;
    look = std::min(2 * look, kLongestLook);
    pollfd woken{wake, POLLIN, 0};
    if (poll(&woken, 1, static_cast<int>(look.count())) > 0) return ECANCELED;
  }
  return EWOULDBLOCK;
}

/// Keeps other writers of the file waiting while it lives.
class Turn {
 public:
  /// See lock().
  Turn(int file, int wake, milliseconds patience = milliseconds::max())
      : file_(file), error_(lock(file, wake, patience)) {}
  ~Turn() {
    if (error_ == 0) flock(file_, LOCK_UN);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// @returns 0, or errno: it is the turn of somebody else.
  int error() const { return error_; }

 private:
  int file_;
  int error_;
};

/// While it lives, a pipe without a reader is an error of write(), and does not end the process.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec now{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// @returns 0, or errno.
int write_all(int file, const std::string& text, std::size_t* written) {
  *written = 0;
  while (*written < text.size()) {
    const ssize_t count = ::write(file, text.data() + *written, text.size() - *written);
    if (count >= 0) {
      *written += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

/// @returns 0, or errno: ECANCELED when there is no room, and something to read at `wake`.
int wait_for_room(int file, int wake) {
  pollfd files[2] = {{file, POLLOUT, 0}, {wake, POLLIN, 0}};
  while (poll(files, 2, -1) < 0) {
    if (errno != EINTR) return errno;
  }
  // An error of the file, too: write() tells which.
  return files[0].revents != 0 ? 0 : ECANCELED;
}

/// @param piece bytes that write() takes at once where there is room, or does not wait for.
/// @returns 0, or errno.
int write_to_reader(int file, int wake, const std::string& text, std::size_t piece,
                    std::size_t* written) {
  *written = 0;
  while (*written < text.size()) {
    if (const int error = wait_for_room(file, wake); error != 0) return error;
    const std::size_t size = std::min(piece, text.size() - *written);
    const ssize_t count = ::write(file, text.data() + *written, size);
    if (count >= 0) {
      *written += static_cast<std::size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      return errno;
    }
  }
  return 0;
}

/// What stands behind the last line end.
std::string unfinished_line(int file, off_t size) {
  std::string tail;
  for (off_t end = size; end > 0;) {
    const off_t begin = end > kTailBlock ? end - kTailBlock : 0;
    std::string block(static_cast<std::size_t>(end - begin), '\0');
    const ssize_t count = pread(file, block.data(), block.size(), begin);
    if (count != static_cast<ssize_t>(block.size())) return {};
    const std::size_t line_end = block.rfind('\n');
    if (line_end != std::string::npos) return block.substr(line_end + 1) + tail;
    tail = block + tail;
    end = begin;
  }
  return tail;
}

}  // namespace

class LineFile::Private {
 public:
  explicit Private(const LineFileOptions& options);
  ~Private();

  bool write(const std::string& line);
  void stop_waiting() noexcept { impatient_.set(); }
  void wait_again() noexcept { impatient_.clear(); }
  const LineFileCounters& counters() const { return counters_; }

 private:
  void open_stdout();
  // These return 0, or errno.
  int open_file();
  int mend_at_start();
  int mend(off_t* size);
  int rotate();
  int write_to_stream(const std::string& text);
  int write_to_file(const std::string& text);
  int append(const std::string& text, bool* again);

  bool is_current() const;
  void close_file();
  std::string name() const;
  std::string reason_of(int error) const;
  void drop(int error);

  const LineFileOptions options_;
  const bool to_stdout_;
  Wake impatient_;  ///< nobody waits for readers and other writers
  LineFileCounters counters_;
  int file_ = -1;
  bool is_regular_ = false;       ///< and not standard output
  std::size_t piece_ = kAnySize;  ///< of a line, see write_to_reader()
  std::string remainder_;         ///< of a line that a stream has half of
  bool failing_ = false;
  std::uint64_t dropped_before_ = 0;  ///< it began to fail
};

LineFile::Private::Private(const LineFileOptions& options)
    : options_(options), to_stdout_(options.location.empty() || options.location == "-") {
  if (options.max_file_size < 0 || options.max_files < 1) {
    throw Error(ErrorCode::kInvalidArgument, "Files of " + std::to_string(options.max_file_size) +
                                                 " bytes, " + std::to_string(options.max_files) +
                                                 " at most, are not possible");
  }
  int error = open_file();
  if (error == 0 && is_regular_) error = mend_at_start();
  if (error != 0) {
    close_file();
    throw Error(ErrorCode::kWrite, name() + " cannot be opened for writing: " + reason_of(error));
  }
  if (!is_regular_ || options.max_file_size == 0) return;
  const std::string folder = std::filesystem::absolute(options.location).parent_path();
  if (access(folder.c_str(), W_OK) == 0) return;
  const std::string reason = std::strerror(errno);
  close_file();
  throw Error(ErrorCode::kWrite, name() + " cannot be rotated: the folder " + folder +
                                     " cannot be written: " + reason);
}

LineFile::Private::~Private() { close_file(); }

std::string LineFile::Private::name() const {
  return to_stdout_ ? "Standard output" : "The file " + options_.location;
}

std::string LineFile::Private::reason_of(int error) const {
  if (error == EWOULDBLOCK) return "another program keeps it locked";
  if (error != ECANCELED) return std::strerror(error);
  return is_regular_ ? "another program keeps it locked, and the wait for it was ended"
                     : "its reader stands still, and the wait for it was ended";
}

void LineFile::Private::close_file() {
  if (file_ >= 0 && !(to_stdout_ && file_ == STDOUT_FILENO)) close(file_);
  file_ = -1;
}

/// That write() must not wait is a flag that all share who have standard output. So a pipe is
/// opened anew; where that is not possible, it is written in pieces that it has room for.
void LineFile::Private::open_stdout() {
  file_ = STDOUT_FILENO;
  piece_ = kAnySize;
  struct stat status {};
  if (fstat(STDOUT_FILENO, &status) != 0 || S_ISREG(status.st_mode)) return;
  const int own =
      S_ISFIFO(status.st_mode) ? open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
  if (own >= 0) {
    file_ = own;
  } else {
    piece_ = PIPE_BUF;
  }
}

int LineFile::Private::open_file() {
  close_file();
  if (to_stdout_) {
    open_stdout();
    return 0;
  }
  const char* path = options_.location.c_str();
  struct stat status {};
  is_regular_ = stat(path, &status) != 0 || S_ISREG(status.st_mode);
  if (is_regular_) {
    // For reading, too: its end is looked at. Number plates are personal data.
    file_ = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  } else {
    // A named pipe that nobody reads is an error, instead of waiting for a reader.
    file_ = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  }
  return file_ < 0 ? errno : 0;
}

int LineFile::Private::mend_at_start() {
  const Turn turn(file_, impatient_.descriptor(), kOpeningPatience);
  if (turn.error() != 0) return turn.error();
  off_t size = lseek(file_, 0, SEEK_END);
  return mend(&size);
}

/// Cuts off a line of ours that a killed process left unfinished, and ends one of somebody else.
int LineFile::Private::mend(off_t* size) {
  char last = '\n';
  if (*size > 0 && pread(file_, &last, 1, *size - 1) != 1) return errno;
  if (last == '\n') return 0;
  const std::string line = unfinished_line(file_, *size);
  if (line[0] == '{' && !nlohmann::json::accept(line)) {
    *size -= static_cast<off_t>(line.size());
    return ftruncate(file_, *size) == 0 ? 0 : errno;
  }
  std::size_t written = 0;
  const int error = write_all(file_, "\n", &written);
  *size += static_cast<off_t>(written);
  return error;
}

/// Another writer, or a program like logrotate, may have put another file in its place.
bool LineFile::Private::is_current() const {
  struct stat ours {};
  struct stat current {};
  return fstat(file_, &ours) == 0 && stat(options_.location.c_str(), &current) == 0 &&
         ours.st_ino == current.st_ino && ours.st_dev == current.st_dev;
}

int LineFile::Private::rotate() {
  const auto numbered = [&](int i) {
    return i == 0 ? options_.location : options_.location + "." + std::to_string(i);
  };
  // Of a time when more were kept.
  for (int i = options_.max_files; std::remove(numbered(i).c_str()) == 0;) ++i;
  if (options_.max_files == 1) return ftruncate(file_, 0) == 0 ? 0 : errno;
  int free = 1;
  while (free < options_.max_files - 1 && access(numbered(free).c_str(), F_OK) == 0) ++free;
  for (int i = free; i > 0; --i) {
    if (std::rename(numbered(i - 1).c_str(), numbered(i).c_str()) != 0) return errno;
  }
  return 0;
}

/// @param[out] again the file is no longer the current one: open that, and try again.
int LineFile::Private::append(const std::string& text, bool* again) {
  *again = false;
  const Turn turn(file_, impatient_.descriptor());
  if (turn.error() != 0) return turn.error();
  *again = !is_current();
  if (*again) return 0;
  off_t size = lseek(file_, 0, SEEK_END);
  if (const int error = mend(&size); error != 0) return error;
  const auto length = static_cast<off_t>(text.size());
  if (options_.max_file_size > 0 && size > 0 && size + length > options_.max_file_size) {
    *again = true;
    return rotate();
  }
  std::size_t written = 0;
  const int error = write_all(file_, text, &written);
  // A disk that is full took a part of it.
  if (error != 0 && written > 0 && ftruncate(file_, size) != 0) return errno;
  return error;
}

int LineFile::Private::write_to_file(const std::string& text) {
  for (bool again = true; again;) {
    if (file_ < 0) {
      if (const int error = open_file(); error != 0) return error;
    }
    const int error = append(text, &again);
    if (again) close_file();
    if (error != 0) return error;
  }
  return 0;
}

int LineFile::Private::write_to_stream(const std::string& text) {
  if (file_ < 0) {
    if (const int error = open_file(); error != 0) return error;
  }
  const NoBrokenPipe no_broken_pipe;
  std::size_t written = 0;
  const std::size_t owed = remainder_.size();
  const std::string all = remainder_ + text;
  const int error = write_to_reader(file_, impatient_.descriptor(), all, piece_, &written);
  if (error == 0 || error == EPIPE) {
    remainder_.clear();  // another reader begins with a line
  } else if (written < owed) {
    remainder_.erase(0, written);
  } else {
    remainder_ = written == owed ? std::string() : all.substr(written);
  }
  if (error == EPIPE) close_file();
  return error;
}

bool LineFile::Private::write(const std::string& line) {
  const std::string text = line + "\n";
  const int error = is_regular_ ? write_to_file(text) : write_to_stream(text);
  if (error == 0) {
    ++counters_.written;
    if (failing_ && options_.on_recovery) {
      options_.on_recovery(name() + " can be written again; lines lost: " +
                           std::to_string(counters_.dropped - dropped_before_));
    }
    failing_ = false;
    return true;
  }
  drop(error);
  return false;
}

void LineFile::Private::drop(int error) {
  if (!failing_) {
    dropped_before_ = counters_.dropped;
    ++counters_.errors;
    counters_.last_error =
        name() + " cannot be written: " + reason_of(error) + ": lines are lost until it can";
    failing_ = true;
    if (options_.on_problem) options_.on_problem(counters_.last_error);
  }
  ++counters_.dropped;
}

LineFile::LineFile(const LineFileOptions& options) : d_(std::make_unique<Private>(options)) {}
LineFile::~LineFile() = default;
bool LineFile::write(const std::string& line) { return d_->write(line); }
void LineFile::stop_waiting() noexcept { d_->stop_waiting(); }
void LineFile::wait_again() noexcept { d_->wait_again(); }
const LineFileCounters& LineFile::counters() const { return d_->counters(); }

}  // namespace deepocr::publish
