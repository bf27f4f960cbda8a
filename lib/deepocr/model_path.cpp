// SPDX-License-Identifier: MIT
// Finds the weights that come with DeepOCR.
#include "deepocr/model_path.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace deepocr {

std::string default_model_path() {
  constexpr const char* kFile = "deepocr-reader.pt";
  if (const char* folders = std::getenv("DEEPOCR_MODEL_PATH")) {
    std::istringstream list(folders);
    for (std::string folder; std::getline(list, folder, ':');) {
      const std::filesystem::path candidate = std::filesystem::path(folder) / kFile;
      std::error_code ignored;
      if (!folder.empty() && std::filesystem::exists(candidate, ignored)) return candidate.string();
    }
  }
  return (std::filesystem::path(DEEPOCR_MODEL_DIR) / kFile).string();
}

}  // namespace deepocr
