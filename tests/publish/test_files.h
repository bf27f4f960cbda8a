// SPDX-License-Identifier: MIT
// Folders and messages for the tests of publishing.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <unistd.h>

#include "publish/message.h"

namespace deepocr::publish::test {

/// Gone with all that is in it at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "deepocr-publish-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

/// The number `index` of a camera; its payload has the size of an event with posteriors.
inline Message message_of(int index, const std::string& camera = "gate", std::size_t size = 1500) {
  const std::string id = camera + "-" + std::to_string(index);
  std::string payload = R"({"id":")" + id + R"(","filler":")";
  payload.resize(std::max(size, payload.size() + 2) - 2, 'x');
  return {id, "deepocr/" + camera + "/events", camera, payload + "\"}"};
}

}  // namespace deepocr::publish::test
