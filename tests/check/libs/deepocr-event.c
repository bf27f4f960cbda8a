/* SPDX-License-Identifier: MIT */
/* Events in the stream: their fields, and events that are not ours. */
#include "example-reading.h"

GST_START_TEST(test_event_round_trip_keeps_the_reading) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstEvent) event = gst_deepocr_event_new(reading, 1, 2, 3, 640, 480, NULL);
  g_autoptr(GstDeepOcrReading) back = NULL;
  fail_unless(gst_deepocr_event_parse(event, &back));
  assert_readings_equal(back, reading);
  fail_unless(gst_deepocr_event_parse(event, NULL));
}
GST_END_TEST;

GST_START_TEST(test_event_travels_with_the_frames) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstEvent) event = gst_deepocr_event_new(reading, 1, 2, 3, 640, 480, NULL);
  fail_unless(GST_EVENT_IS_DOWNSTREAM(event));
  fail_unless(GST_EVENT_IS_SERIALIZED(event));
  fail_if(GST_EVENT_IS_STICKY(event));
}
GST_END_TEST;

GST_START_TEST(test_event_says_what_the_message_says) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate(NULL, 16, NULL);
  g_autoptr(GstSample) frame = gst_sample_new(buffer, NULL, NULL, NULL);
  g_autoptr(GstEvent) event =
      gst_deepocr_event_new(reading, 1, GST_CLOCK_TIME_NONE, 3, 640, 480, frame);
  g_autoptr(GstMessage) message =
      gst_deepocr_message_new(NULL, reading, 1, GST_CLOCK_TIME_NONE, 3, 640, 480, frame);
  fail_unless(
      gst_structure_is_equal(gst_event_get_structure(event), gst_message_get_structure(message)));
  gint width = 0, height = 0;
  fail_unless(gst_structure_get(gst_event_get_structure(event), "frame-width", G_TYPE_INT, &width,
                                "frame-height", G_TYPE_INT, &height, NULL));
  fail_unless_equals_int(width, 640);
  fail_unless_equals_int(height, 480);
}
GST_END_TEST;

GST_START_TEST(test_other_events_hold_no_reading) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  GstStructure* upstream = gst_deepocr_reading_to_structure(reading);
  gst_structure_set_name(upstream, GST_DEEPOCR_EVENT_NAME);
  GstEvent* others[] = {
      gst_event_new_eos(),
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("barcode")),
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("deepocr")),
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_deepocr_reading_to_structure(reading)),
      gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM, upstream),
  };
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    GstDeepOcrReading* found = (GstDeepOcrReading*)others;
    fail_if(gst_deepocr_event_parse(others[i], &found), "event %u", i);
    fail_unless(found == NULL);
    gst_event_unref(others[i]);
  }
}
GST_END_TEST;

static Suite* deepocr_event_suite(void) {
  Suite* suite = suite_create("deepocr-event");
  TCase* tests = tcase_create("event");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_event_round_trip_keeps_the_reading);
  tcase_add_test(tests, test_event_travels_with_the_frames);
  tcase_add_test(tests, test_event_says_what_the_message_says);
  tcase_add_test(tests, test_other_events_hold_no_reading);
  return suite;
}

GST_CHECK_MAIN(deepocr_event)
