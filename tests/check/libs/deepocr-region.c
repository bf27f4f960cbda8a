/* SPDX-License-Identifier: MIT */
/* Regions of interest: what DL Streamer's elements find in them. */
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

static Suite* deepocr_region_suite(void) {
  Suite* suite = suite_create("deepocr-region");
  TCase* tests = tcase_create("region");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_region_has_the_reading_in_dl_streamers_convention);
  tcase_add_test(tests, test_ids_are_unique_and_never_zero);
  tcase_add_test(tests, test_existing_region_gets_the_reading_as_its_param);
  tcase_add_test(tests, test_refused_reading_is_a_region_without_param);
  tcase_add_test(tests, test_what_lies_left_of_or_above_the_frame_is_cut_off);
  return suite;
}

GST_CHECK_MAIN(deepocr_region)
