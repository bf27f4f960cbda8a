// SPDX-License-Identifier: MIT
// A PlateReader or a PlateLocator from either kind of file that training leaves behind.
#include "export/open_model.h"

#include <cstdlib>
#include <string>
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

void require_task(const TrainingState& state, const std::string& task,
                  const std::filesystem::path& checkpoint) {
  if (state.options.task == task) return;
  throw Error(ErrorCode::kContract,
              "'" + checkpoint.string() + "' is a checkpoint of a network that " +
                  (task == kTaskRead ? "locates plates, not one that reads them"
                                     : "reads plates, not one that locates them"));
}

/// The library opens model files only: of a checkpoint it gets one that is gone afterwards.
template <typename Model, typename Options>
Model open_model(const std::filesystem::path& file, const std::string& task,
                 const Options& options) {
  if (is_model_file(file)) return Model(file.string(), options);
  const TrainingState state = load_checkpoint(file);
  require_task(state, task, file);
  const TemporaryFolder folder;
  const auto model = folder.path() / "model.pt";
  double difference = 0.0;
  const auto info = describe_model(state, file.stem().string());
  write_file(model, model_bytes(*state.average, info, &difference));
  return Model(model.string(), options);
}

}  // namespace

PlateReader open_reader(const std::filesystem::path& file, const PlateReaderOptions& options) {
  return open_model<PlateReader>(file, kTaskRead, options);
}

PlateLocator open_locator(const std::filesystem::path& file, const PlateLocatorOptions& options) {
  return open_model<PlateLocator>(file, kTaskLocate, options);
}

}  // namespace deepocr::training
