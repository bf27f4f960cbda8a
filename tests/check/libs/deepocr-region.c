/* SPDX-License-Identifier: MIT */
/* Regions of interest: what DL Streamer's elements find in them. */
#include <math.h>

#include "example-reading.h"

GST_START_TEST(test_region_has_the_reading_in_dl_streamers_convention) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  GstVideoRegionOfInterestMeta* region = gst_buffer_add_deepocr_region(buffer, reading);
  fail_unless(region == gst_buffer_get_video_region_of_interest_meta_id(buffer, region->id));
  fail_unless_equals_string(g_quark_to_string(region->roi_type), "license-plate");
  fail_unless_equals_int(region->x, 40);
  fail_unless_equals_int(region->y, 60);
  fail_unless_equals_int(region->w, 80);
  fail_unless_equals_int(region->h, 30);

  GstStructure* param = gst_video_region_of_interest_meta_get_param(region, "license_plate");
  gdouble confidence;
  gint tensor_id;
  fail_unless(param != NULL);
  fail_unless_equals_string(gst_structure_get_string(param, "label"), "40719");
  fail_unless(gst_structure_get_double(param, "confidence", &confidence) && confidence == 0.875);
  fail_unless_equals_string(gst_structure_get_string(param, "model_name"), "cnn-lstm");
  fail_unless(gst_structure_has_field_typed(param, "layer_name", G_TYPE_STRING));
  fail_unless_equals_string(gst_structure_get_string(param, "attribute_name"), "license_plate");
  fail_unless(gst_structure_get_int(param, "tensor_id", &tensor_id));
  fail_unless_equals_string(gst_structure_get_string(param, "type"), "classification_result");
}
GST_END_TEST;

GST_START_TEST(test_ids_are_unique_and_never_zero) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  const gint first = gst_buffer_add_deepocr_region(buffer, reading)->id;
  const gint second = gst_buffer_add_deepocr_region(buffer, reading)->id;
  fail_unless(first != 0 && second != 0 && first != second);
}
GST_END_TEST;

GST_START_TEST(test_existing_region_gets_the_reading_as_its_param) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  GstVideoRegionOfInterestMeta* region =
      gst_buffer_add_video_region_of_interest_meta(buffer, "car", 1, 2, 3, 4);
  fail_unless(gst_deepocr_region_add_reading(region, reading));
  fail_unless(gst_video_region_of_interest_meta_get_param(region, "license_plate") != NULL);
  fail_unless_equals_int(gst_buffer_get_n_meta(buffer, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE),
                         1);
}
GST_END_TEST;

GST_START_TEST(test_refused_reading_is_a_region_without_param) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = gst_deepocr_reading_new_refused("too-small", 0);
  GstVideoRegionOfInterestMeta* region = gst_buffer_add_deepocr_region(buffer, reading);
  fail_unless(region->params == NULL);
  fail_if(gst_deepocr_region_add_reading(region, reading));
}
GST_END_TEST;

GST_START_TEST(test_what_lies_left_of_or_above_the_frame_is_cut_off) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  gst_deepocr_reading_set_rectangle(reading, -5, -40, 20, 30);
  GstVideoRegionOfInterestMeta* region = gst_buffer_add_deepocr_region(buffer, reading);
  fail_unless_equals_int(region->x, 0);
  fail_unless_equals_int(region->w, 15);
  fail_unless_equals_int(region->y, 0);
  fail_unless_equals_int(region->h, 0);
}
GST_END_TEST;

/* What gvametaconvert makes of a region, and gvawatermark shows: it walks the params, takes those
 * named "detection" for the box, those with the strings "label" and "model_name" for an attribute,
 * and asks gst_structure_get() for exactly these types. */
