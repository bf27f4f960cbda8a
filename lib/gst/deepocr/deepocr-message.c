/* SPDX-License-Identifier: MIT */
/* The event on the bus: its structure, made and read. */

/**
 * SECTION:message
 *
 * A plate that was confirmed is one element message whose structure is named
 * %GST_DEEPOCR_MESSAGE_NAME. As with the messages of `zbar`, the structure begins with `timestamp`,
 * `stream-time` and `running-time` (guint64, nanoseconds); `frame-width` and `frame-height` (gint,
 * of the frame that coordinates belong to) and the fields of the reading follow, and `frame`, a
 * #GstSample, when the element was asked to attach it.
 *
 * Since: 0.1
 */
#include "deepocr-message.h"

#include "deepocr-report.h"

/**
 * GST_DEEPOCR_MESSAGE_NAME:
 *
 * The name of the structure of the messages.
 *
 * Since: 0.1
 */

/* Returns: (nullable): the structure of a message that may be of this library */
static const GstStructure* structure_of(GstMessage* message) {
  return GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT ? gst_message_get_structure(message)
                                                          : NULL;
}

/**
 * gst_deepocr_message_new:
 * @src: (nullable): the element that posts the message
 * @reading: what was confirmed
 * @timestamp: the frame's time stamp
 * @stream_time: the frame's stream time
 * @running_time: the frame's running time
 * @width: width of the frame that coordinates belong to, or 0
 * @height: height of that frame, or 0
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
                                    GstClockTime running_time, gint width, gint height,
                                    GstSample* frame) {
  g_return_val_if_fail(reading != NULL, NULL);

  return gst_message_new_element(src, gst_deepocr_report_new(reading, timestamp, stream_time,
                                                             running_time, width, height, frame));
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

  g_autoptr(GstDeepOcrReading) parsed = gst_deepocr_report_get_reading(structure_of(message));
  const gboolean found = parsed != NULL;
  if (reading) *reading = g_steal_pointer(&parsed);
  return found;
}

/**
 * gst_deepocr_message_set_match:
 * @message: a writable message of this library
 * @match: how its plate relates to a list
 *
 * Since: 0.1
 */
void gst_deepocr_message_set_match(GstMessage* message, const GstDeepOcrMatch* match) {
  g_return_if_fail(GST_IS_MESSAGE(message) && structure_of(message) != NULL);
  g_return_if_fail(match != NULL);
  gst_deepocr_report_set_match(gst_message_writable_structure(message), match);
}

/**
 * gst_deepocr_message_parse_match:
 * @message: any #GstMessage
 * @match: (out) (optional) (nullable) (transfer full): return location for the match; %NULL is
 *   stored when this function returns %FALSE
 *
 * Returns: whether @message is one of this library, about a plate or about a hit, and says how the
 *   plate relates to a list
 *
 * Since: 0.1
 */
gboolean gst_deepocr_message_parse_match(GstMessage* message, GstDeepOcrMatch** match) {
  g_return_val_if_fail(GST_IS_MESSAGE(message), FALSE);

  g_autoptr(GstDeepOcrMatch) parsed = gst_deepocr_report_get_match(structure_of(message));
  const gboolean found = parsed != NULL;
  if (match) *match = g_steal_pointer(&parsed);
  return found;
}

/**
 * gst_deepocr_message_new_hit:
 * @message: a message of this library that has a match
 *
 * Returns: (transfer full): a new message with the same fields, that says that the plate is one to
 *   look out for
 *
 * Since: 0.1
 */
GstMessage* gst_deepocr_message_new_hit(GstMessage* message) {
  g_return_val_if_fail(GST_IS_MESSAGE(message), NULL);
  g_return_val_if_fail(gst_deepocr_message_parse_match(message, NULL), NULL);
  return gst_message_new_element(GST_MESSAGE_SRC(message),
                                 gst_deepocr_report_to_hit(gst_message_get_structure(message)));
}

/**
 * gst_deepocr_message_parse_hit:
 * @message: any #GstMessage
 * @reading: (out) (optional) (nullable) (transfer full): return location for the reading, which is
 *   refused where the plate is in doubt; %NULL is stored when this function returns %FALSE
 * @match: (out) (optional) (nullable) (transfer full): return location for the match, likewise
 *
 * Returns: whether @message says that a plate is one to look out for
 *
 * Since: 0.1
 */
gboolean gst_deepocr_message_parse_hit(GstMessage* message, GstDeepOcrReading** reading,
                                       GstDeepOcrMatch** match) {
  g_return_val_if_fail(GST_IS_MESSAGE(message), FALSE);
  return gst_deepocr_report_parse_hit(structure_of(message), reading, match);
}
