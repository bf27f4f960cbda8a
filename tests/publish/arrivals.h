// SPDX-License-Identifier: MIT
// Keeps account of what arrives: which, in which order, and what came twice.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace deepocr::publish::test {

/// Of messages as message_of() makes them. From any thread.
class Arrivals {
 public:
  void note(const std::string& payload) {
    // {"id":"camera-number",…
    const std::size_t begin = payload.find(":\"") + 2;
    const std::string id = payload.substr(begin, payload.find('"', begin) - begin);
    const std::size_t dash = id.rfind('-');
    const std::lock_guard<std::mutex> guard(mutex_);
    ++arrivals_;
    const auto [known, is_first] = payloads_.emplace(id, payload);
    if (is_first) {
      const std::string camera = id.substr(0, dash);
      const int number = std::stoi(id.substr(dash + 1));
      const auto last = last_.emplace(camera, -1).first;
      if (number <= last->second) disordered_.push_back(id);
      last->second = number;
    } else if (known->second != payload) {
      changed_.push_back(id);
    }
    arrived_.notify_all();
  }

  /// Waits for as many different messages.
  bool wait_for(std::size_t count, std::chrono::seconds patience = std::chrono::seconds(30)) {
    std::unique_lock<std::mutex> lock(mutex_);
    return arrived_.wait_for(lock, patience, [&] { return payloads_.size() >= count; });
  }

  std::size_t different() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return payloads_.size();
  }
  std::size_t total() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return arrivals_;
  }
  bool has(const std::string& id) const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return payloads_.count(id) > 0;
  }
  /// Ids that arrived for the first time after a later one of their camera.
  std::vector<std::string> disordered() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return disordered_;
  }
  /// Ids that arrived again with another payload.
  std::vector<std::string> changed() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return changed_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::string, std::string> payloads_;
  std::map<std::string, int> last_;
  std::vector<std::string> disordered_;
  std::vector<std::string> changed_;
  std::size_t arrivals_ = 0;
};

/// Each of the ids, one a line, arrived, in order for each camera, and what came twice was the
/// same.
inline void expect_all(const std::string& ids, const Arrivals& arrivals) {
  std::istringstream lines(ids);
  std::vector<std::string> missing;
  for (std::string id; std::getline(lines, id);) {
    if (!arrivals.has(id)) missing.push_back(id);
  }
  EXPECT_THAT(missing, ::testing::IsEmpty());
  EXPECT_THAT(arrivals.disordered(), ::testing::IsEmpty());
  EXPECT_THAT(arrivals.changed(), ::testing::IsEmpty());
}

}  // namespace deepocr::publish::test
