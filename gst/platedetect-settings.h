// SPDX-License-Identifier: MIT
// The properties of the element platedetect, as values and as GObject sees them.
#pragma once

#include <string>

#include <glib-object.h>

#include "common-properties.h"
#include "deepocr/default_threshold.h"
#include "shared-models.h"

namespace deepocr::plugin {

/// One state of the element's properties. Never changed once it is shared: a setter replaces it.
struct PlateDetectSettings {
  enum Property {
    kPropNone,
    kPropLocatorModel,
    kPropThreshold,
    kPropMaxPlates,
    kPropInferenceInterval,
    kPropDevice,
    kPropThreads,
    kPropModelInstanceId,
    kPropStats,
  };

  std::string locator_model;  ///< empty: the shipped one
  std::string device = kDefaultDevice;
  std::string instance_id;
  double threshold = kDefaultLocatorThreshold;
  int max_plates = kDefaultMaxPlates;
  int threads = kDefaultThreads;
  guint inference_interval = kDefaultInferenceInterval;

  /// @returns `locator_model`, or the path of the shipped locator.
  std::string locator_path() const;
  LocatorSettings locator_settings() const;

  /// Installs all properties, kPropStats included.
  static void install(GObjectClass* klass);

  /// Both handle the properties that are settings, those before kPropStats.
  void apply(guint id, const GValue* value);
  void report(guint id, GValue* value) const;
};

}  // namespace deepocr::plugin
