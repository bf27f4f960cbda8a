// SPDX-License-Identifier: MIT
// A PlateReader from either kind of file that training leaves behind.
#include "export/open_reader.h"

#include <cstdlib>
#include <system_error>

#include "deepocr/error.h"
#include "export/model_export.h"
#include "support/atomic_file.h"

namespace deepocr::training {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "deepocr-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw Error(ErrorCode::kWrite, "Cannot create a folder like '" + pattern + "'.");
    }
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

PlateReader open_reader(const std::filesystem::path& file, const PlateReaderOptions& options) {
  if (is_model_file(file)) return PlateReader(file.string(), options);
  const TrainingState state = load_checkpoint(file);
  const TemporaryFolder folder;
  const auto model = folder.path() / "model.pt";
  double difference = 0.0;
  const auto info = describe_model(state, file.stem().string());
  write_file(model, model_bytes(*state.average, info, &difference));
  return PlateReader(model.string(), options);
}

}  // namespace deepocr::training
