// SPDX-License-Identifier: MIT
// Readers and locators that several elements may use, one element at a time.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "deepocr/plate_locator.h"
#include "deepocr/plate_reader.h"

namespace deepocr::plugin {

template <typename Options>
struct ModelSettings {
  std::string model_path;
  Options options;
  std::string instance_id;  ///< empty: not shared
};

using ReaderSettings = ModelSettings<PlateReaderOptions>;
using LocatorSettings = ModelSettings<PlateLocatorOptions>;

/// Serialises the use of its model: concurrent forward() on one TorchScript module is not safe.
template <typename Model>
class SharedModel {
 public:
  template <typename Options>
  explicit SharedModel(const ModelSettings<Options>& settings)
      : model_(settings.model_path, settings.options) {}

  /// Calls `use` with the model; any thread may call it.
  /// @returns the milliseconds that it took, without the wait for other elements.
  template <typename Use>
  double run(Use use) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto begin = std::chrono::steady_clock::now();
    use(static_cast<const Model&>(model_));
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
  }

  const std::string& name() const noexcept { return model_.info().name; }

 private:
  std::mutex mutex_;
  Model model_;
};

using SharedReader = SharedModel<PlateReader>;
using SharedLocator = SharedModel<PlateLocator>;

/// @returns the model that another element holds under the same instance id, model file and
/// options, or a new one. Blocks while it is loaded.
/// @throws Error as the model's constructor.
std::shared_ptr<SharedReader> acquire(const ReaderSettings& settings);
std::shared_ptr<SharedLocator> acquire(const LocatorSettings& settings);

}  // namespace deepocr::plugin
