// SPDX-License-Identifier: MIT
// Files that are either complete or not there.
#include "support/atomic_file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "deepocr/error.h"

namespace deepocr::training {
namespace {

/// Owns a file descriptor, and the file behind it until it is kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& path)
      : path_(path),
        descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {}
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!kept_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  bool write(std::string_view contents) {
    if (descriptor_ < 0) return false;
    while (!contents.empty()) {
      const ssize_t written = ::write(descriptor_, contents.data(), contents.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      contents.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor_) != 0 && errno != EINVAL) return false;  // EINVAL: cannot be flushed
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return ::close(descriptor) == 0;
  }

  bool rename_to(const std::filesystem::path& path) {
    kept_ = std::rename(path_.c_str(), path.c_str()) == 0;
    return kept_;
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
  bool kept_ = false;
};

}  // namespace

void write_file(const std::filesystem::path& path, std::string_view contents) {
  auto temporary_path = path;
  temporary_path += ".tmp" + std::to_string(::getpid());
  TemporaryFile file(temporary_path);
  if (!file.write(contents) || !file.rename_to(path)) {
    const auto reason = std::error_code(errno, std::generic_category()).message();
    throw Error(ErrorCode::kWrite, "Cannot write '" + path.string() + "': " + reason + ".");
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error(ErrorCode::kNotFound, "There is no file '" + path.string() + "'.");
  }
  std::ifstream stream(path, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.good() && !stream.eof()) {
    throw Error(ErrorCode::kUnreadable, "Cannot read '" + path.string() + "'.");
  }
  return contents;
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    throw Error(ErrorCode::kWrite,
                "Cannot create the folder '" + path.string() + "': " + error.message() + ".");
  }
}

}  // namespace deepocr::training
