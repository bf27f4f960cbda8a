/* SPDX-License-Identifier: MIT */
/* Which regions deepocr reads, and where it attaches what it read. */
#include "deepocr-test.h"

/* A frame with 37463 at the top left and 90210 below it. */
static GstBuffer* two_plates_new(const GstVideoInfo* info) {
  GstBuffer* buffer = empty_frame_new(info);
  paint_plate(info, buffer, "37463", 0, 0, 50, 20);
  paint_plate(info, buffer, "90210", 100, 100, 100, 40);
  return buffer;
}

static void add_region(GstBuffer* buffer, const gchar* type, gint x, gint y, guint w, guint h) {
  gst_buffer_add_video_region_of_interest_meta(buffer, type, (guint)x, (guint)y, w, h);
}

static void assert_two_plates_read(Fixture* fixture, const gchar* expected) {
  g_autoptr(GstBuffer) output = pass(fixture, two_plates_new(&fixture->info));
  assert_readings(output, expected);
}

GST_START_TEST(test_fixed_regions_are_read_in_their_order) {
  Fixture fixture = fixture_start(GRAY_320X240, "fixed-regions",
                                  " 100,100,100,40 ; 0,0,50,20;\n200, 0, 50, 20;", NULL);
  gst_util_set_object_arg(G_OBJECT(fixture.element), "regions", "fixed");
  g_autoptr(GstBuffer) output = pass(&fixture, two_plates_new(&fixture.info));
  assert_readings(output, "90210 37463 not-five-digits");
  fail_unless_equals_int(regions_of_interest(output), 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_fixed_regions_change_while_playing) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 2, "fixed-regions", "0,0,50,20", NULL);
  assert_two_plates_read(&fixture, "37463");
  g_object_set(fixture.element, "fixed-regions", "100,100,100,40", NULL);
  assert_two_plates_read(&fixture, "90210");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_malformed_fixed_regions_while_playing_change_nothing) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 2, "fixed-regions", "0,0,50,20", NULL);
  const gchar* malformed[] = {"0,0,50",     "0,0,50,20,1", "a,b,c,d",
                              "0,0,0,20",   "0,0,50,-20",  "0;0;50;20",
                              "0,0,50,20x", "1e9,0,50,20", "0,0,99999999999,20"};
  for (guint i = 0; i < G_N_ELEMENTS(malformed); i++) {
    g_object_set(fixture.element, "fixed-regions", malformed[i], NULL);
    g_autoptr(GstMessage) message = gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_WARNING);
    fail_unless(message != NULL, "'%s' was accepted", malformed[i]);
    g_autoptr(GError) error = NULL;
    gst_message_parse_warning(message, &error, NULL);
    fail_unless(strstr(error->message, "fixed-regions") != NULL);
  }
  g_autofree gchar* kept = NULL;
  g_object_get(fixture.element, "fixed-regions", &kept, NULL);
  fail_unless_equals_string(kept, "0,0,50,20");
  assert_two_plates_read(&fixture, "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

static void assert_no_warning(Fixture* fixture) {
  g_autoptr(GstMessage) message = gst_bus_pop_filtered(fixture->bus, GST_MESSAGE_WARNING);
  fail_unless(message == NULL);
}

GST_START_TEST(test_fixed_regions_outside_the_frame_are_named_once) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 2, "fixed-regions",
                                  "0,0,50,20;640,0,50,20;-45,0,50,20;300,230,100,40;1,1,4,4", NULL);
  for (guint i = 0; i < 3; i++) {
    assert_two_plates_read(&fixture, "37463 too-small too-small not-five-digits too-small");
  }
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "640,0,50,20; -45,0,50,20 lie outside",
                   "320x240");
  assert_no_warning(&fixture);

  gst_harness_set_src_caps_str(fixture.harness, GRAY_640X480);
  fixture.info = info_of(GRAY_640X480);
  for (guint i = 0; i < 3; i++) gst_buffer_unref(pass(&fixture, two_plates_new(&fixture.info)));
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "640,0,50,20; -45,0,50,20 lie outside",
                   "640x480");
  assert_no_warning(&fixture);

  g_object_set(fixture.element, "fixed-regions", "0,0,50,20;0,480,50,20", NULL);
  g_object_set(fixture.element, "threshold", 0.5, NULL);
  for (guint i = 0; i < 3; i++) assert_two_plates_read(&fixture, "37463 too-small");
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "0,480,50,20 lies outside", "640x480");
  g_object_set(fixture.element, "threshold", 0.6, "fixed-regions", "0,0,50,20", NULL);
  assert_two_plates_read(&fixture, "37463");
  assert_no_warning(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_fixed_regions_that_are_not_used_are_named_at_start) {
  Fixture fixture = fixture_start(GRAY_320X240, "fixed-regions", "0,0,50,20", NULL);
  gst_buffer_unref(pass(&fixture, two_plates_new(&fixture.info)));
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "fixed-regions", "regions is not 'fixed'");
  g_object_set(fixture.element, "fixed-regions", "100,100,100,40", NULL);
  g_object_set(fixture.element, "regions", 2, NULL);
  assert_two_plates_read(&fixture, "90210");
  assert_no_warning(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_no_fixed_region_while_playing_changes_nothing) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  g_object_set(fixture.element, "regions", 2, NULL);
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "fixed-regions names no region",
                   "the setting is unchanged");
  gint mode = -1;
  g_object_get(fixture.element, "regions", &mode, NULL);
  fail_unless_equals_int(mode, 0);

  g_object_set(fixture.element, "fixed-regions", "0,0,50,20", "regions", 2, NULL);
  g_object_set(fixture.element, "fixed-regions", " ; ", NULL);
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "fixed-regions names no region",
                   "the setting is unchanged");
  assert_two_plates_read(&fixture, "37463");
  g_object_set(fixture.element, "regions", 0, "fixed-regions", NULL, NULL);
  assert_no_warning(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_auto_reads_plate_regions_when_there_are_some) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GstBuffer* input = two_plates_new(&fixture.info);
  add_region(input, "car", 0, 0, 300, 200);
  add_region(input, "license-plate", 100, 100, 100, 40);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "90210");
  fail_unless_equals_int(regions_of_interest(output), 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_auto_reads_the_frame_when_no_region_is_a_plate) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  add_region(input, "car", 0, 0, 300, 200);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463");
  fail_unless_equals_int(regions_of_interest(output), 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frame_ignores_regions_of_interest) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 3, NULL);
  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  add_region(input, "license-plate", 0, 0, 50, 20);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463");
  fail_unless_equals_int(regions_of_interest(output), 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_meta_adds_the_reading_to_the_region_that_is_there) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, NULL);
  GstBuffer* input = two_plates_new(&fixture.info);
  add_region(input, "license-plate", 0, 0, 50, 20);
  add_region(input, "license-plate", 200, 0, 50, 20);
  GstVideoRegionOfInterestMeta* region = gst_buffer_get_video_region_of_interest_meta(input);
  gst_video_region_of_interest_meta_add_param(region, gst_structure_new_empty("detection"));

  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463 not-five-digits");
  fail_unless_equals_int(regions_of_interest(output), 2);
  gpointer state = NULL;
  guint with_reading = 0;
  for (GstMeta* meta; (meta = gst_buffer_iterate_meta_filtered(
                           output, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE));) {
    region = (GstVideoRegionOfInterestMeta*)meta;
    GstStructure* param = gst_video_region_of_interest_meta_get_param(region, "license_plate");
    if (region->x == 200) {
      fail_unless(param == NULL, "a refused region has no text");
      continue;
    }
    with_reading++;
    fail_unless_equals_string(gst_structure_get_string(param, "label"), "37463");
    fail_unless(gst_video_region_of_interest_meta_get_param(region, "detection") != NULL);
  }
  fail_unless_equals_int(with_reading, 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_meta_leaves_frames_without_plate_regions_alone) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, NULL);
  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  add_region(input, "car", 0, 0, 300, 200);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless(gst_buffer_get_custom_meta(output, GST_DEEPOCR_META_NAME) == NULL);
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 1);
  fail_unless_equals_uint64(stat_of(&fixture, "regions"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

static void assert_class_is_read(Fixture* fixture, const gchar* type, gboolean expected) {
  GstBuffer* input = two_plates_new(&fixture->info);
  add_region(input, type, 0, 0, 50, 20);
  g_autoptr(GstBuffer) output = pass(fixture, input);
  assert_readings(output, expected ? "37463" : "");
}

GST_START_TEST(test_class_names_compare_without_case_and_separator) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, NULL);
  const gchar* plates[] = {"license-plate", "license_plate", "License Plate",
                           "LICENCE-PLATE", "number plate",  "plate",
                           "lpd",           "licenseplate",  "Vehicle registration plate"};
  const gchar* others[] = {"car", "plates", "license", "", "face", "dinner plate"};
  for (guint i = 0; i < G_N_ELEMENTS(plates); i++) assert_class_is_read(&fixture, plates[i], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) assert_class_is_read(&fixture, others[i], FALSE);

  g_object_set(fixture.element, "object-class", "Wagon_Number", NULL);
  assert_class_is_read(&fixture, "wagon number", TRUE);
  assert_class_is_read(&fixture, "license-plate", FALSE);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_region_that_reaches_outside_is_clipped) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_plate(&fixture.info, input, "37463", 0, 0, 50, 20);
  paint_plate(&fixture.info, input, "90210", 220, 200, 100, 40);
  add_region(input, "plate", -30, -10, 80, 30);
  add_region(input, "plate", 220, 200, G_MAXUINT, G_MAXUINT);

  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463 90210");
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(output);
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(g_ptr_array_index(readings, 0), &x, &y, &width, &height);
  fail_unless(x == 0 && y == 0 && width == 50 && height == 20);
  gst_deepocr_reading_get_rectangle(g_ptr_array_index(readings, 1), &x, &y, &width, &height);
  fail_unless(x == 220 && y == 200 && width == 100 && height == 40);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_bad_regions_are_refused_and_do_not_stop_the_others) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, NULL);
  GstBuffer* input = two_plates_new(&fixture.info);
  add_region(input, "plate", 1000, 1000, 50, 20);
  add_region(input, "plate", 0, 0, 0, 0);
  add_region(input, "plate", 0, 0, 50, 20);
  add_region(input, "plate", 319, 239, 50, 20);
  add_region(input, "plate", G_MININT, G_MININT, G_MAXUINT, 1);
  add_region(input, "plate", 100, 100, 100, 40);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "too-small too-small 37463 too-small too-small 90210");
  fail_unless(gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_WARNING | GST_MESSAGE_ERROR) == NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_max_plates_keeps_the_largest) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, "max-plates", 2, NULL);
  GstBuffer* input = two_plates_new(&fixture.info);
  add_region(input, "plate", 0, 0, 50, 20);
  add_region(input, "plate", 200, 0, 20, 10);
  add_region(input, "plate", 100, 100, 100, 40);
  add_region(input, "plate", 200, 0, 50, 20);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463 90210");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_more_fixed_regions_than_a_batch_or_max_plates_are_all_read) {
  Fixture fixture =
      fixture_start(GRAY_320X240, "regions", 2, "batch-size", 3, "max-plates", 4, "fixed-regions",
                    "0,0,50,20;0,0,50,20;0,0,50,20;0,0,50,20;0,0,50,20;0,0,50,20;"
                    "0,0,50,20;0,0,50,20;0,0,50,20;0,0,50,20",
                    NULL);
  g_autoptr(GstBuffer) output = pass(&fixture, two_plates_new(&fixture.info));
  assert_readings(output, "37463 37463 37463 37463 37463 37463 37463 37463 37463 37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_regions_of_one_plate_give_one_reading) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 1, NULL);
  GstBuffer* input = two_plates_new(&fixture.info);
  add_region(input, "plate", 0, 0, 50, 20);
  add_region(input, "plate", 0, 0, 46, 18);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

static Suite* deepocr_regions_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-regions");
  TCase* fixed = tcase_create("fixed");
  tcase_add_test(fixed, test_fixed_regions_are_read_in_their_order);
  tcase_add_test(fixed, test_fixed_regions_change_while_playing);
  tcase_add_test(fixed, test_malformed_fixed_regions_while_playing_change_nothing);
  tcase_add_test(fixed, test_fixed_regions_outside_the_frame_are_named_once);
  tcase_add_test(fixed, test_fixed_regions_that_are_not_used_are_named_at_start);
  tcase_add_test(fixed, test_no_fixed_region_while_playing_changes_nothing);
  suite_add_tcase(suite, fixed);
  TCase* metas = tcase_create("metas");
  tcase_add_test(metas, test_auto_reads_plate_regions_when_there_are_some);
  tcase_add_test(metas, test_auto_reads_the_frame_when_no_region_is_a_plate);
  tcase_add_test(metas, test_frame_ignores_regions_of_interest);
  tcase_add_test(metas, test_meta_adds_the_reading_to_the_region_that_is_there);
  tcase_add_test(metas, test_meta_leaves_frames_without_plate_regions_alone);
  tcase_add_test(metas, test_class_names_compare_without_case_and_separator);
  suite_add_tcase(suite, metas);
  TCase* bounds = tcase_create("bounds");
  tcase_add_test(bounds, test_region_that_reaches_outside_is_clipped);
  tcase_add_test(bounds, test_bad_regions_are_refused_and_do_not_stop_the_others);
  tcase_add_test(bounds, test_max_plates_keeps_the_largest);
  tcase_add_test(bounds, test_more_fixed_regions_than_a_batch_or_max_plates_are_all_read);
  tcase_add_test(bounds, test_regions_of_one_plate_give_one_reading);
  suite_add_tcase(suite, bounds);
  return suite;
}

GST_CHECK_MAIN(deepocr_regions)
