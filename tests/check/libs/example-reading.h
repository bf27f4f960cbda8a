/* SPDX-License-Identifier: MIT */
/* A reading with a different value in every field, and a comparison of all of them. */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/deepocr/deepocr.h>

static inline GstDeepOcrReading* example_reading_new(const gchar* text) {
  const gdouble quad[GST_DEEPOCR_N_QUAD_COORDS] = {40.5, 60.25, 120, 62, 119.5, 90, 41, 88.75};
  const gdouble confidences[GST_DEEPOCR_N_DIGITS] = {0.91, 0.92, 0.93, 0.94, 0.95};
  gdouble posteriors[GST_DEEPOCR_N_POSTERIORS];
  for (guint i = 0; i < GST_DEEPOCR_N_POSTERIORS; i++) posteriors[i] = i / 64.0;

  GstDeepOcrReading* reading = gst_deepocr_reading_new(text, 0.875);
  gst_deepocr_reading_set_rectangle(reading, 40, 60, 80, 30);
  gst_deepocr_reading_set_quad(reading, quad);
  gst_deepocr_reading_set_digit_confidences(reading, confidences);
  gst_deepocr_reading_set_posteriors(reading, posteriors);
  gst_deepocr_reading_set_track(reading, 7, 3);
  gst_deepocr_reading_set_confirmed(reading, TRUE);
  gst_deepocr_reading_set_model(reading, "cnn-lstm");
  return reading;
}

/* A GPtrArray that holds one example reading. */
static inline GPtrArray* example_readings_new(const gchar* text) {
  GPtrArray* readings = g_ptr_array_new_with_free_func((GDestroyNotify)gst_deepocr_reading_unref);
  g_ptr_array_add(readings, example_reading_new(text));
  return readings;
}

static inline void assert_readings_equal(const GstDeepOcrReading* actual,
                                         const GstDeepOcrReading* expected) {
  g_autoptr(GstStructure) actual_fields = gst_deepocr_reading_to_structure(actual);
  g_autoptr(GstStructure) expected_fields = gst_deepocr_reading_to_structure(expected);
  g_autofree gchar* actual_text = gst_structure_to_string(actual_fields);
  g_autofree gchar* expected_text = gst_structure_to_string(expected_fields);
  fail_unless_equals_string(actual_text, expected_text);
}
