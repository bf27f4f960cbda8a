/* SPDX-License-Identifier: MIT */
/* The event on the bus: its structure, made and read. */

/**
 * SECTION:message
 *
 * A plate that was confirmed is one element message whose structure is named
 * %GST_DEEPOCR_MESSAGE_NAME. As with the messages of `zbar`, the structure begins with `timestamp`,
 * `stream-time` and `running-time` (guint64, nanoseconds); the fields of the reading follow, and
 * `frame`, a #GstSample, when the element was asked to attach it.
 *
 * Since: 0.1
 */
#include "deepocr-message.h"

/**
 * GST_DEEPOCR_MESSAGE_NAME:
 *
 * The name of the structure of the messages.
 *
 * Since: 0.1
 */

static gboolean copy_field(GQuark field, const GValue* value, gpointer structure) {
  gst_structure_id_set_value(structure, field, value);
  return TRUE;
}

/**
 * gst_deepocr_message_new:
 * @src: (nullable): the element that posts the message
 * @reading: what was confirmed
 * @timestamp: the frame's time stamp
 * @stream_time: the frame's stream time
 * @running_time: the frame's running time
 * @frame: (nullable): the frame, with its caps
 *
 * Times that are unknown are %GST_CLOCK_TIME_NONE.
 *
 * Returns: (transfer full): a new element message
 *
 * Since: 0.1
 */
GstMessage* gst_deepocr_message_new(GstObject* src, const GstDeepOcrReading* reading,
                                    GstClockTime timestamp, GstClockTime stream_time,
                                    GstClockTime running_time, GstSample* frame) {
  g_return_val_if_fail(reading != NULL, NULL);

  g_autoptr(GstStructure) fields = gst_deepocr_reading_to_structure(reading);
  GstStructure* structure = gst_structure_new(GST_DEEPOCR_MESSAGE_NAME, "timestamp", G_TYPE_UINT64,
                                              timestamp, "stream-time", G_TYPE_UINT64, stream_time,
                                              "running-time", G_TYPE_UINT64, running_time, NULL);
  gst_structure_foreach(fields, copy_field, structure);
  if (frame) gst_structure_set(structure, "frame", GST_TYPE_SAMPLE, frame, NULL);
  return gst_message_new_element(src, structure);
}

/**
 * gst_deepocr_message_parse:
 * @message: any #GstMessage
 * @reading: (out) (optional) (nullable) (transfer full): return location for the reading; %NULL
 *   is stored when this function returns %FALSE
 *
 * Returns: whether @message is one of this library and holds a reading
 *
 * Since: 0.1
 */
gboolean gst_deepocr_message_parse(GstMessage* message, GstDeepOcrReading** reading) {
  g_return_val_if_fail(GST_IS_MESSAGE(message), FALSE);

  g_autoptr(GstDeepOcrReading) parsed = NULL;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT &&
      gst_message_has_name(message, GST_DEEPOCR_MESSAGE_NAME)) {
    parsed = gst_deepocr_reading_from_structure(gst_message_get_structure(message), NULL);
  }
  const gboolean found = parsed != NULL;
  if (reading) *reading = g_steal_pointer(&parsed);
  return found;
}
