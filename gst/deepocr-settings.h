// SPDX-License-Identifier: MIT
// The properties of the element deepocr as values.
#pragma once

#include <string>

#include "deepocr/default_threshold.h"
#include "region-source.h"
#include "shared-reader.h"

namespace deepocr::plugin {

inline constexpr int kDefaultMaxPlates = 16;
inline constexpr int kMaxPlates = 1024;
inline constexpr int kDefaultBatchSize = 8;
inline constexpr int kMaxBatchSize = 256;
inline constexpr int kDefaultThreads = 1;
inline constexpr int kMaxThreads = 256;
inline constexpr const char* kDefaultDevice = "cpu";

/// One state of the element's properties. Never changed once it is shared: a setter replaces it.
struct DeepOcrSettings {
  std::string model;  ///< empty: the shipped one
  RegionMode region_mode = RegionMode::kAuto;
  std::string fixed_regions;
  std::string object_class;
  std::string device = kDefaultDevice;
  std::string instance_id;
  double threshold = kDefaultThreshold;
  int max_plates = kDefaultMaxPlates;
  int batch_size = kDefaultBatchSize;
  int threads = kDefaultThreads;
  bool track = true;
  bool message = true;
  bool attach_frame = false;
  RegionOptions regions;  ///< derived from the above by prepare()

  /// @returns `model`, or the path of the shipped model.
  std::string model_path() const;
  ReaderSettings reader_settings() const;

  /// Derives `regions`.
  /// @throws Error kInvalidArgument that names the property at fault.
  void prepare();
};

}  // namespace deepocr::plugin
