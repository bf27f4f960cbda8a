// SPDX-License-Identifier: MIT
// A watch list in a file that may change while it is in use.
#include "watched-list.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <tuple>
#include <utility>

#include <sys/stat.h>

#include "deepocr/error.h"
#include "exceptions.h"

namespace deepocr::plugin {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::size_t kLinesNamed = 5;
constexpr std::size_t kTextQuoted = 20;

/// Which file is there, in which state.
struct Version {
  bool exists = false;
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  time_t seconds = 0;  // of the last write
  long nanoseconds = 0;

  bool operator==(const Version& other) const {
    const auto fields = [](const Version& version) {
      return std::tie(version.exists, version.device, version.inode, version.size, version.seconds,
                      version.nanoseconds);
    };
    return fields(*this) == fields(other);
  }
};

Version version_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {true,           status.st_dev,         status.st_ino,
          status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::string valid_text(const std::string& text) {
  g_autofree gchar* valid = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
  return valid;
}

/// One sentence about all malformed lines.
std::string describe(const std::string& path, const std::vector<WatchList::MalformedLine>& lines) {
  const WatchList::MalformedLine& first = lines.front();
  std::string sentence = path + ":" + std::to_string(first.line) + ": '" +
                         valid_text(first.text.substr(0, kTextQuoted)) +
                         "' is no number of five digits";
  for (std::size_t i = 1; i < lines.size() && i < kLinesNamed; ++i) {
    sentence += (i == 1 ? "; nor is line " : ", ") + std::to_string(lines[i].line);
  }
  if (lines.size() > kLinesNamed) {
    sentence += " and " + std::to_string(lines.size() - kLinesNamed) + " more";
  }
  return sentence;
}

}  // namespace

struct WatchedList::Shared {
  Shared(GstElement* posts, std::string file) : element(posts), path(std::move(file)) {}

  void watch() noexcept;
  void complain_of_lines(const WatchList& read) noexcept;
  void reload() noexcept;

  GstElement* const element;
  const std::string path;
  Version used;  // of the thread, once it runs

  std::mutex mutex;
  std::condition_variable stopping;
  bool stop = false;
  std::shared_ptr<const WatchList> list;
};

WatchedList::WatchedList(GstElement* element, const std::string& path)
    : shared_(std::make_shared<Shared>(element, path)) {
  shared_->used = version_of(path);
  shared_->list = std::make_shared<WatchList>(WatchList::load(path));
  thread_ = std::thread([shared = shared_] { shared->watch(); });
}

WatchedList::~WatchedList() {
  {
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    shared_->stop = true;
  }
  shared_->stopping.notify_all();
  // An application may set another list while it handles a warning, within this very thread.
  if (thread_.get_id() == std::this_thread::get_id()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

std::shared_ptr<const WatchList> WatchedList::current() const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return shared_->list;
}

void WatchedList::Shared::watch() noexcept {
  Version seen = used;
  complain_of_lines(*list);
  std::unique_lock<std::mutex> lock(mutex);
  while (!stopping.wait_for(lock, kBetweenLooks, [this] { return stop; })) {
    lock.unlock();
    const Version found = version_of(path);
    if (found == std::exchange(seen, found) && !(found == used)) {
      used = found;
      reload();
    }
    lock.lock();
  }
}

void WatchedList::Shared::complain_of_lines(const WatchList& read) noexcept try {
  if (read.malformed_lines().empty()) return;
  throw Error(ErrorCode::kUnreadable, describe(path, read.malformed_lines()));
} catch (...) {
  post_current_exception(element, GST_MESSAGE_WARNING, "the rest of the list is used");
}

void WatchedList::Shared::reload() noexcept try {
  auto read = std::make_shared<const WatchList>(WatchList::load(path));
  {
    const std::lock_guard<std::mutex> lock(mutex);
    list = read;
  }
  complain_of_lines(*read);
} catch (...) {
  post_current_exception(element, GST_MESSAGE_WARNING, "the list in use stays");
}

}  // namespace deepocr::plugin
