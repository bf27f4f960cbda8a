/* SPDX-License-Identifier: MIT */
/* The element deepocr: what it leaves alone, what it attaches, what it counts. */
#include "deepocr-test.h"

static void assert_same_memory(GstBuffer* buffer, GstMemory* memory) {
  fail_unless_equals_int(gst_buffer_n_memory(buffer), 1);
  fail_unless(gst_buffer_peek_memory(buffer, 0) == memory);
}

GST_START_TEST(test_frame_passes_unchanged) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  g_autoptr(GstBuffer) original = gst_buffer_copy_deep(input);
  GST_BUFFER_PTS(input) = 5 * GST_SECOND;
  GST_BUFFER_DTS(input) = 4 * GST_SECOND;
  GST_BUFFER_DURATION(input) = 40 * GST_MSECOND;
  GST_BUFFER_OFFSET(input) = 17;
  GST_BUFFER_OFFSET_END(input) = 18;
  const guint flags = GST_BUFFER_FLAG_GAP | GST_BUFFER_FLAG_MARKER | GST_BUFFER_FLAG_CORRUPTED |
                      GST_VIDEO_BUFFER_FLAG_TFF;
  GST_BUFFER_FLAG_SET(input, flags);
  GstMemory* memory = gst_buffer_peek_memory(input, 0);

  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless(output == input);
  fail_unless(GST_BUFFER_PTS(output) == 5 * GST_SECOND);
  fail_unless(GST_BUFFER_DTS(output) == 4 * GST_SECOND);
  fail_unless(GST_BUFFER_DURATION(output) == 40 * GST_MSECOND);
  fail_unless(GST_BUFFER_OFFSET(output) == 17 && GST_BUFFER_OFFSET_END(output) == 18);
  fail_unless((GST_BUFFER_FLAGS(output) & flags) == flags);
  assert_same_memory(output, memory);
  assert_same_pixels(original, output);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* A frame that somebody else holds too gets a second set of metadata on the same memory. */
GST_START_TEST(test_shared_frame_is_not_copied) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  GST_BUFFER_PTS(input) = GST_SECOND;
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_MARKER);
  gst_buffer_add_video_region_of_interest_meta(input, "car", 1, 2, 3, 4);

  g_autoptr(GstBuffer) output = pass(&fixture, gst_buffer_ref(input));
  fail_unless(output != input);
  fail_unless(GST_BUFFER_PTS(output) == GST_SECOND);
  fail_unless(GST_BUFFER_FLAG_IS_SET(output, GST_BUFFER_FLAG_MARKER));
  assert_same_memory(output, gst_buffer_peek_memory(input, 0));
  fail_unless_equals_int(regions_of_interest(output), 2);
  fail_unless_equals_int(regions_of_interest(input), 1);
  fail_unless(gst_buffer_get_custom_meta(input, GST_DEEPOCR_META_NAME) == NULL);
  gst_buffer_unref(input);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* gst_buffer_copy() copies the bytes of such memory, as that of some drivers is. */
GST_START_TEST(test_shared_frame_in_unshareable_read_only_memory_is_not_copied) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  g_autoptr(GstBuffer) painted = plate_frame_new(&fixture.info, "37463");
  GstMapInfo map;
  fail_unless(gst_buffer_map(painted, &map, GST_MAP_READ));
  g_autoptr(GstBuffer) input = gst_buffer_new_wrapped_full(
      (GstMemoryFlags)(GST_MEMORY_FLAG_NO_SHARE | GST_MEMORY_FLAG_READONLY), map.data, map.size, 0,
      map.size, NULL, NULL);

  g_autoptr(GstBuffer) output = pass(&fixture, gst_buffer_ref(input));
  assert_same_memory(output, gst_buffer_peek_memory(input, 0));
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37463");
  g_clear_pointer(&output, gst_buffer_unref);
  gst_buffer_unmap(painted, &map);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* The planes of a frame may lie in memories of their own; a map of all would merge them. */
