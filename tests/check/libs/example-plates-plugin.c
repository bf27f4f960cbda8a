/* SPDX-License-Identifier: MIT */
/* An element that attaches one confirmed and one refused reading to each frame, and posts the
 * first. */
#include <gst/base/gstbasetransform.h>

#include "example-reading.h"

typedef GstBaseTransform ExamplePlates;
typedef GstBaseTransformClass ExamplePlatesClass;

static GType example_plates_get_type(void);
G_DEFINE_TYPE(ExamplePlates, example_plates, GST_TYPE_BASE_TRANSFORM)

static GstFlowReturn transform_ip(GstBaseTransform* transform, GstBuffer* buffer) {
  g_autoptr(GPtrArray) readings = example_readings_new("40719");
  GstDeepOcrReading* refused = gst_deepocr_reading_new_refused(GST_DEEPOCR_REASON_BLURRED, 0.25);
  gst_deepocr_reading_set_rectangle(refused, 1, 2, 3, 4);
  g_ptr_array_add(readings, refused);
  gst_buffer_add_deepocr_readings(buffer, readings);
  const GstClockTime time = GST_BUFFER_PTS(buffer);
  gst_element_post_message(
      GST_ELEMENT(transform),
      gst_deepocr_message_new(GST_OBJECT(transform), g_ptr_array_index(readings, 0), time, time,
                              time, 0, 0, NULL));
  return GST_FLOW_OK;
}

static void example_plates_init(ExamplePlates* plates) { (void)plates; }

static void example_plates_class_init(ExamplePlatesClass* class) {
  GstElementClass* element_class = GST_ELEMENT_CLASS(class);
  GstCaps* caps = gst_caps_new_empty_simple("video/x-raw");
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
  gst_element_class_set_static_metadata(element_class, "Example plates", "Filter/Analyzer/Video",
                                        "Attaches readings that are always the same", "DeepOCR");
  class->transform_ip = transform_ip;
}

static gboolean init_plugin(GstPlugin* plugin) {
  return gst_element_register(plugin, "exampleplates", GST_RANK_NONE, example_plates_get_type());
}

#define PACKAGE "deepocr"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, exampleplates, "Readings for tests",
                  init_plugin, "0.1.0", "MIT", "deepocr", "https://example.invalid/")
