/* SPDX-License-Identifier: MIT */
/* The structure that the messages and the events of a plate share. Not public. */
#pragma once

#include <gst/deepocr/deepocr-reading.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_REPORT_NAME "deepocr"

GstStructure* gst_deepocr_report_new(const GstDeepOcrReading* reading, GstClockTime timestamp,
                                     GstClockTime stream_time, GstClockTime running_time,
                                     gint width, gint height, GstSample* frame);
GstDeepOcrReading* gst_deepocr_report_get_reading(const GstStructure* report);

G_END_DECLS
