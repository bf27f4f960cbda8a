/* SPDX-License-Identifier: MIT */
/* Messages of deepocr: what they hold, and how often a plate is reported. */
#include "deepocr-test.h"

/* Passes a frame that shows @text at @x, at a presentation time in milliseconds, or -1 for none.
 * Returns: (transfer full) (nullable): the message about it. */
static GstMessage* message_about(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  GstBuffer* input = empty_frame_new(&fixture->info);
  paint_plate(&fixture->info, input, text, x, 0, 50, 20);
  gst_buffer_add_video_region_of_interest_meta(input, "license-plate", x, 0, 50, 20);
  GST_BUFFER_PTS(input) = time < 0 ? GST_CLOCK_TIME_NONE : (GstClockTime)time * GST_MSECOND;
  gst_buffer_unref(pass(fixture, input));
  return gst_bus_pop_filtered(fixture->bus, GST_MESSAGE_ELEMENT);
}

static void assert_reported(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  g_autoptr(GstMessage) message = message_about(fixture, text, x, time);
  g_autoptr(GstDeepOcrReading) reading = NULL;
  fail_unless(message != NULL, "%s at %d was not reported", text, x);
  fail_unless(gst_deepocr_message_parse(message, &reading));
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), text);
  fail_unless(gst_bus_pop_filtered(fixture->bus, GST_MESSAGE_ELEMENT) == NULL);
}

static void assert_silent(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  g_autoptr(GstMessage) message = message_about(fixture, text, x, time);
  fail_unless(message == NULL, "%s at %d was reported", text, x);
}

static void push_segment(Fixture* fixture, GstClockTime start, GstClockTime time) {
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = segment.position = start;
  segment.time = time;
  fail_unless(gst_harness_push_event(fixture->harness, gst_event_new_segment(&segment)));
}

GST_START_TEST(test_message_has_times_and_the_reading) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  push_segment(&fixture, 10 * GST_SECOND, 60 * GST_SECOND);
  g_autoptr(GstMessage) message = message_about(&fixture, "37463", 40, 12000);
  fail_unless(message != NULL);
  fail_unless(GST_MESSAGE_SRC(message) == GST_OBJECT(fixture.element));
  const GstStructure* structure = gst_message_get_structure(message);
  fail_unless_equals_string(gst_structure_get_name(structure), "deepocr");
  guint64 timestamp, stream_time, running_time;
  fail_unless(gst_structure_get_uint64(structure, "timestamp", &timestamp));
  fail_unless(gst_structure_get_uint64(structure, "stream-time", &stream_time));
  fail_unless(gst_structure_get_uint64(structure, "running-time", &running_time));
  fail_unless_equals_uint64(timestamp, 12 * GST_SECOND);
  fail_unless_equals_uint64(stream_time, 62 * GST_SECOND);
  fail_unless_equals_uint64(running_time, 2 * GST_SECOND);
  fail_unless_equals_string(gst_structure_get_string(structure, "text"), "37463");
  gint x;
  fail_unless(gst_structure_get_int(structure, "x", &x) && x == 40);
  fail_if(gst_structure_has_field(structure, "frame"));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_attached_frame_is_the_one_that_was_read) {
  Fixture fixture = fixture_start(GRAY_320X240, "attach-frame", TRUE, NULL);
  g_autoptr(GstMessage) message = message_about(&fixture, "37463", 0, 0);
  GstSample* sample = NULL;
  fail_unless(gst_structure_get(gst_message_get_structure(message), "frame", GST_TYPE_SAMPLE,
                                &sample, NULL));
  GstVideoInfo info;
  fail_unless(gst_video_info_from_caps(&info, gst_sample_get_caps(sample)));
  fail_unless_equals_int(GST_VIDEO_INFO_WIDTH(&info), 320);
  g_autoptr(GstDeepOcrReading) reading = only_reading(gst_sample_get_buffer(sample));
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37463");
  gst_sample_unref(sample);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_message_can_be_turned_off) {
  Fixture fixture = fixture_start(GRAY_320X240, "message", FALSE, NULL);
  assert_silent(&fixture, "37463", 0, 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_refused_plate_is_not_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_silent(&fixture, "37:63", 0, 0);
  assert_silent(&fixture, "37~63", 0, 40);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_in_view_is_reported_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (gint64 time = 40; time < 10000; time += 40) assert_silent(&fixture, "37463", 0, time);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_moving_plate_is_reported_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (gint x = 10; x <= 270; x += 10) assert_silent(&fixture, "37463", x, x * 4);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_other_text_in_the_same_place_is_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  assert_reported(&fixture, "90210", 0, 40);
  /* A place that flickers between two texts does not report them time and again. */
  assert_silent(&fixture, "37463", 0, 80);
  assert_silent(&fixture, "90210", 0, 120);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_same_text_in_another_place_is_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  assert_reported(&fixture, "37463", 250, 40);
  assert_silent(&fixture, "37463", 0, 80);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_out_of_view_for_two_seconds_is_reported_again) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  assert_silent(&fixture, "37463", 0, 1960);
  assert_silent(&fixture, "37463", 0, 3920);
  assert_reported(&fixture, "37463", 0, 5920);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frames_without_time_pass_no_time) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, -1);
  for (guint i = 0; i < 200; i++) assert_silent(&fixture, "37463", 0, -1);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_memory_of_reported_plates_is_bounded) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  gchar text[6];
  for (guint i = 0; i < 65; i++) {
    g_snprintf(text, sizeof text, "%05u", i);
    assert_reported(&fixture, text, 0, -1);
  }
  assert_silent(&fixture, "00064", 0, -1);
  assert_reported(&fixture, "00000", 0, -1);
  fixture_stop(&fixture);
}
GST_END_TEST;