static gchar* convert_as_dl_streamer_does(const GstVideoRegionOfInterestMeta* region) {
  GString* text = g_string_new(g_quark_to_string(region->roi_type));
  for (const GList* l = region->params; l != NULL; l = l->next) {
    const GstStructure* param = l->data;
    const gchar* name = gst_structure_get_name(param);
    gdouble x_min, x_max, y_min, y_max, confidence = -1;
    gint id = -1;
    g_autofree gchar* label = NULL;
    g_autofree gchar* model = NULL;
    gst_structure_get(param, "confidence", G_TYPE_DOUBLE, &confidence, NULL);
    if (g_str_equal(name, "object_id")) {
      fail_unless(gst_structure_get_int(param, "id", &id));
      g_string_append_printf(text, " id=%d", id);
    } else if (g_str_equal(name, "detection")) {
      if (!gst_structure_get(param, "x_min", G_TYPE_DOUBLE, &x_min, "x_max", G_TYPE_DOUBLE, &x_max,
                             "y_min", G_TYPE_DOUBLE, &y_min, "y_max", G_TYPE_DOUBLE, &y_max, NULL))
        continue;
      gst_structure_get(param, "label_id", G_TYPE_INT, &id, NULL);
      g_string_append_printf(text, " detection=%.3f,%.3f,%.3f,%.3f:%.3f:%d", x_min, y_min, x_max,
                             y_max, confidence, id);
    } else if (gst_structure_get(param, "label", G_TYPE_STRING, &label, "model_name", G_TYPE_STRING,
                                 &model, NULL)) {
      const gchar* attribute = gst_structure_get_string(param, "attribute_name");
      g_string_append_printf(text, " %s=%s:%s:%.3f", attribute ? attribute : name, label, model,
                             confidence);
    }
  }
  return g_string_free(text, FALSE);
}

GST_START_TEST(test_dl_streamer_sees_the_attribute_and_the_track) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autofree gchar* seen =
      convert_as_dl_streamer_does(gst_buffer_add_deepocr_region(buffer, reading));
  fail_unless_equals_string(seen, "license-plate license_plate=40719:cnn-lstm:0.875 id=7");
}
GST_END_TEST;

GST_START_TEST(test_dl_streamer_sees_detections_with_their_attribute) {
  const gdouble quad[] = {40, 60, 120, 60, 120, 90, 40, 90};
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  GstVideoRegionOfInterestMeta* region =
      gst_buffer_add_deepocr_detection(buffer, quad, 0.75, "locator", 160, 100);
  gst_deepocr_region_add_reading(region, reading);
  g_autofree gchar* seen = convert_as_dl_streamer_does(region);
  fail_unless_equals_string(seen,
                            "license-plate detection=0.250,0.600,0.750,0.900:0.750:0 "
                            "license_plate=40719:cnn-lstm:0.875");
}
GST_END_TEST;

/* An application finds tensors by their type and name, as DL Streamer's documentation does. */
GST_START_TEST(test_dl_streamer_finds_the_classification_among_a_detectors_params) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  GstVideoRegionOfInterestMeta* region =
      gst_buffer_add_video_region_of_interest_meta(buffer, "car", 1, 2, 3, 4);
  gst_video_region_of_interest_meta_add_param(
      region, gst_structure_new("object_id", "id", G_TYPE_INT, 42, NULL));
  gst_deepocr_region_add_reading(region, reading);
  g_autofree gchar* seen = convert_as_dl_streamer_does(region);
  fail_unless_equals_string(seen, "car id=42 license_plate=40719:cnn-lstm:0.875");
  guint classifications = 0;
  for (const GList* l = region->params; l != NULL; l = l->next) {
    classifications +=
        g_strcmp0(gst_structure_get_string(l->data, "type"), "classification_result") == 0;
  }
  fail_unless_equals_int(classifications, 1);
}
GST_END_TEST;

static const gdouble slanted[GST_DEEPOCR_N_QUAD_COORDS] = {40.5,  60.25, 120, 62,
                                                           119.5, 90,    41,  88.75};

static GstVideoRegionOfInterestMeta* add_detection(GstBuffer* buffer, const gdouble* quad) {
  return gst_buffer_add_deepocr_detection(buffer, quad, 0.75, "locator", 160, 100);
}

