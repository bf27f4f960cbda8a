// SPDX-License-Identifier: MIT
// Registers the source of rendered plates.
#include <gst/gst.h>

#include "gstplatetestsrc.h"

static gboolean plugin_init(GstPlugin* plugin) {
  return GST_ELEMENT_REGISTER(platetestsrc, plugin);
}

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, platetestsrc,
                  "Renders moving plates with known digits", plugin_init, PACKAGE_VERSION, "MIT",
                  "DeepOCR", PACKAGE_ORIGIN)
