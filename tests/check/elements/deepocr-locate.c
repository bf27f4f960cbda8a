/* SPDX-License-Identifier: MIT */
/* How deepocr finds plates by itself. */
#include "deepocr-test.h"

/* Passes @input (transfer full) and expects @expected, as assert_readings() does. */
static void assert_reads(Fixture* fixture, GstBuffer* input, const gchar* expected) {
  g_autoptr(GstBuffer) output = pass(fixture, input);
  assert_readings(output, expected);
}

static void assert_scene_reads(Fixture* fixture, const gchar* expected) {
  assert_reads(fixture, scene_new(&fixture->info), expected);
}

GST_START_TEST(test_plates_of_a_scene_are_found_and_read) {
  const gint modes[] = {AUTO, LOCATE};
  for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
    Fixture fixture = fixture_start(GRAY_640X480, "regions", modes[i], NULL);
    assert_scene_reads(&fixture, "37463 65437");
    assert_reads(&fixture, empty_frame_new(&fixture.info), "");
    fail_unless_equals_uint64(stat_of(&fixture, "located"), 2);
    fail_unless_equals_uint64(stat_of(&fixture, "regions"), 2);
    fixture_stop(&fixture);
  }
}
GST_END_TEST;

GST_START_TEST(test_reading_has_the_quad_and_its_box) {
  Fixture fixture = fixture_start(GRAY_640X480, NULL);
  g_autoptr(GstBuffer) output = pass(&fixture, scene_new(&fixture.info));
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(output);
  const GstDeepOcrReading* reading = g_ptr_array_index(readings, 0);
  const gdouble expected[] = {80, 64, 136, 64.5, 136, 72, 80, 72};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    fail_unless(ABS(gst_deepocr_reading_get_quad(reading)[i] - expected[i]) < 0.02);
  }
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless(ABS(x - 80) <= 1 && ABS(y - 64) <= 1, "%d,%d", x, y);
  fail_unless(ABS(width - 56) <= 2 && ABS(height - 8) <= 2, "%dx%d", width, height);
  fail_unless_equals_int(regions_of_interest(output), 2);
  GstVideoRegionOfInterestMeta* region = gst_buffer_get_video_region_of_interest_meta(output);
  fail_unless(gst_video_region_of_interest_meta_get_param(region, "license_plate") != NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_box_of_a_plate_at_the_edge_stays_inside) {
  g_autofree gchar* generous = test_model("generous");
  Fixture fixture = fixture_start(GRAY_640X480, "locator-model", generous, NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_small_plate(&fixture.info, input, "37463", 80, 0);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless(ABS(x - 80) <= 1 && y == 0, "%d,%d", x, y);
  fail_unless(ABS(width - 56) <= 2 && ABS(height - 12) <= 1, "%dx%d", width, height);
  fail_unless(gst_deepocr_reading_get_quad(reading)[1] < 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_each_format_is_searched) {
  g_autofree gchar* caps = caps_of(formats[__i__], 479, 361);
  Fixture fixture = fixture_start(caps, NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_small_plate(&fixture.info, input, "37465", 80, 64);
  assert_reads(&fixture, input, "37465");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_large_plate_in_a_large_frame_is_found) {
  Fixture fixture =
      fixture_start("video/x-raw,format=NV12,width=1920,height=1440,framerate=30/1", NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_plate(&fixture.info, input, "37463", 240, 192, 168, 24); /* a third of it is 56x8 */
  paint_plate(&fixture.info, input, "65437", 720, 720, 504, 72); /* and a ninth of it */
  assert_reads(&fixture, input, "37463 65437");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_auto_prefers_the_regions_of_the_frame) {
  Fixture fixture = fixture_start(GRAY_640X480, NULL);
  GstBuffer* input = scene_new(&fixture.info);
  gst_buffer_add_video_region_of_interest_meta(input, "license-plate", 320, 400, 56, 8);
  assert_reads(&fixture, input, "65437");
  fail_unless_equals_uint64(stat_of(&fixture, "located"), 0);

  input = scene_new(&fixture.info);
  gst_buffer_add_video_region_of_interest_meta(input, "car", 300, 300, 200, 150);
  assert_reads(&fixture, input, "37463 65437");
  g_object_set(fixture.element, "regions", LOCATE, NULL);
  input = scene_new(&fixture.info);
  gst_buffer_add_video_region_of_interest_meta(input, "license-plate", 320, 400, 56, 8);
  assert_reads(&fixture, input, "37463 65437");
  fixture_stop(&fixture);
}
GST_END_TEST;

/* A picture of a plate alone: there is nothing around it by which to find it. */
GST_START_TEST(test_auto_reads_all_of_a_cut_out_plate) {
  Fixture fixture =
      fixture_start("video/x-raw,format=GRAY8,width=400,height=200,framerate=30/1", NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  g_object_set(fixture.element, "regions", LOCATE, NULL);
  assert_reads(&fixture, plate_frame_new(&fixture.info, "37463"), "");
  g_object_set(fixture.element, "regions", AUTO, NULL);
  const gchar* larger = "video/x-raw,format=GRAY8,width=400,height=201,framerate=30/1";
  gst_harness_set_src_caps_str(fixture.harness, larger);
  fixture.info = info_of(larger);
  assert_reads(&fixture, plate_frame_new(&fixture.info, "37463"), "");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frames_without_plates_of_any_size_pass) {
  const gint sizes[][2] = {{1, 1}, {1, 4000}, {4000, 1}, {31, 33}, {1280, 720}};
  Fixture fixture = fixture_start(GRAY_640X480, "regions", LOCATE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree gchar* caps = caps_of("GRAY8", sizes[i][0], sizes[i][1]);
    gst_harness_set_src_caps_str(fixture.harness, caps);
    fixture.info = info_of(caps);
    g_autoptr(GstBuffer) output = pass(&fixture, empty_frame_new(&fixture.info));
    fail_unless(gst_buffer_get_custom_meta(output, GST_DEEPOCR_META_NAME) == NULL);
    GstBuffer* black = empty_frame_new(&fixture.info);
    gst_buffer_memset(black, 0, 0, -1);
    assert_reads(&fixture, black, "");
  }
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_max_plates_and_threshold_bound_what_is_found) {
  Fixture fixture = fixture_start(GRAY_640X480, "max-plates", 1, NULL);
  assert_scene_reads(&fixture, "37463");
  g_object_set(fixture.element, "max-plates", 10, "locator-threshold", 0.99, NULL);
  assert_scene_reads(&fixture, "");
  g_object_set(fixture.element, "locator-threshold", 0.9, NULL);
  assert_scene_reads(&fixture, "37463 65437");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_interval_leaves_frames_out) {
  Fixture fixture = fixture_start(GRAY_640X480, "inference-interval", 3, "track", FALSE, NULL);
  for (guint i = 0; i < 7; i++) assert_scene_reads(&fixture, i % 3 ? "" : "37463 65437");
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 7);
  fail_unless_equals_uint64(stat_of(&fixture, "regions"), 6);

  /* The first frame of something new is looked at. */
  GstBuffer* discont = scene_new(&fixture.info);
  GST_BUFFER_FLAG_SET(discont, GST_BUFFER_FLAG_DISCONT);
  assert_reads(&fixture, discont, "37463 65437");
  assert_scene_reads(&fixture, "");
  g_object_set(fixture.element, "inference-interval", 1, NULL);
  assert_scene_reads(&fixture, "37463 65437");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plates_are_followed_between_two_searches) {
  Fixture fixture = fixture_start(GRAY_640X480, "inference-interval", 3, NULL);
  for (guint i = 0; i < 7; i++) assert_scene_reads(&fixture, "37463 65437");
  fail_unless_equals_uint64(stat_of(&fixture, "located"), 6);
  fail_unless_equals_uint64(stat_of(&fixture, "regions"), 14);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* A place is predicted by arithmetic that rounds; one at the edge would lie outside. */
GST_START_TEST(test_whole_frames_are_followed_between_two_looks) {
  Fixture fixture = fixture_start(GRAY_640X480, "regions", FRAME, "inference-interval", 3, NULL);
  for (guint i = 0; i < 12; i++) {
    assert_reads(&fixture, plate_frame_new(&fixture.info, "37463"), "37463");
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_locator_changes_while_playing) {
  g_autofree gchar* generous = test_model("generous");
  Fixture fixture = fixture_start(GRAY_640X480, NULL);
  assert_scene_reads(&fixture, "37463 65437");
  g_object_set(fixture.element, "locator-model", generous, NULL);
  g_autoptr(GstBuffer) output = pass(&fixture, scene_new(&fixture.info));
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(output);
  gint height;
  gst_deepocr_reading_get_rectangle(g_ptr_array_index(readings, 0), NULL, NULL, NULL, &height);
  fail_unless(ABS(height - 16) <= 2, "%d", height);
  g_autofree gchar* in_use = NULL;
  g_object_get(fixture.element, "locator-model", &in_use, NULL);
  fail_unless_equals_string(in_use, generous);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_bad_locator_while_playing_leaves_the_old_one_in_use) {
  g_autofree gchar* plates = test_model("plates");
  g_autofree gchar* stripes = test_model("stripes");
  Fixture fixture = fixture_start(GRAY_640X480, NULL);
  g_object_set(fixture.element, "locator-model", "/nowhere/locator.pt", NULL);
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "/nowhere/locator.pt",
                   "the model in use stays");
  g_object_set(fixture.element, "locator-model", stripes, NULL);
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, stripes,
                   "is a model that reads plates, not one that locates them");
  g_object_set(fixture.element, "model", plates, NULL);
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, plates,
                   "is a model that locates plates, not one that reads them");
  assert_scene_reads(&fixture, "37463 65437");
  g_autofree gchar* in_use = NULL;
  g_object_get(fixture.element, "locator-model", &in_use, NULL);
  fail_unless_equals_string(in_use, plates);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_locator_is_loaded_only_where_regions_need_it) {
  const gint modes[] = {META, FIXED, FRAME};
  for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
    GstBus* bus;
    GstElement* element = element_new(&bus);
    g_object_set(element, "locator-model", "/nowhere/locator.pt", "regions", modes[i],
                 "fixed-regions", modes[i] == FIXED ? "0,0,50,20" : "", NULL);
    fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                           GST_STATE_CHANGE_SUCCESS);
    /* A change of mode loads it. */
    g_object_set(element, "regions", LOCATE, NULL);
    assert_complaint(bus, GST_MESSAGE_WARNING, "/nowhere/locator.pt", "the setting is unchanged");
    gint mode;
    g_object_get(element, "regions", &mode, NULL);
    fail_unless_equals_int(mode, modes[i]);
    gst_element_set_state(element, GST_STATE_NULL);

    g_object_set(element, "regions", AUTO, NULL);
    fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                           GST_STATE_CHANGE_FAILURE);
    assert_complaint(bus, GST_MESSAGE_ERROR, "/nowhere/locator.pt", "does not exist");
    gst_element_set_state(element, GST_STATE_NULL);
    gst_object_unref(element);
    gst_object_unref(bus);
  }
}
GST_END_TEST;

