// SPDX-License-Identifier: MIT
// Registers the plugin's elements.
#include <gst/gst.h>

#include "gstdeepocr.h"
#include "gstplatedetect.h"
#include "gstplateoverlay.h"

static gboolean plugin_init(GstPlugin* plugin) {
  return GST_ELEMENT_REGISTER(deepocr, plugin) && GST_ELEMENT_REGISTER(platedetect, plugin) &&
         GST_ELEMENT_REGISTER(plateoverlay, plugin);
}

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, deepocr,
                  "Finds, reads and draws five-digit licence plates", plugin_init, PACKAGE_VERSION,
                  "MIT", "DeepOCR", PACKAGE_ORIGIN)
