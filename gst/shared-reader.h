// SPDX-License-Identifier: MIT
// A plate reader that several elements may use, one at a time.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "deepocr/plate_reader.h"

namespace deepocr::plugin {

struct ReaderSettings {
  std::string model_path;
  PlateReaderOptions options;
  std::string instance_id;  ///< empty: not shared
};

/// Serialises calls to its reader: concurrent forward() on one TorchScript module is not safe.
class SharedReader {
 public:
  struct Result {
    std::vector<Reading> readings;  ///< one per region, in order
    double milliseconds = 0;        ///< without the wait for other elements
  };

  explicit SharedReader(const ReaderSettings& settings);

  /// As PlateReader::read(); any thread may call it.
  Result read(const ImageView& image, const std::vector<Quad>& regions, double threshold);

  const std::string& model_name() const noexcept { return reader_.info().name; }

 private:
  std::mutex mutex_;
  PlateReader reader_;
};

/// @returns the reader that another element holds under the same instance id, model file and
/// options, or a new one. Blocks while it is loaded.
/// @throws Error as PlateReader's constructor.
std::shared_ptr<SharedReader> acquire_reader(const ReaderSettings& settings);

}  // namespace deepocr::plugin
