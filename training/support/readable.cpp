// SPDX-License-Identifier: MIT
// Files and folders that are to be read, and why they cannot be.
#include "support/readable.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <set>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "deepocr/error.h"

namespace deepocr::training {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_unreadable(const std::string& what, const std::error_code& reason) {
  throw Error(ErrorCode::kUnreadable, "Cannot read " + what + ": " + reason.message() + ".");
}

std::string folder_in_words(const fs::path& folder) {
  return "the folder '" + folder.string() + "'";
}

bool is_picture(const fs::path& file) {
  static const std::set<std::string> extensions = {".png", ".jpg",  ".jpeg", ".bmp",
                                                   ".pgm", ".webp", ".tif",  ".tiff"};
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extensions.count(extension) > 0;
}

}  // namespace

void require_readable_file(const fs::path& file) {
  std::error_code error;
  const auto type = fs::status(file, error).type();
  if (type == fs::file_type::not_found) {
    throw Error(ErrorCode::kNotFound, "There is no file '" + file.string() + "'.");
  }
  if (type == fs::file_type::directory) {
    throw Error(ErrorCode::kUnreadable, "'" + file.string() + "' is a folder, not a file.");
  }
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    throw_unreadable("'" + file.string() + "'", std::error_code(errno, std::generic_category()));
  }
  ::close(descriptor);
}

void require_folder(const fs::path& folder) {
  std::error_code error;
  const auto type = fs::status(folder, error).type();
  if (type == fs::file_type::directory) return;
  if (type == fs::file_type::not_found) {
    throw Error(ErrorCode::kNotFound, "There is no folder '" + folder.string() + "'.");
  }
  if (error) throw_unreadable(folder_in_words(folder), error);
  throw Error(ErrorCode::kUnreadable, "'" + folder.string() + "' is a file, not a folder.");
}

std::vector<fs::path> pictures_below(const fs::path& folder, fs::directory_options options) {
  require_folder(folder);
  std::vector<fs::path> files;
  fs::path current = folder;
  std::error_code error, ignored;
  fs::recursive_directory_iterator entry(folder, options, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    current = entry->path();
    if (is_picture(current) && entry->is_regular_file(ignored)) files.push_back(current);
    entry.increment(error);
  }
  if (error) throw_unreadable(folder_in_words(current), error);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace deepocr::training