GST_START_TEST(test_frame_in_several_memories_stays_so) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  g_autoptr(GstBuffer) painted = plate_frame_new(&fixture.info, "37463");
  GstBuffer* input =
      gst_buffer_append(gst_buffer_copy_region(painted, GST_BUFFER_COPY_MEMORY, 0, 320 * 100),
                        gst_buffer_copy_region(painted, GST_BUFFER_COPY_MEMORY, 320 * 100, -1));
  fail_unless_equals_int(gst_buffer_n_memory(input), 2);

  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless_equals_int(gst_buffer_n_memory(output), 2);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_reading_has_all_its_fields) {
  Fixture fixture =
      fixture_start(GRAY_320X240, "regions", 2, "fixed-regions", "40,60,100,20", NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_plate(&fixture.info, input, "90210", 40, 60, 100, 20);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);

  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "90210");
  fail_unless(gst_deepocr_reading_get_confidence(reading) > 0.99);
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), GST_DEEPOCR_STATE_READING);
  fail_unless_equals_string(gst_deepocr_reading_get_reason(reading), "");
  fail_unless_equals_string(gst_deepocr_reading_get_model(reading), "stripes");
  fail_unless_equals_int(gst_deepocr_reading_get_track_id(reading), 1);
  fail_unless_equals_int(gst_deepocr_reading_get_agreeing_frames(reading), 1);
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless(x == 40 && y == 60 && width == 100 && height == 20);
  const gdouble quad[] = {40, 60, 140, 60, 140, 80, 40, 80};
  for (guint i = 0; i < G_N_ELEMENTS(quad); i++) {
    fail_unless_equals_float(gst_deepocr_reading_get_quad(reading)[i], quad[i]);
  }
  const gint digits[] = {9, 0, 2, 1, 0};
  for (guint i = 0; i < G_N_ELEMENTS(digits); i++) {
    fail_unless(gst_deepocr_reading_get_digit_confidences(reading)[i] > 0.99);
    fail_unless(gst_deepocr_reading_get_posteriors(reading)[i * 10 + digits[i]] > 0.99);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_becomes_a_region_of_interest) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  g_autoptr(GstBuffer) output = pass(&fixture, plate_frame_new(&fixture.info, "37463"));
  fail_unless_equals_int(regions_of_interest(output), 1);
  GstVideoRegionOfInterestMeta* region = gst_buffer_get_video_region_of_interest_meta(output);
  fail_unless_equals_string(g_quark_to_string(region->roi_type), "license-plate");
  fail_unless(region->id != 0);
  fail_unless(region->x == 0 && region->y == 0 && region->w == 320 && region->h == 240);

  GstStructure* param = gst_video_region_of_interest_meta_get_param(region, "license_plate");
  gdouble confidence = 0;
  fail_unless(param != NULL);
  fail_unless_equals_string(gst_structure_get_string(param, "label"), "37463");
  fail_unless_equals_string(gst_structure_get_string(param, "model_name"), "stripes");
  fail_unless(gst_structure_get_double(param, "confidence", &confidence) && confidence > 0.99);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_refused_frame_says_why_and_is_no_plate) {
  Fixture fixture = fixture_start(GRAY_320X240, "track", FALSE, NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  assert_frame_reads(&fixture, "374:3", "not-five-digits");
  assert_frame_reads(&fixture, "33~63", "low-confidence");
  g_autoptr(GstBuffer) output = pass(&fixture, plate_frame_new(&fixture.info, ":::::"));
  fail_unless_equals_int(regions_of_interest(output), 0);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "");
  fail_unless_equals_string(gst_deepocr_reading_get_model(reading), "stripes");
  fixture_stop(&fixture);
}
GST_END_TEST;

static void write_down_refusals(GstDebugCategory* category, GstDebugLevel level, const gchar* file,
                                const gchar* function, gint line, GObject* object,
                                GstDebugMessage* message, gpointer record) {
  (void)file, (void)function, (void)line, (void)object;
  const gchar* text = gst_debug_message_get(message);
  if (g_str_equal(gst_debug_category_get_name(category), "deepocr") && level == GST_LEVEL_LOG &&
      strstr(text, "refused") != NULL) {
    g_string_append_printf(record, "%s\n", text);
  }
}

