// SPDX-License-Identifier: MIT
// The properties of the element platepublish as GObject sees them.
#pragma once

#include <gst/gst.h>

#include "publish-settings.h"

namespace deepocr::plugin {

enum PublishProperty : guint {
  kPublishPropNone,
  kPublishPropMethod,
  kPublishPropPayload,
  kPublishPropFormat,
  kPublishPropCamera,
  kPublishPropEmptyFrames,
  kPublishPropLocation,
  kPublishPropMaxFileSize,
  kPublishPropMaxFiles,
  kPublishPropAddress,
  kPublishPropTopic,
  kPublishPropStatusTopic,
  kPublishPropUsername,
  kPublishPropPassword,
  kPublishPropClientId,
  kPublishPropTls,
  kPublishPropCaFile,
  kPublishPropCertFile,
  kPublishPropKeyFile,
  kPublishPropKafkaConfig,
  kPublishPropSpool,
  kPublishPropSpoolSize,
  kPublishPropOverflow,
  kPublishPropDrainTimeout,
  kPublishPropStats,  ///< read only; the element's own
};

/// Installs them all, and tells GStreamer's documentation of their types.
void install_publish_properties(GObjectClass* klass);

/// @param id one of the above but kPublishPropNone and kPublishPropStats.
void apply_publish_property(PublishSettings& settings, guint id, const GValue* value);
void report_publish_property(const PublishSettings& settings, guint id, GValue* value);

}  // namespace deepocr::plugin
