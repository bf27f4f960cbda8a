/* SPDX-License-Identifier: MIT */
/* The durable carrier: two custom metas of one layout, and how they follow a frame that is scaled.
 */

/**
 * SECTION:meta
 *
 * A frame's readings live in one #GstCustomMeta named %GST_DEEPOCR_META_NAME. Its structure has one
 * field, `readings`: a #GstValueArray of structures `reading`, as
 * gst_deepocr_reading_to_structure() makes them. Elements that convert, encode or copy a frame keep
 * the meta; those that scale it have its coordinates scaled. %GST_DEEPOCR_TRUTH_META_NAME has the
 * same layout and holds what a rendered frame really shows.
 *
 * Since: 0.1
 */
#include "deepocr-meta.h"

#include <gst/video/video.h>

#define READINGS_FIELD "readings"

/**
 * GST_DEEPOCR_META_NAME:
 *
 * The name of the custom meta with a frame's readings, for gst_buffer_get_custom_meta().
 *
 * Since: 0.1
 */

/**
 * GST_DEEPOCR_TRUTH_META_NAME:
 *
 * The name of the custom meta with what a rendered frame really shows.
 *
 * Since: 0.1
 */

static gint round_to_int(gdouble value) {
  return (gint)CLAMP(value + (value < 0 ? -0.5 : 0.5), G_MININT, G_MAXINT);
}

/* Scales the edges and not the extent, so that neighbours still touch after rounding. */
static void rescale_extent(GstStructure* reading, const gchar* start_name, const gchar* extent_name,
                           gdouble factor) {
  gint start, extent;
  if (!gst_structure_get_int(reading, start_name, &start) ||
      !gst_structure_get_int(reading, extent_name, &extent)) {
    return;
  }
  const gint scaled_start = round_to_int(start * factor);
  const gint scaled_end = round_to_int(((gdouble)start + extent) * factor);
  gst_structure_set(reading, start_name, G_TYPE_INT, scaled_start, extent_name, G_TYPE_INT,
                    scaled_end - scaled_start, NULL);
}

static void rescale_quad(GstStructure* reading, gdouble x_factor, gdouble y_factor) {
  const GValue* quad = gst_structure_get_value(reading, "quad");
  if (quad == NULL || !GST_VALUE_HOLDS_ARRAY(quad)) return;

  GValue scaled = G_VALUE_INIT;
  gst_value_array_init(&scaled, gst_value_array_get_size(quad));
  for (guint i = 0; i < gst_value_array_get_size(quad); i++) {
    GValue value = G_VALUE_INIT;
    g_value_init(&value, G_TYPE_DOUBLE);
    if (g_value_transform(gst_value_array_get_value(quad, i), &value)) {
      g_value_set_double(&value, g_value_get_double(&value) * (i % 2 == 0 ? x_factor : y_factor));
    }
    gst_value_array_append_and_take_value(&scaled, &value);
  }
  gst_structure_take_value(reading, "quad", &scaled);
}

/* Works on structures and not on readings, so that fields of a later version pass through. */
static void rescale_reading(GstStructure* reading, const GstVideoMetaTransform* scale) {
  const gint in_width = GST_VIDEO_INFO_WIDTH(scale->in_info);
  const gint in_height = GST_VIDEO_INFO_HEIGHT(scale->in_info);
  if (in_width <= 0 || in_height <= 0) return;

  const gdouble x_factor = (gdouble)GST_VIDEO_INFO_WIDTH(scale->out_info) / in_width;
  const gdouble y_factor = (gdouble)GST_VIDEO_INFO_HEIGHT(scale->out_info) / in_height;
  rescale_extent(reading, "x", "width", x_factor);
  rescale_extent(reading, "y", "height", y_factor);
  rescale_quad(reading, x_factor, y_factor);
}

