/* SPDX-License-Identifier: MIT */
/* The element platedetect: what it leaves alone, what it attaches, and that deepocr reads by it as
 * it does by itself. */
#include "deepocr-test.h"

static guint detections(GstBuffer* buffer) { return regions_of_interest(buffer); }

static void assert_scene_has(Fixture* fixture, guint expected) {
  g_autoptr(GstBuffer) output = pass(fixture, scene_new(&fixture->info));
  fail_unless_equals_int(detections(output), expected);
}

GST_START_TEST(test_plates_become_regions_of_interest) {
  Fixture fixture = detector_start(GRAY_640X480, NULL);
  g_autoptr(GstBuffer) output = pass(&fixture, scene_new(&fixture.info));
  fail_unless_equals_int(detections(output), 2);
  fail_unless(gst_buffer_get_custom_meta(output, GST_DEEPOCR_META_NAME) == NULL);
  GstVideoRegionOfInterestMeta* region = gst_buffer_get_video_region_of_interest_meta(output);
  fail_unless_equals_string(g_quark_to_string(region->roi_type), "license-plate");
  fail_unless(region->id != 0);
  /* Rounded outwards, so that a corner just beyond a pixel takes all of it. */
  fail_unless(ABS((gint)region->x - 80) <= 1 && ABS((gint)region->y - 64) <= 1);
  fail_unless(ABS((gint)region->w - 56) <= 2 && ABS((gint)region->h - 8) <= 2);

  GstStructure* param = gst_video_region_of_interest_meta_get_param(region, "detection");
  gdouble confidence, x_min;
  fail_unless(gst_structure_get_double(param, "confidence", &confidence));
  fail_unless(confidence > 0.94 && confidence < 0.96);
  fail_unless(gst_structure_get_double(param, "x_min", &x_min));
  fail_unless_equals_float(x_min, region->x / 640.0);
  fail_unless_equals_string(gst_structure_get_string(param, "model_name"), "plates");
  gdouble quad[GST_DEEPOCR_N_QUAD_COORDS];
  const gdouble expected[] = {80, 64, 136, 64.5, 136, 72, 80, 72};
  fail_unless(gst_deepocr_region_get_quad(region, quad));
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
    fail_unless(ABS(quad[i] - expected[i]) < 0.02);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_shared_frame_passes_unchanged_and_is_not_copied) {
  Fixture fixture = detector_start(GRAY_640X480, NULL);
  g_autoptr(GstBuffer) input = scene_new(&fixture.info);
  g_autoptr(GstBuffer) original = gst_buffer_copy_deep(input);
  GST_BUFFER_PTS(input) = GST_SECOND;
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_MARKER);
  g_autoptr(GstBuffer) output = pass(&fixture, gst_buffer_ref(input));
  fail_unless(gst_buffer_peek_memory(output, 0) == gst_buffer_peek_memory(input, 0));
  fail_unless(GST_BUFFER_PTS(output) == GST_SECOND);
  fail_unless(GST_BUFFER_FLAG_IS_SET(output, GST_BUFFER_FLAG_MARKER));
  fail_unless_equals_int(detections(output), 2);
  fail_unless_equals_int(detections(input), 0);
  assert_same_pixels(original, output);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_each_format_is_searched) {
  g_autofree gchar* caps = caps_of(formats[__i__], 479, 361);
  Fixture fixture = detector_start(caps, NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_small_plate(&fixture.info, input, "37465", 80, 64);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless_equals_int(detections(output), 1);

  g_autofree gchar* tiny = caps_of(formats[__i__], 1, 1);
  gst_harness_set_src_caps_str(fixture.harness, tiny);
  fixture.info = info_of(tiny);
  g_autoptr(GstBuffer) nothing = pass(&fixture, empty_frame_new(&fixture.info));
  fail_unless_equals_int(detections(nothing), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frame_with_too_few_bytes_passes_with_one_warning) {
  Fixture fixture = detector_start(GRAY_640X480, NULL);
  for (guint i = 0; i < 3; i++) {
    gst_buffer_unref(pass(&fixture, gst_buffer_new_allocate(NULL, 10, NULL)));
  }
  assert_complaint(fixture.bus, GST_MESSAGE_WARNING, "frame", "cannot be mapped");
  fail_unless(gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_WARNING) == NULL);
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 3);
  assert_scene_has(&fixture, 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_properties_change_while_playing) {
  Fixture fixture = detector_start(GRAY_640X480, "max-plates", 1, NULL);
  assert_scene_has(&fixture, 1);
  g_object_set(fixture.element, "max-plates", 10, "threshold", 0.99, NULL);
  assert_scene_has(&fixture, 0);
  g_object_set(fixture.element, "threshold", 0.5, "inference-interval", 2, NULL);
  assert_scene_has(&fixture, 0);
  assert_scene_has(&fixture, 2);
  assert_scene_has(&fixture, 0);
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 5);
  fail_unless_equals_uint64(stat_of(&fixture, "plates"), 3);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* As a leaky queue leaves them. */
static void push_after_a_gap(Fixture* fixture, GstClockTime time) {
  GstBuffer* frame = scene_new(&fixture->info);
  GST_BUFFER_PTS(frame) = time;
  GST_BUFFER_FLAG_SET(frame, GST_BUFFER_FLAG_DISCONT);
  gst_buffer_unref(pass(fixture, frame));
}

GST_START_TEST(test_dropped_frames_do_not_break_the_interval) {
  Fixture fixture = detector_start(GRAY_640X480, "inference-interval", 3, NULL);
  for (guint i = 0; i < 6; i++) push_after_a_gap(&fixture, i * 200 * GST_MSECOND);
  fail_unless_equals_uint64(stat_of(&fixture, "plates"), 2 * 2);
  push_after_a_gap(&fixture, 10 * GST_SECOND);
  fail_unless_equals_uint64(stat_of(&fixture, "plates"), 3 * 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_bad_models_are_named) {
  g_autofree gchar* plates = test_model("plates");
  g_autofree gchar* stripes = test_model("stripes");
  const gchar* bad[] = {"/nowhere/locator.pt", stripes};
  GstBus* bus;
  GstElement* element = element_of("platedetect", &bus);
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_object_set(element, "locator-model", bad[i], NULL);
    fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                           GST_STATE_CHANGE_FAILURE);
    assert_complaint(bus, GST_MESSAGE_ERROR, bad[i], "model");
    gst_element_set_state(element, GST_STATE_NULL);
  }
  g_object_set(element, "locator-model", plates, NULL);
  fail_unless_equals_int(gst_element_set_state(element, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_SUCCESS);
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_object_set(element, "locator-model", bad[i], NULL);
    assert_complaint(bus, GST_MESSAGE_WARNING, bad[i], "the model in use stays");
  }
  gst_element_set_state(element, GST_STATE_NULL);
  gst_object_unref(element);
  gst_object_unref(bus);
}
GST_END_TEST;

