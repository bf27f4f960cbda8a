/* SPDX-License-Identifier: MIT */
/* The event in the stream: what the bus message says, for elements downstream. */
#pragma once

#include <gst/deepocr/deepocr-match.h>
#include <gst/deepocr/deepocr-reading.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_EVENT_NAME "deepocr"

GST_DEEPOCR_API GstEvent* gst_deepocr_event_new(const GstDeepOcrReading* reading,
                                                GstClockTime timestamp, GstClockTime stream_time,
                                                GstClockTime running_time, gint width, gint height,
                                                GstSample* frame);
GST_DEEPOCR_API gboolean gst_deepocr_event_parse(GstEvent* event, GstDeepOcrReading** reading);

GST_DEEPOCR_API void gst_deepocr_event_set_match(GstEvent* event, const GstDeepOcrMatch* match);
GST_DEEPOCR_API gboolean gst_deepocr_event_parse_match(GstEvent* event, GstDeepOcrMatch** match);
GST_DEEPOCR_API GstEvent* gst_deepocr_event_new_hit(GstEvent* event);
GST_DEEPOCR_API gboolean gst_deepocr_event_parse_hit(GstEvent* event, GstDeepOcrReading** reading,
                                                     GstDeepOcrMatch** match);

G_END_DECLS
