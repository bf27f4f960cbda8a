// SPDX-License-Identifier: MIT
// A plate reader that several elements may use, one at a time.
#include "shared-reader.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <tuple>

namespace deepocr::plugin {
namespace {

/// The time of the file's last change is part of the key: a file that was replaced is another
/// model.
using Key =
    std::tuple<std::string, std::string, std::filesystem::file_time_type, std::string, int, int>;

Key key_of(const ReaderSettings& settings) {
  std::error_code ignored;  // the reader itself says what is wrong with the file
  return {settings.instance_id,
          settings.model_path,
          std::filesystem::last_write_time(settings.model_path, ignored),
          settings.options.device,
          settings.options.threads,
          settings.options.batch_size};
}

/// The readers in use by instance id. The elements own them; the registry only finds them.
class Registry {
 public:
  std::shared_ptr<SharedReader> acquire(const ReaderSettings& settings) {
    // Held while loading, so that elements that start together load once.
    const std::lock_guard<std::mutex> lock(mutex_);
    forget_released();
    std::weak_ptr<SharedReader>& entry = readers_[key_of(settings)];
    std::shared_ptr<SharedReader> reader = entry.lock();
    if (!reader) {
      reader = std::make_shared<SharedReader>(settings);
      entry = reader;
    }
    return reader;
  }

 private:
  void forget_released() {
    for (auto entry = readers_.begin(); entry != readers_.end();) {
      entry = entry->second.expired() ? readers_.erase(entry) : std::next(entry);
    }
  }

  std::mutex mutex_;
  std::map<Key, std::weak_ptr<SharedReader>> readers_;
};

}  // namespace

SharedReader::SharedReader(const ReaderSettings& settings)
    : reader_(settings.model_path, settings.options) {}

SharedReader::Result SharedReader::read(const ImageView& image, const std::vector<Quad>& regions,
                                        double threshold) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto begin = std::chrono::steady_clock::now();
  Result result;
  result.readings = reader_.read(image, regions, threshold);
  const std::chrono::duration<double, std::milli> elapsed =
      std::chrono::steady_clock::now() - begin;
  result.milliseconds = elapsed.count();
  return result;
}

std::shared_ptr<SharedReader> acquire_reader(const ReaderSettings& settings) {
  if (settings.instance_id.empty()) return std::make_shared<SharedReader>(settings);
  static Registry registry;
  return registry.acquire(settings);
}

}  // namespace deepocr::plugin
