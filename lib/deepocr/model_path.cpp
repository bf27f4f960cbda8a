// SPDX-License-Identifier: MIT
// Finds the weights that come with DeepOCR.
#include "deepocr/model_path.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace deepocr {
namespace {

std::string shipped(const char* file) {
  if (const char* folders = std::getenv("DEEPOCR_MODEL_PATH")) {
    std::istringstream list(folders);
    for (std::string folder; std::getline(list, folder, ':');) {
      const std::filesystem::path candidate = std::filesystem::path(folder) / file;
      std::error_code ignored;
      if (!folder.empty() && std::filesystem::exists(candidate, ignored)) return candidate.string();
    }
  }
  return (std::filesystem::path(DEEPOCR_MODEL_DIR) / file).string();
}

}  // namespace

std::string default_model_path() { return shipped("deepocr-reader.pt"); }

std::string default_locator_path() { return shipped("deepocr-locator.pt"); }

}  // namespace deepocr
