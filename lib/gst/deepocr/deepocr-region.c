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
 * A region that was only found, and not read yet, has its score as a param `detection`, in the same
 * convention, and its corners as a param `deepocr-quad`.
 *
 * Since: 0.1
 */
#include "deepocr-region.h"

#include <math.h>

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
 * GST_DEEPOCR_QUAD_PARAM:
 *
 * The name of the param that holds the corners of a region that was found.
 *
 * Since: 0.1
 */

static const gchar* const coordinate_fields[GST_DEEPOCR_N_QUAD_COORDS] = {"x0", "y0", "x1", "y1",
                                                                          "x2", "y2", "x3", "y3"};

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
 * process and never 0, and the reading as its param. Its track, when it has one, is the param
 * `object_id` that DL Streamer's `gvatrack` writes. What lies left of or above the frame is cut
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
  const guint track_id = gst_deepocr_reading_get_track_id(reading);
  if (track_id != 0) {
    gst_video_region_of_interest_meta_add_param(
        region, gst_structure_new("object_id", "id", G_TYPE_INT, (gint)track_id, NULL));
  }
  return region;
}

/* The least and the largest of every second coordinate, within 0 to @limit. */
static void extent_of(const gdouble* coordinates, gint limit, gint* first, gint* size) {
  gdouble low = limit, high = 0;
  for (guint i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i += 2) {
    low = MIN(low, coordinates[i]);
    high = MAX(high, coordinates[i]);
  }
  *first = (gint)floor(CLAMP(low, 0, limit));
  *size = (gint)ceil(CLAMP(high, 0, limit)) - *first;
}

static void add_detection_param(GstVideoRegionOfInterestMeta* region, gdouble confidence,
                                const gchar* model, gint frame_width, gint frame_height) {
  const gdouble x_min = (gdouble)region->x / frame_width;
  const gdouble y_min = (gdouble)region->y / frame_height;
  gst_video_region_of_interest_meta_add_param(
      region,
      gst_structure_new("detection", "confidence", G_TYPE_DOUBLE, confidence, "label_id",
                        G_TYPE_INT, 0, "x_min", G_TYPE_DOUBLE, x_min, "y_min", G_TYPE_DOUBLE, y_min,
                        "x_max", G_TYPE_DOUBLE, x_min + (gdouble)region->w / frame_width, "y_max",
                        G_TYPE_DOUBLE, y_min + (gdouble)region->h / frame_height, "model_name",
                        G_TYPE_STRING, model, NULL));
}

/* With the rectangle that it belongs to: an element that moves a region leaves its params alone. */
static void add_quad_param(GstVideoRegionOfInterestMeta* region, const gdouble* quad) {
  GstStructure* param =
      gst_structure_new(GST_DEEPOCR_QUAD_PARAM, "x", G_TYPE_UINT, region->x, "y", G_TYPE_UINT,
                        region->y, "w", G_TYPE_UINT, region->w, "h", G_TYPE_UINT, region->h, NULL);
  for (guint i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i++) {
    gst_structure_set(param, coordinate_fields[i], G_TYPE_DOUBLE, quad[i], NULL);
  }
  gst_video_region_of_interest_meta_add_param(region, param);
}

/**
 * gst_buffer_add_deepocr_detection:
 * @buffer: a writable #GstBuffer
 * @quad: (array fixed-size=8): finite corners x0, y0 to x3, y3, clockwise from the top left of the
 *   text, in pixels of the frame
 * @confidence: how sure it is that this is a plate, 0 to 1
 * @model: name of the model that found it
 * @frame_width: width of the frame, in pixels
 * @frame_height: height of the frame
 *
 * Adds a region of interest of the type %GST_DEEPOCR_REGION_TYPE around a plate that was found and
 * not read, with an id that is unique in this process and never 0. What lies outside the frame is
 * cut off the region, not the quad.
 *
 * Returns: (transfer none): the region
 *
 * Since: 0.1
 */
GstVideoRegionOfInterestMeta* gst_buffer_add_deepocr_detection(GstBuffer* buffer,
                                                               const gdouble* quad,
                                                               gdouble confidence,
                                                               const gchar* model, gint frame_width,
                                                               gint frame_height) {
  g_return_val_if_fail(GST_IS_BUFFER(buffer) && gst_buffer_is_writable(buffer), NULL);
  g_return_val_if_fail(quad != NULL && model != NULL, NULL);
  g_return_val_if_fail(confidence >= 0.0 && confidence <= 1.0, NULL);
  g_return_val_if_fail(frame_width > 0 && frame_height > 0, NULL);
  for (guint i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i++) {
    g_return_val_if_fail(isfinite(quad[i]), NULL);
  }

  gint x, y, width, height;
  extent_of(quad, frame_width, &x, &width);
  extent_of(quad + 1, frame_height, &y, &height);
  GstVideoRegionOfInterestMeta* region = gst_buffer_add_video_region_of_interest_meta(
      buffer, GST_DEEPOCR_REGION_TYPE, (guint)x, (guint)y, (guint)width, (guint)height);
  region->id = (gint)gst_util_seqnum_next();
  add_detection_param(region, confidence, model, frame_width, frame_height);
  add_quad_param(region, quad);
  return region;
}

static gboolean has_value(const GstStructure* param, const gchar* field, guint expected) {
  guint value;
  return gst_structure_get_uint(param, field, &value) && value == expected;
}

/**
 * gst_deepocr_region_get_quad: (skip)
 * @region: a region of interest
 * @quad: return location for the corners x0, y0 to x3, y3, clockwise from the top left of the text,
 *   in pixels of the frame
 *
 * The corners that gst_buffer_add_deepocr_detection() gave to @region. PyGObject allocates too
 * little for an array like @quad: other languages have gst_deepocr_region_dup_quad() under this
 * name.
 *
 * Returns: whether it has corners, and was not moved since
 *
 * Since: 0.1
 */
gboolean gst_deepocr_region_get_quad(GstVideoRegionOfInterestMeta* region, gdouble* quad) {
  g_return_val_if_fail(region != NULL && quad != NULL, FALSE);

  const GstStructure* param =
      gst_video_region_of_interest_meta_get_param(region, GST_DEEPOCR_QUAD_PARAM);
  if (param == NULL) return FALSE;
  for (guint i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i++) {
    if (!gst_structure_get_double(param, coordinate_fields[i], &quad[i])) return FALSE;
    if (!isfinite(quad[i])) return FALSE;
  }
  return has_value(param, "x", region->x) && has_value(param, "y", region->y) &&
         has_value(param, "w", region->w) && has_value(param, "h", region->h);
}

/**
 * gst_deepocr_region_dup_quad: (rename-to gst_deepocr_region_get_quad)
 * @region: a region of interest
 * @n_coordinates: (out): return location for the number of coordinates, 8 or 0
 *
 * The corners that gst_buffer_add_deepocr_detection() gave to @region.
 *
 * Returns: (transfer full) (nullable) (array length=n_coordinates): the corners x0, y0 to x3, y3,
 *   clockwise from the top left of the text, in pixels of the frame; %NULL (in other languages
 *   an empty array) when it has none, or was moved since
 *
 * Since: 0.1
 */
gdouble* gst_deepocr_region_dup_quad(GstVideoRegionOfInterestMeta* region, gsize* n_coordinates) {
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS];
  g_return_val_if_fail(n_coordinates != NULL, NULL);

  *n_coordinates = 0;
  if (!gst_deepocr_region_get_quad(region, quad)) return NULL;
  *n_coordinates = GST_DEEPOCR_N_QUAD_COORDS;
  return g_memdup2(quad, sizeof quad);
}
