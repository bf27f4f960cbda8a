/* SPDX-License-Identifier: MIT */
/* The event in the stream: its structure, made and read. */

/**
 * SECTION:event
 *
 * Elements downstream do not see the bus. So what a message says also travels down the stream, as a
 * serialised custom event whose structure is named %GST_DEEPOCR_EVENT_NAME and has the fields of
 * the message, before the frame that it belongs to.
 *
 * Since: 0.1
 */
#include "deepocr-event.h"

#include "deepocr-report.h"

/**
 * GST_DEEPOCR_EVENT_NAME:
 *
 * The name of the structure of the events.
 *
 * Since: 0.1
 */

/* Returns: (nullable): the structure of a event that may be of this library */
static const GstStructure* structure_of(GstEvent* event) {
  return GST_EVENT_TYPE(event) == GST_EVENT_CUSTOM_DOWNSTREAM ? gst_event_get_structure(event)
                                                              : NULL;
}

/**
 * gst_deepocr_event_new:
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
 * Returns: (transfer full): a new event of the type %GST_EVENT_CUSTOM_DOWNSTREAM
 *
 * Since: 0.1
 */
GstEvent* gst_deepocr_event_new(const GstDeepOcrReading* reading, GstClockTime timestamp,
                                GstClockTime stream_time, GstClockTime running_time, gint width,
                                gint height, GstSample* frame) {
  g_return_val_if_fail(reading != NULL, NULL);

  return gst_event_new_custom(
      GST_EVENT_CUSTOM_DOWNSTREAM,
      gst_deepocr_report_new(reading, timestamp, stream_time, running_time, width, height, frame));
}

/**
 * gst_deepocr_event_parse:
 * @event: any #GstEvent
 * @reading: (out) (optional) (nullable) (transfer full): return location for the reading; %NULL
 *   is stored when this function returns %FALSE
 *
 * Returns: whether @event is one of this library and holds a reading
 *
 * Since: 0.1
 */
gboolean gst_deepocr_event_parse(GstEvent* event, GstDeepOcrReading** reading) {
  g_return_val_if_fail(GST_IS_EVENT(event), FALSE);

  g_autoptr(GstDeepOcrReading) parsed = gst_deepocr_report_get_reading(structure_of(event));
  const gboolean found = parsed != NULL;
  if (reading) *reading = g_steal_pointer(&parsed);
  return found;
}

/**
 * gst_deepocr_event_set_match:
 * @event: a writable event of this library
 * @match: how its plate relates to a list
 *
 * Since: 0.1
 */
void gst_deepocr_event_set_match(GstEvent* event, const GstDeepOcrMatch* match) {
  g_return_if_fail(GST_IS_EVENT(event) && structure_of(event) != NULL);
  g_return_if_fail(match != NULL);
  gst_deepocr_report_set_match(gst_event_writable_structure(event), match);
}

/**
 * gst_deepocr_event_parse_match:
 * @event: any #GstEvent
 * @match: (out) (optional) (nullable) (transfer full): return location for the match; %NULL is
 *   stored when this function returns %FALSE
 *
 * Returns: whether @event is one of this library, about a plate or about a hit, and says how the
 *   plate relates to a list
 *
 * Since: 0.1
 */
gboolean gst_deepocr_event_parse_match(GstEvent* event, GstDeepOcrMatch** match) {
  g_return_val_if_fail(GST_IS_EVENT(event), FALSE);

  g_autoptr(GstDeepOcrMatch) parsed = gst_deepocr_report_get_match(structure_of(event));
  const gboolean found = parsed != NULL;
  if (match) *match = g_steal_pointer(&parsed);
  return found;
}

/**
 * gst_deepocr_event_new_hit:
 * @event: a event of this library that has a match
 *
 * Returns: (transfer full): a new event with the same fields, that says that the plate is one to
 *   look out for
 *
 * Since: 0.1
 */
GstEvent* gst_deepocr_event_new_hit(GstEvent* event) {
  g_return_val_if_fail(GST_IS_EVENT(event), NULL);
  g_return_val_if_fail(gst_deepocr_event_parse_match(event, NULL), NULL);
  return gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                              gst_deepocr_report_to_hit(gst_event_get_structure(event)));
}

/**
 * gst_deepocr_event_parse_hit:
 * @event: any #GstEvent
 * @reading: (out) (optional) (nullable) (transfer full): return location for the reading, which is
 *   refused where the plate is in doubt; %NULL is stored when this function returns %FALSE
 * @match: (out) (optional) (nullable) (transfer full): return location for the match, likewise
 *
 * Returns: whether @event says that a plate is one to look out for
 *
 * Since: 0.1
 */
gboolean gst_deepocr_event_parse_hit(GstEvent* event, GstDeepOcrReading** reading,
                                     GstDeepOcrMatch** match) {
  g_return_val_if_fail(GST_IS_EVENT(event), FALSE);
  return gst_deepocr_report_parse_hit(structure_of(event), reading, match);
}
