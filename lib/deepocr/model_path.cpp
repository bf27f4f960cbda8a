// SPDX-License-Identifier: MIT
// Finds the weights that come with DeepOCR.
#include "deepocr/model_path.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <vector>

#include "deepocr/error.h"

namespace deepocr {
namespace {

constexpr const char* kVariable = "DEEPOCR_MODEL_PATH";
constexpr const char* kReader = "deepocr-reader.pt";
constexpr const char* kLocator = "deepocr-locator.pt";

/// Those of the environment variable.
std::vector<std::string> chosen_folders() {
  std::vector<std::string> folders;
  const char* value = std::getenv(kVariable);
  std::istringstream list(value != nullptr ? value : "");
  for (std::string folder; std::getline(list, folder, ':');) {
    if (!folder.empty()) folders.push_back(folder);
  }
  return folders;
}

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string shipped(const char* file) {
  for (const std::string& folder : chosen_folders()) {
    const std::filesystem::path candidate = std::filesystem::path(folder) / file;
    if (is_there(candidate)) return candidate.string();
  }
  return (std::filesystem::path(DEEPOCR_MODEL_DIR) / file).string();
}

std::string require_shipped(const char* file) {
  std::string path = shipped(file);
  if (is_there(path)) return path;
  const std::vector<std::string> folders = chosen_folders();
  std::string sentence = "the model file " + std::string(file) + " does not exist in ";
  for (const std::string& folder : folders) {
    sentence +=
        folder + (&folder == &folders.back() ? " (from " + std::string(kVariable) + ") or " : ", ");
  }
  sentence += DEEPOCR_MODEL_DIR;
  if (folders.empty()) sentence += ", and " + std::string(kVariable) + " names no other folder";
  throw Error(ErrorCode::kNotFound, sentence);
}

}  // namespace

std::string default_model_path() { return shipped(kReader); }

std::string default_locator_path() { return shipped(kLocator); }

std::string require_default_model_path() { return require_shipped(kReader); }

std::string require_default_locator_path() { return require_shipped(kLocator); }

}  // namespace deepocr
