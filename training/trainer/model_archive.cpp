// SPDX-License-Identifier: MIT
// What archives of LibTorch's are, and whether they are whole.
#include "trainer/model_archive.h"

#include "deepocr/archive_check.h"
#include "deepocr/error.h"

namespace deepocr::training {

bool is_model_archive(std::string_view bytes) {
  // A zip archive names its files in plain text, in this form.
  return bytes.find(std::string("/extra/") + kModelInfoFile) != std::string_view::npos;
}

void require_whole(const std::filesystem::path& file) {
  try {
    check_archive(file.string());
  } catch (const Error& error) {
    throw Error(ErrorCode::kUnreadable,
                "'" + file.string() + "' is damaged: it does not match its checksums.",
                error.detail().empty() ? error.what() : error.detail());
  }
}

}  // namespace deepocr::training
