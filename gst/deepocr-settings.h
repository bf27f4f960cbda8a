// SPDX-License-Identifier: MIT
// The properties of the element deepocr as values.
#pragma once

#include <string>

#include "common-properties.h"
#include "deepocr/default_threshold.h"
#include "region-source.h"
#include "shared-models.h"

namespace deepocr::plugin {

inline constexpr int kDefaultBatchSize = 8;
inline constexpr int kMaxBatchSize = 256;
inline constexpr double kDefaultWatchListThreshold = 0.1;

/// One state of the element's properties. Never changed once it is shared: a setter replaces it.
struct DeepOcrSettings {
  std::string model;          ///< empty: the shipped one
  std::string locator_model;  ///< empty: the shipped one
  RegionMode region_mode = RegionMode::kAuto;
  std::string fixed_regions;
  std::string object_class;
  std::string device = kDefaultDevice;
  std::string instance_id;
  double threshold = kDefaultThreshold;
  double locator_threshold = kDefaultLocatorThreshold;
  int max_plates = kDefaultMaxPlates;
  guint inference_interval = kDefaultInferenceInterval;
  int batch_size = kDefaultBatchSize;
  int threads = kDefaultThreads;
  bool track = true;
  bool message = true;
  bool attach_frame = false;
  std::string watch_list;  ///< a path; empty: none
  double watch_list_threshold = kDefaultWatchListThreshold;
  double watch_list_prior = 0;  ///< 0: as WatchList::match()
  RegionOptions regions;        ///< derived from the above by prepare()

  /// @returns `model`, or the path of the shipped model.
  std::string model_path() const;
  /// @returns `locator_model`, or the path of the shipped locator.
  std::string locator_path() const;

  /// @throws Error kNotFound where a shipped model is wanted and not there; so does the next.
  ReaderSettings reader_settings() const;
  LocatorSettings locator_settings() const;

  /// Derives `regions`.
  /// @throws Error kInvalidArgument that names the property at fault.
  void prepare();
};

}  // namespace deepocr::plugin
