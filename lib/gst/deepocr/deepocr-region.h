/* SPDX-License-Identifier: MIT */
/* The interoperable carrier: regions of interest as Intel DL Streamer's elements read them. */
#pragma once

#include <gst/deepocr/deepocr-reading.h>
#include <gst/video/video.h>

G_BEGIN_DECLS

#define GST_DEEPOCR_REGION_TYPE "license-plate"
#define GST_DEEPOCR_REGION_PARAM "license_plate"

GST_DEEPOCR_API GstVideoRegionOfInterestMeta* gst_buffer_add_deepocr_region(
    GstBuffer* buffer, const GstDeepOcrReading* reading);
GST_DEEPOCR_API gboolean gst_deepocr_region_add_reading(GstVideoRegionOfInterestMeta* region,
                                                        const GstDeepOcrReading* reading);

G_END_DECLS
