/* SPDX-License-Identifier: MIT */
/* The interoperable carrier. GstAnalytics metas (GStreamer 1.24), which do the same job, go here.
 */

/**
 * SECTION:region
 *
 * Regions of interest, for elements that know nothing of this library. A region that was read has
 * a param `license_plate` in the convention of Intel DL Streamer, which its `gvametaconvert` and
 * `gvawatermark` understand. `videoconvert` and `videoscale` drop params: read
 * gst_buffer_get_deepocr_readings() where that matters.
 *
 * Since: 0.1
 */
#include "deepocr-region.h"

/**
 * GST_DEEPOCR_REGION_TYPE:
 *
 * The type of the regions of interest that are plates.
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_REGION_PARAM:
 *
 * The name of the param of a region that was read, and the value of its `attribute_name`.
 *
 * Since: 0.1
 */

/**
 * gst_deepocr_region_add_reading:
 * @region: the region that was read
 * @reading: what was read there
 *
 * Adds the reading's text and confidence to @region as a param. A refused reading has no text to
 * show and adds nothing.
 *
 * Returns: whether a param was added
 *
 * Since: 0.1
 */
gboolean gst_deepocr_region_add_reading(GstVideoRegionOfInterestMeta* region,
                                        const GstDeepOcrReading* reading) {
  g_return_val_if_fail(region != NULL, FALSE);
  g_return_val_if_fail(reading != NULL, FALSE);

  if (gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_REFUSED) return FALSE;

  /* DL Streamer casts what it reads: the confidence has to be a double, the tensor's id an int. */
  gst_video_region_of_interest_meta_add_param(
      region, gst_structure_new(GST_DEEPOCR_REGION_PARAM, "label", G_TYPE_STRING,
                                gst_deepocr_reading_get_text(reading), "confidence", G_TYPE_DOUBLE,
                                gst_deepocr_reading_get_confidence(reading), "model_name",
                                G_TYPE_STRING, gst_deepocr_reading_get_model(reading), "layer_name",
                                G_TYPE_STRING, "logits", "attribute_name", G_TYPE_STRING,
                                GST_DEEPOCR_REGION_PARAM, "tensor_id", G_TYPE_INT, 0, "type",
                                G_TYPE_STRING, "classification_result", NULL));
  return TRUE;
}

/**
 * gst_buffer_add_deepocr_region:
 * @buffer: a writable #GstBuffer
 * @reading: what was read on the plate
 *
 * Adds a region of interest of the type %GST_DEEPOCR_REGION_TYPE with an id that is unique in this
 * process and never 0, and the reading as its param. What lies left of or above the frame is cut
 * off. Use gst_deepocr_region_add_reading() for a region that the frame has already.
 *
 * Returns: (transfer none): the region
 *
 * Since: 0.1
 */
GstVideoRegionOfInterestMeta* gst_buffer_add_deepocr_region(GstBuffer* buffer,
                                                            const GstDeepOcrReading* reading) {
  g_return_val_if_fail(GST_IS_BUFFER(buffer) && gst_buffer_is_writable(buffer), NULL);
  g_return_val_if_fail(reading != NULL, NULL);

  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  const gint left = MAX(x, 0);
  const gint top = MAX(y, 0);
  const gint64 right = MAX((gint64)x + width, left);
  const gint64 bottom = MAX((gint64)y + height, top);
  GstVideoRegionOfInterestMeta* region = gst_buffer_add_video_region_of_interest_meta(
      buffer, GST_DEEPOCR_REGION_TYPE, (guint)left, (guint)top, (guint)(right - left),
      (guint)(bottom - top));
  region->id = (gint)gst_util_seqnum_next();
  gst_deepocr_region_add_reading(region, reading);
  return region;
}
