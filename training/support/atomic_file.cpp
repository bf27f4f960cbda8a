// SPDX-License-Identifier: MIT
// Files that are either complete or not there.
#include "support/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "deepocr/error.h"
#include "support/readable.h"

namespace deepocr::training {
namespace {

/// Owns a file descriptor, and the file behind it until it is kept.
class NewFile {
 public:
  explicit NewFile(const std::filesystem::path& path)
      : path_(path),
        descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {}
  ~NewFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!kept_) ::unlink(path_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  bool write(std::string_view contents) {
    if (descriptor_ < 0) return false;
    while (!contents.empty()) {
      const ssize_t written = ::write(descriptor_, contents.data(), contents.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      contents.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  bool flush() { return ::fsync(descriptor_) == 0; }

  bool close() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return ::close(descriptor) == 0;
  }

  bool rename_to(const std::filesystem::path& path) {
    return std::rename(path_.c_str(), path.c_str()) == 0;
  }

  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  int descriptor_;
  bool kept_ = false;
};

std::filesystem::path temporary_path(std::filesystem::path path) {
  return path += ".tmp" + std::to_string(::getpid());
}

[[noreturn]] void throw_write_error(const std::filesystem::path& path) {
  const auto reason = std::error_code(errno, std::generic_category()).message();
  throw Error(ErrorCode::kWrite, "Cannot write '" + path.string() + "': " + reason + ".");
}

/// A device or a pipe would be replaced by a file.
void require_regular(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status) ||
      std::filesystem::is_directory(status)) {
    return;
  }
  throw Error(ErrorCode::kWrite, "Cannot write '" + path.string() + "': it is no regular file.");
}

}  // namespace

void require_writable(const std::filesystem::path& path) {
  require_regular(path);
  std::error_code ignored;
  NewFile probe(temporary_path(path));
  const bool opened = probe.write("");
  if (!opened) throw_write_error(path);
  if (std::filesystem::is_directory(path, ignored)) {
    errno = EISDIR;
    throw_write_error(path);
  }
}

void write_file(const std::filesystem::path& path, std::string_view contents) {
  require_regular(path);
  NewFile file(temporary_path(path));
  if (!file.write(contents) || !file.flush() || !file.close() || !file.rename_to(path)) {
    throw_write_error(path);
  }
  file.keep();
}

void write_new_file(const std::filesystem::path& path, std::string_view contents) {
  NewFile file(path);
  if (!file.write(contents) || !file.close()) throw_write_error(path);
  file.keep();
}

std::string read_file(const std::filesystem::path& path) {
  require_readable_file(path);
  std::ostringstream contents;
  std::ifstream stream(path, std::ios::binary);
  stream.exceptions(std::ios::badbit);
  try {
    if (stream.peek() != std::ifstream::traits_type::eof()) contents << stream.rdbuf();
  } catch (const std::ios_base::failure& error) {
    throw Error(ErrorCode::kUnreadable, "Cannot read '" + path.string() + "'.", error.what());
  }
  return contents.str();
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
