// SPDX-License-Identifier: MIT
// Readers and locators that several elements may use, one element at a time.
#include "shared-models.h"

#include <filesystem>
#include <map>
#include <tuple>

namespace deepocr::plugin {
namespace {

auto key_of(const PlateReaderOptions& options) {
  return std::tuple(options.device, options.threads, options.batch_size);
}

auto key_of(const PlateLocatorOptions& options) {
  return std::tuple(options.device, options.threads);
}

/// The time of the file's last change is part of the key: a file that was replaced is another
/// model.
template <typename Options>
auto key_of(const ModelSettings<Options>& settings) {
  std::error_code ignored;  // the model itself says what is wrong with the file
  return std::tuple(settings.instance_id, settings.model_path,
                    std::filesystem::last_write_time(settings.model_path, ignored),
                    key_of(settings.options));
}

/// The models in use by instance id. The elements own them; the registry only finds them.
template <typename Model, typename Settings>
class Registry {
 public:
  std::shared_ptr<Model> acquire(const Settings& settings) {
    // Held while loading, so that elements that start together load once.
    const std::lock_guard<std::mutex> lock(mutex_);
    forget_released();
    std::weak_ptr<Model>& entry = models_[key_of(settings)];
    std::shared_ptr<Model> model = entry.lock();
    if (!model) {
      model = std::make_shared<Model>(settings);
      entry = model;
    }
    return model;
  }

 private:
  void forget_released() {
    for (auto entry = models_.begin(); entry != models_.end();) {
      entry = entry->second.expired() ? models_.erase(entry) : std::next(entry);
    }
  }

  using Key = decltype(key_of(std::declval<Settings>()));

  std::mutex mutex_;
  std::map<Key, std::weak_ptr<Model>> models_;
};

template <typename Model, typename Settings>
std::shared_ptr<Model> acquire_model(const Settings& settings) {
  if (settings.instance_id.empty()) return std::make_shared<Model>(settings);
  static Registry<Model, Settings> registry;
  return registry.acquire(settings);
}

}  // namespace

std::shared_ptr<SharedReader> acquire(const ReaderSettings& settings) {
  return acquire_model<SharedReader>(settings);
}

std::shared_ptr<SharedLocator> acquire(const LocatorSettings& settings) {
  return acquire_model<SharedLocator>(settings);
}

}  // namespace deepocr::plugin
