/* SPDX-License-Identifier: MIT */
/* The interoperable carrier: regions of interest as Intel DL Streamer's elements read them. */
#pragma once

#include <gst/deepocr/deepocr-reading.h>
#include <gst/video/video.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_REGION_TYPE "license-plate"
#define GST_DEEPOCR_REGION_PARAM "license_plate"
#define GST_DEEPOCR_QUAD_PARAM "deepocr-quad"

GST_DEEPOCR_API GstVideoRegionOfInterestMeta* gst_buffer_add_deepocr_region(
    GstBuffer* buffer, const GstDeepOcrReading* reading);
GST_DEEPOCR_API gboolean gst_deepocr_region_add_reading(GstVideoRegionOfInterestMeta* region,
                                                        const GstDeepOcrReading* reading);
GST_DEEPOCR_API GstVideoRegionOfInterestMeta* gst_buffer_add_deepocr_detection(
    GstBuffer* buffer, const gdouble* quad, gdouble confidence, const gchar* model,
    gint frame_width, gint frame_height);
GST_DEEPOCR_API gboolean gst_deepocr_region_get_quad(GstVideoRegionOfInterestMeta* region,
                                                     gdouble* quad);
GST_DEEPOCR_API gdouble* gst_deepocr_region_dup_quad(GstVideoRegionOfInterestMeta* region,
                                                     gsize* n_coordinates);

G_END_DECLS
