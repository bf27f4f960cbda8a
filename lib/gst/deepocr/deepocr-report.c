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