GST_START_TEST(test_detection_has_a_score_and_its_place) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  GstVideoRegionOfInterestMeta* region = add_detection(buffer, slanted);
  fail_unless(region->id != 0 && region->id != add_detection(buffer, slanted)->id);
  fail_unless_equals_string(g_quark_to_string(region->roi_type), "license-plate");
  fail_unless(region->x == 40 && region->y == 60 && region->w == 80 && region->h == 30);
  fail_unless(gst_video_region_of_interest_meta_get_param(region, "license_plate") == NULL);

  GstStructure* param = gst_video_region_of_interest_meta_get_param(region, "detection");
  const struct {
    const gchar* name;
    gdouble value;
  } fields[] = {
      {"confidence", 0.75}, {"x_min", 0.25}, {"y_min", 0.6}, {"x_max", 0.75}, {"y_max", 0.9}};
  fail_unless(param != NULL);
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    gdouble value;
    fail_unless(gst_structure_get_double(param, fields[i].name, &value), "%s", fields[i].name);
    fail_unless(ABS(value - fields[i].value) < 1e-12, "%s is %f", fields[i].name, value);
  }
  fail_unless_equals_string(gst_structure_get_string(param, "model_name"), "locator");
}
GST_END_TEST;

GST_START_TEST(test_detection_gives_its_corners_back) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS];
  fail_unless(gst_deepocr_region_get_quad(add_detection(buffer, slanted), quad));
  for (guint i = 0; i < G_N_ELEMENTS(quad); i++) fail_unless(quad[i] == slanted[i]);
}
GST_END_TEST;

GST_START_TEST(test_detection_keeps_corners_outside_the_frame) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  const gdouble outside[] = {-30.5, -1e300, 170, 5, 165, 120, -20, 110};
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS];
  GstVideoRegionOfInterestMeta* region = add_detection(buffer, outside);
  fail_unless(region->x == 0 && region->y == 0 && region->w == 160 && region->h == 100);
  fail_unless(gst_deepocr_region_get_quad(region, quad));
  fail_unless(quad[0] == -30.5 && quad[1] == -1e300);
}
GST_END_TEST;

GST_START_TEST(test_corners_of_a_region_that_was_moved_are_not_believed) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS];
  GstVideoRegionOfInterestMeta* region = add_detection(buffer, slanted);
  region->x += 1;
  fail_if(gst_deepocr_region_get_quad(region, quad));
  region->x -= 1;
  region->h /= 2;
  fail_if(gst_deepocr_region_get_quad(region, quad));
}
GST_END_TEST;

GST_START_TEST(test_region_without_good_corners_has_none) {
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS];
  GstVideoRegionOfInterestMeta* region =
      gst_buffer_add_video_region_of_interest_meta(buffer, "plate", 40, 60, 80, 30);
  fail_if(gst_deepocr_region_get_quad(region, quad));

  region = add_detection(buffer, slanted);
  GstStructure* param = gst_video_region_of_interest_meta_get_param(region, GST_DEEPOCR_QUAD_PARAM);
  gst_structure_set(param, "y2", G_TYPE_DOUBLE, (gdouble)NAN, NULL);
  fail_if(gst_deepocr_region_get_quad(region, quad));
  gst_structure_set(param, "y2", G_TYPE_STRING, "90", NULL);
  fail_if(gst_deepocr_region_get_quad(region, quad));
  gst_structure_remove_field(param, "y2");
  fail_if(gst_deepocr_region_get_quad(region, quad));
}
GST_END_TEST;

static Suite* deepocr_region_suite(void) {
  Suite* suite = suite_create("deepocr-region");
  TCase* tests = tcase_create("region");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_region_has_the_reading_in_dl_streamers_convention);
  tcase_add_test(tests, test_dl_streamer_sees_the_attribute_and_the_track);
  tcase_add_test(tests, test_dl_streamer_sees_detections_with_their_attribute);
  tcase_add_test(tests, test_dl_streamer_finds_the_classification_among_a_detectors_params);
  tcase_add_test(tests, test_ids_are_unique_and_never_zero);
  tcase_add_test(tests, test_existing_region_gets_the_reading_as_its_param);
  tcase_add_test(tests, test_refused_reading_is_a_region_without_param);
  tcase_add_test(tests, test_what_lies_left_of_or_above_the_frame_is_cut_off);
  tcase_add_test(tests, test_detection_has_a_score_and_its_place);
  tcase_add_test(tests, test_detection_gives_its_corners_back);
  tcase_add_test(tests, test_detection_keeps_corners_outside_the_frame);
  tcase_add_test(tests, test_corners_of_a_region_that_was_moved_are_not_believed);
  tcase_add_test(tests, test_region_without_good_corners_has_none);
  return suite;
}

GST_CHECK_MAIN(deepocr_region)