static void append_structure(GValue* array, GstStructure* structure) {
  GValue value = G_VALUE_INIT;
  g_value_init(&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed(&value, structure);
  gst_value_array_append_and_take_value(array, &value);
}

/* Appends copies of the structures of @readings, which may be absent, to @array. */
static void append_copies(GValue* array, const GValue* readings,
                          const GstVideoMetaTransform* scale) {
  if (readings == NULL || !GST_VALUE_HOLDS_ARRAY(readings)) return;

  for (guint i = 0; i < gst_value_array_get_size(readings); i++) {
    const GValue* value = gst_value_array_get_value(readings, i);
    if (!GST_VALUE_HOLDS_STRUCTURE(value)) continue;
    GstStructure* reading = gst_structure_copy(gst_value_get_structure(value));
    if (scale) rescale_reading(reading, scale);
    append_structure(array, reading);
  }
}

static GstCustomMeta* ensure_meta(GstBuffer* buffer, const gchar* name) {
  GstCustomMeta* meta = gst_buffer_get_custom_meta(buffer, name);
  return meta ? meta : gst_buffer_add_custom_meta(buffer, name);
}

/* @user_data is the meta's name. On a region copy, too, coordinates stay those of the frame: the
 * region is one of bytes. */
static gboolean transform_meta(GstBuffer* destination, GstCustomMeta* meta, GstBuffer* source,
                               GQuark type, gpointer data, gpointer user_data) {
  (void)source;
  const gboolean scales = GST_VIDEO_META_TRANSFORM_IS_SCALE(type);
  if (!scales && !GST_META_TRANSFORM_IS_COPY(type)) return FALSE;

  GstStructure* from = gst_custom_meta_get_structure(meta);
  GstStructure* to = gst_custom_meta_get_structure(ensure_meta(destination, user_data));
  GValue readings = G_VALUE_INIT;
  gst_value_array_init(&readings, 0);
  append_copies(&readings, gst_structure_get_value(to, READINGS_FIELD), NULL);
  append_copies(&readings, gst_structure_get_value(from, READINGS_FIELD), scales ? data : NULL);
  gst_structure_take_value(to, READINGS_FIELD, &readings);
  return TRUE;
}

/* A process may hold this library twice, say linked into an application: the first one wins. */
static gsize register_meta(const gchar* name) {
  static const gchar* tags[] = {GST_META_TAG_VIDEO_STR, GST_META_TAG_VIDEO_SIZE_STR, NULL};
  const GstMetaInfo* info = gst_meta_get_info(name);
  if (info == NULL) {
    info = gst_meta_register_custom(name, tags, transform_meta, (gpointer)name, NULL);
  }
  return (gsize)info;
}

/**
 * gst_deepocr_meta_get_info: (skip)
 *
 * Registers %GST_DEEPOCR_META_NAME at the first call; adding readings does it as well.
 *
 * Returns: (transfer none): the information on the meta
 *
 * Since: 0.1
 */
const GstMetaInfo* gst_deepocr_meta_get_info(void) {
  static gsize info = 0;
  if (g_once_init_enter(&info)) {
    g_once_init_leave(&info, register_meta(GST_DEEPOCR_META_NAME));
  }
  return (const GstMetaInfo*)info;
}

/**
 * gst_deepocr_truth_meta_get_info: (skip)
 *
 * Registers %GST_DEEPOCR_TRUTH_META_NAME at the first call; adding truth does it as well.
 *
 * Returns: (transfer none): the information on the meta
 *
 * Since: 0.1
 */
const GstMetaInfo* gst_deepocr_truth_meta_get_info(void) {
  static gsize info = 0;
  if (g_once_init_enter(&info)) {
    g_once_init_leave(&info, register_meta(GST_DEEPOCR_TRUTH_META_NAME));
  }
  return (const GstMetaInfo*)info;
}

static GstCustomMeta* add_readings(GstBuffer* buffer, const GstMetaInfo* info,
                                   const GPtrArray* readings) {
  const gchar* name = g_type_name(info->type);
  if (readings->len == 0) return gst_buffer_get_custom_meta(buffer, name);

  GstCustomMeta* meta = ensure_meta(buffer, name);
  GstStructure* structure = gst_custom_meta_get_structure(meta);
  GValue array = G_VALUE_INIT;
  gst_value_array_init(&array, readings->len);
  append_copies(&array, gst_structure_get_value(structure, READINGS_FIELD), NULL);
  for (guint i = 0; i < readings->len; i++) {
    append_structure(&array, gst_deepocr_reading_to_structure(g_ptr_array_index(readings, i)));
  }
  gst_structure_take_value(structure, READINGS_FIELD, &array);
  return meta;
}

static GPtrArray* get_readings(GstBuffer* buffer, const GstMetaInfo* info) {
  GPtrArray* readings = g_ptr_array_new_with_free_func((GDestroyNotify)gst_deepocr_reading_unref);
  GstCustomMeta* meta = gst_buffer_get_custom_meta(buffer, g_type_name(info->type));
  if (meta == NULL) return readings;

  const GValue* array =
      gst_structure_get_value(gst_custom_meta_get_structure(meta), READINGS_FIELD);
  if (array == NULL || !GST_VALUE_HOLDS_ARRAY(array)) return readings;

  for (guint i = 0; i < gst_value_array_get_size(array); i++) {
    const GValue* value = gst_value_array_get_value(array, i);
    if (!GST_VALUE_HOLDS_STRUCTURE(value)) continue;
    GstDeepOcrReading* reading =
        gst_deepocr_reading_from_structure(gst_value_get_structure(value), NULL);
    if (reading) g_ptr_array_add(readings, reading);
  }
  return readings;
}

/**
 * gst_buffer_add_deepocr_readings:
 * @buffer: a writable #GstBuffer
 * @readings: (element-type GstDeepOcrReading): the readings of this frame
 *
 * Adds copies of @readings to the frame's one meta, after those that are there already.
 *
 * Returns: (transfer none) (nullable): the meta; %NULL when there was none and @readings is empty
 *
 * Since: 0.1
 */
GstCustomMeta* gst_buffer_add_deepocr_readings(GstBuffer* buffer, GPtrArray* readings) {
  g_return_val_if_fail(GST_IS_BUFFER(buffer) && gst_buffer_is_writable(buffer), NULL);
  g_return_val_if_fail(readings != NULL, NULL);
  return add_readings(buffer, gst_deepocr_meta_get_info(), readings);
}

/**
 * gst_buffer_get_deepocr_readings:
 * @buffer: a #GstBuffer
 *
 * A reading that another writer left malformed is left out.
 *
 * Returns: (transfer container) (element-type GstDeepOcrReading): the readings of this frame, in
 * the order in which they were added; empty when there are none
 *
 * Since: 0.1
 */
GPtrArray* gst_buffer_get_deepocr_readings(GstBuffer* buffer) {
  g_return_val_if_fail(GST_IS_BUFFER(buffer), NULL);
  return get_readings(buffer, gst_deepocr_meta_get_info());
}

/**
 * gst_buffer_add_deepocr_truth:
 * @buffer: a writable #GstBuffer
 * @readings: (element-type GstDeepOcrReading): what the plates of this frame really show
 *
 * As gst_buffer_add_deepocr_readings(), for a source of rendered frames. A plate whose
 * digits cannot be read has its text all the same, the confidence 0 and the state
 * %GST_DEEPOCR_STATE_READING; of others it is 1, and the state %GST_DEEPOCR_STATE_CONFIRMED.
 *
 * Returns: (transfer none) (nullable): the meta; %NULL when there was none and @readings is empty
 *
 * Since: 0.1
 */
GstCustomMeta* gst_buffer_add_deepocr_truth(GstBuffer* buffer, GPtrArray* readings) {
  g_return_val_if_fail(GST_IS_BUFFER(buffer) && gst_buffer_is_writable(buffer), NULL);
  g_return_val_if_fail(readings != NULL, NULL);
  return add_readings(buffer, gst_deepocr_truth_meta_get_info(), readings);
}

/**
 * gst_buffer_get_deepocr_truth:
 * @buffer: a #GstBuffer
 *
 * Returns: (transfer container) (element-type GstDeepOcrReading): what the plates of this frame
 * really show; empty when unknown
 *
 * Since: 0.1
 */
GPtrArray* gst_buffer_get_deepocr_truth(GstBuffer* buffer) {
  g_return_val_if_fail(GST_IS_BUFFER(buffer), NULL);
  return get_readings(buffer, gst_deepocr_truth_meta_get_info());
}
