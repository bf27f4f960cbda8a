/* SPDX-License-Identifier: MIT */
/* The event on the bus: one element message per plate that was confirmed. */
#pragma once

#include <gst/deepocr/deepocr-reading.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_MESSAGE_NAME "deepocr"

GST_DEEPOCR_API GstMessage* gst_deepocr_message_new(
    GstObject* src, const GstDeepOcrReading* reading, GstClockTime timestamp,
    GstClockTime stream_time, GstClockTime running_time, gint width, gint height, GstSample* frame);
GST_DEEPOCR_API gboolean gst_deepocr_message_parse(GstMessage* message,
                                                   GstDeepOcrReading** reading);

G_END_DECLS
