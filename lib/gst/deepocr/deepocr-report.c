/* SPDX-License-Identifier: MIT */
/* The structure that the messages and the events of a plate share. Not public. */
#include "deepocr-report.h"

static gboolean copy_field(GQuark field, const GValue* value, gpointer structure) {
  gst_structure_id_set_value(structure, field, value);
  return TRUE;
}

GstStructure* gst_deepocr_report_new(const GstDeepOcrReading* reading, GstClockTime timestamp,
                                     GstClockTime stream_time, GstClockTime running_time,
                                     gint width, gint height, GstSample* frame) {
  g_autoptr(GstStructure) fields = gst_deepocr_reading_to_structure(reading);
  GstStructure* report = gst_structure_new(
      GST_DEEPOCR_REPORT_NAME, "timestamp", G_TYPE_UINT64, timestamp, "stream-time", G_TYPE_UINT64,
      stream_time, "running-time", G_TYPE_UINT64, running_time, "frame-width", G_TYPE_INT, width,
      "frame-height", G_TYPE_INT, height, NULL);
  gst_structure_foreach(fields, copy_field, report);
  if (frame) gst_structure_set(report, "frame", GST_TYPE_SAMPLE, frame, NULL);
  return report;
}

/* Returns: (transfer full) (nullable): the reading, or %NULL when @report is no report */
GstDeepOcrReading* gst_deepocr_report_get_reading(const GstStructure* report) {
  if (!report || !gst_structure_has_name(report, GST_DEEPOCR_REPORT_NAME)) return NULL;
  return gst_deepocr_reading_from_structure(report, NULL);
}

void gst_deepocr_report_set_match(GstStructure* report, const GstDeepOcrMatch* match) {
  g_autoptr(GstStructure) fields = gst_deepocr_match_to_structure(match);
  gst_structure_set(report, GST_DEEPOCR_MATCH_FIELD, GST_TYPE_STRUCTURE, fields, NULL);
}

static gboolean is_hit(const GstStructure* report) {
  return gst_structure_has_name(report, GST_DEEPOCR_WATCH_LIST_NAME);
}

/* Returns: (transfer full) (nullable): the match, or %NULL when @report is no report or has none */
GstDeepOcrMatch* gst_deepocr_report_get_match(const GstStructure* report) {
  if (!report) return NULL;
  if (!is_hit(report) && !gst_structure_has_name(report, GST_DEEPOCR_REPORT_NAME)) return NULL;
  const GValue* value = gst_structure_get_value(report, GST_DEEPOCR_MATCH_FIELD);
  if (!value || !GST_VALUE_HOLDS_STRUCTURE(value) || !gst_value_get_structure(value)) return NULL;
  return gst_deepocr_match_from_structure(gst_value_get_structure(value), NULL);
}

/* Returns: (transfer full): what says that the plate of @report is one to look out for */
GstStructure* gst_deepocr_report_to_hit(const GstStructure* report) {
  GstStructure* hit = gst_structure_copy(report);
  gst_structure_set_name(hit, GST_DEEPOCR_WATCH_LIST_NAME);
  return hit;
}

/* Stores both, or %NULL in both. Returns: whether @report says that a plate is one to look out for
 */
gboolean gst_deepocr_report_parse_hit(const GstStructure* report, GstDeepOcrReading** reading,
                                      GstDeepOcrMatch** match) {
  g_autoptr(GstDeepOcrReading) parsed_reading = NULL;
  g_autoptr(GstDeepOcrMatch) parsed_match = NULL;
  if (report && is_hit(report)) {
    parsed_reading = gst_deepocr_reading_from_structure(report, NULL);
    parsed_match = gst_deepocr_report_get_match(report);
  }
  const gboolean found = parsed_reading && parsed_match;
  if (reading) *reading = found ? g_steal_pointer(&parsed_reading) : NULL;
  if (match) *match = found ? g_steal_pointer(&parsed_match) : NULL;
  return found;
}