static void flush(Fixture* fixture) {
  gst_harness_push_event(fixture->harness, gst_event_new_flush_start());
  gst_harness_push_event(fixture->harness, gst_event_new_flush_stop(TRUE));
  push_segment(fixture, 0, 0);
}

GST_START_TEST(test_seek_segment_caps_and_discont_report_anew) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  flush(&fixture);
  assert_reported(&fixture, "37463", 0, 40);
  assert_silent(&fixture, "37463", 0, 80);
  push_segment(&fixture, 0, 0);
  assert_reported(&fixture, "37463", 0, 120);

  const gchar* wide = "video/x-raw,format=NV12,width=400,height=200,framerate=30/1";
  gst_harness_set_src_caps_str(fixture.harness, wide);
  fixture.info = info_of(wide);
  assert_reported(&fixture, "37463", 0, 160);
  assert_silent(&fixture, "37463", 0, 200);

  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_DISCONT);
  GST_BUFFER_PTS(input) = 240 * GST_MSECOND;
  gst_buffer_unref(pass(&fixture, input));
  g_autoptr(GstMessage) message = gst_bus_pop_filtered(fixture.bus, GST_MESSAGE_ELEMENT);
  fail_unless(message != NULL);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_reverse_playback_reports_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 9000);
  for (gint64 time = 8960; time > 1000; time -= 40) assert_silent(&fixture, "37463", 0, time);
  fixture_stop(&fixture);
}
GST_END_TEST;

static Suite* deepocr_messages_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-messages");
  TCase* content = tcase_create("content");
  tcase_add_test(content, test_message_has_times_and_the_reading);
  tcase_add_test(content, test_attached_frame_is_the_one_that_was_read);
  tcase_add_test(content, test_message_can_be_turned_off);
  suite_add_tcase(suite, content);
  TCase* gate = tcase_create("gate");
  tcase_add_test(gate, test_refused_plate_is_not_reported);
  tcase_add_test(gate, test_plate_in_view_is_reported_once);
  tcase_add_test(gate, test_moving_plate_is_reported_once);
  tcase_add_test(gate, test_other_text_in_the_same_place_is_reported);
  tcase_add_test(gate, test_same_text_in_another_place_is_reported);
  tcase_add_test(gate, test_plate_out_of_view_for_two_seconds_is_reported_again);
  tcase_add_test(gate, test_frames_without_time_pass_no_time);
  tcase_add_test(gate, test_memory_of_reported_plates_is_bounded);
  tcase_add_test(gate, test_seek_segment_caps_and_discont_report_anew);
  tcase_add_test(gate, test_reverse_playback_reports_once);
  suite_add_tcase(suite, gate);
  return suite;
}

GST_CHECK_MAIN(deepocr_messages)
