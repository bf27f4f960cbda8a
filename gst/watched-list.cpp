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
constexpr int kTextQuoted = 20;  // characters

/// Which file is there, in which state.
struct Version {
  bool exists = false;
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec written{};
  timespec changed{};  // its permissions or name, too

  bool operator==(const Version& other) const {
    const auto fields = [](const Version& version) {
      return std::tie(version.exists, version.device, version.inode, version.size,
                      version.written.tv_sec, version.written.tv_nsec, version.changed.tv_sec,
                      version.changed.tv_nsec);
    };
    return fields(*this) == fields(other);
  }
};

Version version_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {true, status.st_dev, status.st_ino, status.st_size, status.st_mtim, status.st_ctim};
}

/// The beginning of a line, in quotes; nothing where it is no text, as of a picture.
std::string quoted(const std::string& text) {
  if (!g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr)) return {};
  const gchar* place = text.c_str();
  for (int count = 0; *place != '\0'; ++count) {
    const gunichar character = g_utf8_get_char(place);
    if (!g_unichar_isprint(character) && character != '\t') return {};
    if (count == kTextQuoted) return "'" + std::string(text.c_str(), place) + "…'";
    place = g_utf8_next_char(place);
  }
  return "'" + text + "'";
}

/// One sentence about all malformed lines.
std::string describe(const std::string& path, const WatchList& list) {
  const std::vector<WatchList::MalformedLine>& lines = list.malformed_lines();
  const std::string text = quoted(lines.front().text);
  std::string sentence = path + ":" + std::to_string(lines.front().line) +
                         (text.empty() ? "" : ": " + text) + " is no number of five digits";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    sentence += (i == 1 ? "; nor is line " : ", ") + std::to_string(lines[i].line);
  }
  if (list.malformed_count() > lines.size()) {
    sentence += " and " + std::to_string(list.malformed_count() - lines.size()) + " more";
  }
  return sentence;
}

/// One sentence about a list without a number.
std::string describe_empty(const std::string& path,
                           const std::vector<WatchList::MalformedLine>& lines) {
  std::string sentence = "The watch list " + path + " lists no number";
  if (lines.empty()) return sentence;
  const std::string text = quoted(lines.front().text);
  return sentence + ": none of its lines is one of five digits" +
         (text.empty() ? "" : ", as " + text + " in line " + std::to_string(lines.front().line));
}

}  // namespace

struct WatchedList::Shared {
  Shared(GstElement* posts, std::string file) : element(posts), path(std::move(file)) {}

  void watch() noexcept;
  void complain(const WatchList& read) noexcept;
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
  complain(*list);
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

void WatchedList::Shared::complain(const WatchList& read) noexcept {
  const bool is_empty = read.size() == 0;
  try {
    if (is_empty) {
      throw Error(ErrorCode::kUnreadable, describe_empty(path, read.malformed_lines()));
    }
    if (!read.malformed_lines().empty()) {
      throw Error(ErrorCode::kUnreadable, describe(path, read));
    }
  } catch (...) {
    post_current_exception(element, GST_MESSAGE_WARNING,
                           is_empty ? "no plate can be on it" : "the rest of the list is used");
  }
}

void WatchedList::Shared::reload() noexcept try {
  auto read = std::make_shared<const WatchList>(WatchList::load(path));
  {
    const std::lock_guard<std::mutex> lock(mutex);
    list = read;
  }
  complain(*read);
} catch (...) {
  post_current_exception(element, GST_MESSAGE_WARNING, "the list in use stays");
}

}  // namespace deepocr::plugin