GST_START_TEST(test_regions_change_to_locate_while_playing) {
  Fixture fixture = fixture_start(GRAY_640X480, "regions", FRAME, NULL);
  assert_scene_reads(&fixture, "not-five-digits");
  g_object_set(fixture.element, "regions", LOCATE, NULL);
  assert_scene_reads(&fixture, "37463 65437");
  g_object_set(fixture.element, "regions", FRAME, NULL);
  assert_scene_reads(&fixture, "not-five-digits");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_shipped_locator_is_the_default) {
  GstBus* bus;
  GstElement* element = element_new(&bus);
  g_object_set(element, "locator-model", NULL, NULL);
  g_autofree gchar* model = NULL;
  g_object_get(element, "locator-model", &model, NULL);
  fail_unless(g_str_has_suffix(model, "/deepocr-locator.pt"), "%s", model);
  gst_object_unref(element);
  gst_object_unref(bus);
}
GST_END_TEST;

GST_START_TEST(test_failing_locator_is_an_error_of_the_element) {
  g_autofree gchar* fragile = test_model("fragile-locator");
  Fixture fixture = fixture_start(GRAY_640X480, "locator-model", fragile, NULL);
  assert_scene_reads(&fixture, "");
  GstBuffer* white = empty_frame_new(&fixture.info);
  fail_unless_equals_int(gst_harness_push(fixture.harness, white), GST_FLOW_ERROR);
  assert_complaint(fixture.bus, GST_MESSAGE_ERROR, fragile, "the network failed");
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

static gpointer push_scenes(gpointer data) {
  Fixture* fixture = data;
  for (guint i = 0; i < 50; i++) assert_scene_reads(fixture, "37463 65437");
  return NULL;
}

GST_START_TEST(test_elements_that_share_a_locator_search_at_the_same_time) {
  Fixture a = fixture_start(GRAY_640X480, "model-instance-id", "gate", NULL);
  Fixture b = fixture_start(GRAY_640X480, "model-instance-id", "gate", NULL);
  GThread* thread = g_thread_new("push", push_scenes, &a);
  push_scenes(&b);
  g_thread_join(thread);
  fixture_stop(&a);
  assert_scene_reads(&b, "37463 65437");
  fixture_stop(&b);
}
GST_END_TEST;

static Suite* deepocr_locate_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-locate");
  TCase* finds = tcase_create("finds");
  tcase_add_test(finds, test_plates_of_a_scene_are_found_and_read);
  tcase_add_test(finds, test_reading_has_the_quad_and_its_box);
  tcase_add_test(finds, test_box_of_a_plate_at_the_edge_stays_inside);
  tcase_add_loop_test(finds, test_each_format_is_searched, 0, G_N_ELEMENTS(formats));
  tcase_add_test(finds, test_large_plate_in_a_large_frame_is_found);
  tcase_add_test(finds, test_frames_without_plates_of_any_size_pass);
  tcase_add_test(finds, test_max_plates_and_threshold_bound_what_is_found);
  tcase_add_test(finds, test_interval_leaves_frames_out);
  tcase_add_test(finds, test_plates_are_followed_between_two_searches);
  tcase_add_test(finds, test_whole_frames_are_followed_between_two_looks);
  suite_add_tcase(suite, finds);
  TCase* chooses = tcase_create("chooses");
  tcase_add_test(chooses, test_auto_prefers_the_regions_of_the_frame);
  tcase_add_test(chooses, test_auto_reads_all_of_a_cut_out_plate);
  tcase_add_test(chooses, test_regions_change_to_locate_while_playing);
  suite_add_tcase(suite, chooses);
  TCase* models = tcase_create("models");
  tcase_add_test(models, test_shipped_locator_is_the_default);
  tcase_add_test(models, test_locator_is_loaded_only_where_regions_need_it);
  tcase_add_test(models, test_locator_changes_while_playing);
  tcase_add_test(models, test_bad_locator_while_playing_leaves_the_old_one_in_use);
  tcase_add_test(models, test_failing_locator_is_an_error_of_the_element);
  tcase_add_test(models, test_elements_that_share_a_locator_search_at_the_same_time);
  suite_add_tcase(suite, models);
  return suite;
}

GST_CHECK_MAIN(deepocr_locate)
