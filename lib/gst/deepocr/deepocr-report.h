/* SPDX-License-Identifier: MIT */
/* The structure that the messages and the events of a plate share. Not public. */
#pragma once

#include <gst/deepocr/deepocr-match.h>
#include <gst/deepocr/deepocr-reading.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_REPORT_NAME "deepocr"

GstStructure* gst_deepocr_report_new(const GstDeepOcrReading* reading, GstClockTime timestamp,
                                     GstClockTime stream_time, GstClockTime running_time,
                                     gint width, gint height, GstSample* frame);
GstDeepOcrReading* gst_deepocr_report_get_reading(const GstStructure* report);

void gst_deepocr_report_set_match(GstStructure* report, const GstDeepOcrMatch* match);
GstDeepOcrMatch* gst_deepocr_report_get_match(const GstStructure* report);
GstStructure* gst_deepocr_report_to_hit(const GstStructure* report);
gboolean gst_deepocr_report_parse_hit(const GstStructure* report, GstDeepOcrReading** reading,
                                      GstDeepOcrMatch** match);

G_END_DECLS