GST_START_TEST(test_failing_network_is_an_error_of_the_element) {
  g_autofree gchar* fragile = test_model("fragile-locator");
  Fixture fixture = detector_start(GRAY_640X480, "locator-model", fragile, NULL);
  fail_unless_equals_int(gst_harness_push(fixture.harness, empty_frame_new(&fixture.info)),
                         GST_FLOW_ERROR);
  assert_complaint(fixture.bus, GST_MESSAGE_ERROR, fragile, "the network failed");
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Scenes that differ, of which one has no plate. */
static GstBuffer* numbered_scene_new(const GstVideoInfo* info, guint number) {
  GstBuffer* buffer = empty_frame_new(info);
  for (guint i = 0; i < number % 5; i++) {
    gchar text[6];
    g_snprintf(text, sizeof text, "%05u", (number * 7919 + i * 31) % 88888);
    paint_small_plate(info, buffer, text, (gint)(64 + 8 * number + 80 * i),
                      (gint)(40 + 72 * i + 8 * (number % 7)));
  }
  return buffer;
}

/* Returns: (transfer full): all readings of 12 scenes as text. */
static gchar* readings_of(const gchar* description) {
  const GstVideoInfo info = info_of(GRAY_640X480);
  g_autoptr(GString) words = g_string_new(NULL);
  GstHarness* harness = gst_harness_new_parse(description);
  gst_harness_set_src_caps_str(harness, GRAY_640X480);
  for (guint number = 0; number < 12; number++) {
    fail_unless_equals_int(gst_harness_push(harness, numbered_scene_new(&info, number)),
                           GST_FLOW_OK);
    g_autoptr(GstBuffer) output = gst_harness_pull(harness);
    g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(output);
    g_string_append_printf(words, "frame %u\n", number);
    for (guint i = 0; i < readings->len; i++) {
      g_autoptr(GstStructure) fields = gst_deepocr_reading_to_structure(readings->pdata[i]);
      g_autofree gchar* text = gst_structure_to_string(fields);
      g_string_append_printf(words, "%s\n", text);
    }
  }
  gst_harness_teardown(harness);
  return g_string_free(g_steal_pointer(&words), FALSE);
}

GST_START_TEST(test_deepocr_behind_it_reads_the_same_as_alone) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GstPlugin) core = gst_plugin_load_file(CORE_ELEMENTS, &error);
  g_assert_no_error(error);
  g_autofree gchar* stripes = test_model("stripes");
  g_autofree gchar* plates = test_model("plates");
  const gchar* const modes[] = {"meta", "auto"};
  g_autofree gchar* alone = g_strdup_printf("deepocr model=%s locator-model=%s", stripes, plates);
  g_autofree gchar* expected = readings_of(alone);
  fail_unless(strstr(expected, "text=(string)\"") != NULL, "%s", expected);
  for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_autofree gchar* split = g_strdup_printf(
        "platedetect locator-model=%s ! queue ! deepocr model=%s locator-model=%s regions=%s",
        plates, stripes, plates, modes[i]);
    g_autofree gchar* actual = readings_of(split);
    fail_unless_equals_string(actual, expected);
  }
}
GST_END_TEST;

static Suite* platedetect_suite(void) {
  load_plugin();
  Suite* suite = suite_create("platedetect");
  TCase* finds = tcase_create("finds");
  tcase_add_test(finds, test_plates_become_regions_of_interest);
  tcase_add_test(finds, test_shared_frame_passes_unchanged_and_is_not_copied);
  tcase_add_loop_test(finds, test_each_format_is_searched, 0, G_N_ELEMENTS(formats));
  tcase_add_test(finds, test_frame_with_too_few_bytes_passes_with_one_warning);
  tcase_add_test(finds, test_properties_change_while_playing);
  tcase_add_test(finds, test_dropped_frames_do_not_break_the_interval);
  tcase_add_test(finds, test_bad_models_are_named);
  tcase_add_test(finds, test_failing_network_is_an_error_of_the_element);
  suite_add_tcase(suite, finds);
  TCase* chain = tcase_create("chain");
  tcase_add_test(chain, test_deepocr_behind_it_reads_the_same_as_alone);
  suite_add_tcase(suite, chain);
  return suite;
}

GST_CHECK_MAIN(platedetect)
