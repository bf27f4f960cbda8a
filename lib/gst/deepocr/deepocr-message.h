/* SPDX-License-Identifier: MIT */
/* The event on the bus: one element message per plate that was confirmed. */
#pragma once

#include <gst/deepocr/deepocr-match.h>
#include <gst/deepocr/deepocr-reading.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_MESSAGE_NAME "deepocr"

GST_DEEPOCR_API GstMessage* gst_deepocr_message_new(
    GstObject* src, const GstDeepOcrReading* reading, GstClockTime timestamp,
    GstClockTime stream_time, GstClockTime running_time, gint width, gint height, GstSample* frame);
GST_DEEPOCR_API gboolean gst_deepocr_message_parse(GstMessage* message,
                                                   GstDeepOcrReading** reading);

GST_DEEPOCR_API void gst_deepocr_message_set_match(GstMessage* message,
                                                   const GstDeepOcrMatch* match);
GST_DEEPOCR_API gboolean gst_deepocr_message_parse_match(GstMessage* message,
                                                         GstDeepOcrMatch** match);
GST_DEEPOCR_API GstMessage* gst_deepocr_message_new_hit(GstMessage* message);
GST_DEEPOCR_API gboolean gst_deepocr_message_parse_hit(GstMessage* message,
                                                       GstDeepOcrReading** reading,
                                                       GstDeepOcrMatch** match);

G_END_DECLS