GST_START_TEST(test_log_says_why_a_plate_is_refused) {
  g_autoptr(GString) record = g_string_new(NULL);
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  gst_debug_add_log_function(write_down_refusals, record, NULL);
  gst_buffer_unref(show(&fixture, "37:63", 40, 0));
  fail_unless_equals_string(record->str, "");
  gst_debug_set_threshold_for_name("deepocr", GST_LEVEL_LOG);
  gst_buffer_unref(show(&fixture, "37463", 40, 40));
  gst_buffer_unref(show(&fixture, "37:63", 40, 80));
  gst_debug_remove_log_function(write_down_refusals);
  fail_unless(
      g_str_has_prefix(record->str,
                       "refused as not-five-digits at 40,0 50x20, confidence 0.0000, track 1"),
      "%s", record->str);
  fail_unless_equals_int(record->str[record->len - 1], '\n');
  fail_unless(strchr(record->str, '\n') == record->str + record->len - 1);
  gst_debug_unset_threshold_for_name("deepocr");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_threshold_changes_while_playing) {
  Fixture fixture = fixture_start(GRAY_320X240, "track", FALSE, NULL);
  assert_frame_reads(&fixture, "33~63", "low-confidence");
  g_object_set(fixture.element, "threshold", 0.1, NULL);
  g_autoptr(GstBuffer) output = pass(&fixture, plate_frame_new(&fixture.info, "33~63"));
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), GST_DEEPOCR_STATE_READING);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_stats_count_frames_regions_and_refusals) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 2, "fixed-regions",
                                  "0,0,320,240;0,0,5,5;400,0,20,20", NULL);
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 0);
  gst_buffer_unref(pass(&fixture, plate_frame_new(&fixture.info, "37463")));
  gst_buffer_unref(pass(&fixture, plate_frame_new(&fixture.info, "37:63")));
  gst_buffer_unref(pass(&fixture, plate_frame_new(&fixture.info, "33~63")));
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 3);
  fail_unless_equals_uint64(stat_of(&fixture, "regions"), 9);
  fail_unless_equals_uint64(stat_of(&fixture, "read"), 1);
  fail_unless_equals_uint64(stat_of(&fixture, "refused-too-small"), 6);
  fail_unless_equals_uint64(stat_of(&fixture, "refused-not-five-digits"), 1);
  fail_unless_equals_uint64(stat_of(&fixture, "refused-low-confidence"), 1);
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 0);

  g_autoptr(GstStructure) stats = NULL;
  gdouble last = 0, mean = 0;
  g_object_get(fixture.element, "stats", &stats, NULL);
  fail_unless(gst_structure_get_double(stats, "last-inference-ms", &last) && last > 0);
  fail_unless(gst_structure_get_double(stats, "mean-inference-ms", &mean) && mean > 0);
  fail_unless_equals_string(gst_structure_get_string(stats, "model"), "stripes");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_stats_begin_anew_at_start) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  gst_buffer_unref(pass(&fixture, plate_frame_new(&fixture.info, "37463")));
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 1);
  fail_unless(gst_element_set_state(fixture.element, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 1);
  fail_unless(gst_element_set_state(fixture.element, GST_STATE_PAUSED) == GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_uint64(stat_of(&fixture, "frames"), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

static Suite* deepocr_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr");
  TCase* passes = tcase_create("passes");
  tcase_add_test(passes, test_frame_passes_unchanged);
  tcase_add_test(passes, test_shared_frame_is_not_copied);
  tcase_add_test(passes, test_shared_frame_in_unshareable_read_only_memory_is_not_copied);
  tcase_add_test(passes, test_frame_in_several_memories_stays_so);
  suite_add_tcase(suite, passes);
  TCase* attaches = tcase_create("attaches");
  tcase_add_test(attaches, test_reading_has_all_its_fields);
  tcase_add_test(attaches, test_plate_becomes_a_region_of_interest);
  tcase_add_test(attaches, test_refused_frame_says_why_and_is_no_plate);
  tcase_add_test(attaches, test_log_says_why_a_plate_is_refused);
  tcase_add_test(attaches, test_threshold_changes_while_playing);
  suite_add_tcase(suite, attaches);
  TCase* counts = tcase_create("counts");
  tcase_add_test(counts, test_stats_count_frames_regions_and_refusals);
  tcase_add_test(counts, test_stats_begin_anew_at_start);
  suite_add_tcase(suite, counts);
  return suite;
}

GST_CHECK_MAIN(deepocr)
