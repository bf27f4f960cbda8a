// SPDX-License-Identifier: MIT
// The properties of the element deepocr as GObject sees them.
#pragma once

#include <glib-object.h>

#include "deepocr-settings.h"

namespace deepocr::plugin {

enum Property {
  kPropNone,
  kPropModel,
  kPropLocatorModel,
  kPropRegions,
  kPropFixedRegions,
  kPropObjectClass,
  kPropThreshold,
  kPropLocatorThreshold,
  kPropMaxPlates,
  kPropInferenceInterval,
  kPropBatchSize,
  kPropDevice,
  kPropThreads,
  kPropModelInstanceId,
  kPropTrack,
  kPropMessage,
  kPropAttachFrame,
  kPropWatchList,
  kPropWatchListThreshold,
  kPropWatchListPrior,
  kPropStats,
};

/// Installs all of them, kPropStats included.
void install_properties(GObjectClass* klass);

/// Both handle the properties that are settings, those before kPropStats.
void apply_property(DeepOcrSettings& settings, guint id, const GValue* value);
void report_property(const DeepOcrSettings& settings, guint id, GValue* value);

}  // namespace deepocr::plugin
