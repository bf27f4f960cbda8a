/* SPDX-License-Identifier: MIT */
/* The durable carrier: custom metas that hold a frame's readings, or the truth of a rendered one.
 */
#pragma once

#include <gst/deepocr/deepocr-reading.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_META_NAME "GstDeepOcrMeta"
#define GST_DEEPOCR_TRUTH_META_NAME "GstDeepOcrTruthMeta"

GST_DEEPOCR_API const GstMetaInfo* gst_deepocr_meta_get_info(void);
GST_DEEPOCR_API const GstMetaInfo* gst_deepocr_truth_meta_get_info(void);

GST_DEEPOCR_API GstCustomMeta* gst_buffer_add_deepocr_readings(GstBuffer* buffer,
                                                               GPtrArray* readings);
GST_DEEPOCR_API GPtrArray* gst_buffer_get_deepocr_readings(GstBuffer* buffer);

GST_DEEPOCR_API GstCustomMeta* gst_buffer_add_deepocr_truth(GstBuffer* buffer, GPtrArray* readings);
GST_DEEPOCR_API GPtrArray* gst_buffer_get_deepocr_truth(GstBuffer* buffer);

G_END_DECLS
