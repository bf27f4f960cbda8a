// SPDX-License-Identifier: MIT
// Registers the publisher of readings.
#include <gst/gst.h>

#include "gstplatepublish.h"

static gboolean plugin_init(GstPlugin* plugin) {
  return GST_ELEMENT_REGISTER(platepublish, plugin);
}

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, platepublish,
                  "Publishes licence plates as JSON, to files and brokers", plugin_init,
                  PACKAGE_VERSION, "MIT", "DeepOCR", PACKAGE_ORIGIN)
