// SPDX-License-Identifier: MIT
// Reads a zip archive once from end to end, for its checksums.
#include "deepocr/archive_check.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <type_traits>

#include <unzip.h>

#include "deepocr/error.h"

namespace deepocr {
namespace {

struct CloseArchive {
  void operator()(void* archive) const { unzClose(archive); }
};
using Archive = std::unique_ptr<std::remove_pointer_t<unzFile>, CloseArchive>;

void check_is_zip_file(const std::string& path) {
  std::error_code failure;
  const std::filesystem::file_status status = std::filesystem::status(path, failure);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw Error(ErrorCode::kNotFound, "the model file " + path + " does not exist");
  }
  if (failure) {
    throw Error(ErrorCode::kUnreadable, "the model file " + path + " cannot be reached",
                failure.message());
  }
  if (status.type() != std::filesystem::file_type::regular) {
    throw Error(ErrorCode::kUnreadable, "the model " + path + " is not a file");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Error(ErrorCode::kUnreadable, "the model file " + path + " cannot be opened");
  std::array<char, 4> magic{};
  stream.read(magic.data(), magic.size());
  if (magic != std::array<char, 4>{'P', 'K', 3, 4}) {
    throw Error(ErrorCode::kUnreadable, path + " is not a TorchScript model file");
  }
}

/// Reads the current member to its end, where its checksum is compared.
/// @returns a code of minizip's.
int read_member(unzFile archive) {
  int status = unzOpenCurrentFile(archive);
  if (status != UNZ_OK) return status;
  std::array<char, 65536> buffer;
  int count = 0;
  do {
    count = unzReadCurrentFile(archive, buffer.data(), buffer.size());
  } while (count > 0);
  status = unzCloseCurrentFile(archive);
  return count < 0 ? count : status;
}

}  // namespace

void check_archive(const std::string& path) {
  check_is_zip_file(path);
  const Archive archive(unzOpen64(path.c_str()));
  if (!archive) throw Error(ErrorCode::kUnreadable, "the model file " + path + " is cut short");
  int status = unzGoToFirstFile(archive.get());
  while (status == UNZ_OK) {
    status = read_member(archive.get());
    if (status == UNZ_OK) status = unzGoToNextFile(archive.get());
  }
  if (status != UNZ_END_OF_LIST_OF_FILE) {
    throw Error(
        ErrorCode::kUnreadable, "the model file " + path + " is damaged",
        status == UNZ_CRCERROR ? "checksum mismatch" : "minizip reports " + std::to_string(status));
  }
}

}  // namespace deepocr
