/* SPDX-License-Identifier: MIT */
/* Bus messages: their fields, and messages that are not ours. */
#include "example-reading.h"

GST_START_TEST(test_message_round_trip_keeps_the_reading) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstMessage) message = gst_deepocr_message_new(NULL, reading, 1, 2, 3, 640, 480, NULL);
  g_autoptr(GstDeepOcrReading) back = NULL;
  fail_unless(gst_deepocr_message_parse(message, &back));
  assert_readings_equal(back, reading);
  fail_unless(gst_deepocr_message_parse(message, NULL));
}
GST_END_TEST;

GST_START_TEST(test_times_come_first_and_the_frame_is_optional) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstElement) element = gst_object_ref_sink(gst_element_factory_make("identity", NULL));
  g_autoptr(GstMessage) message = gst_deepocr_message_new(GST_OBJECT(element), reading, 1,
                                                          GST_CLOCK_TIME_NONE, 3, 640, 480, NULL);
  const GstStructure* structure = gst_message_get_structure(message);
  guint64 timestamp, stream_time, running_time;
  fail_unless(GST_MESSAGE_SRC(message) == GST_OBJECT(element));
  fail_unless_equals_int(GST_MESSAGE_TYPE(message), GST_MESSAGE_ELEMENT);
  fail_unless(gst_structure_has_name(structure, "deepocr"));
  fail_unless_equals_string(gst_structure_nth_field_name(structure, 0), "timestamp");
  fail_unless_equals_string(gst_structure_nth_field_name(structure, 1), "stream-time");
  fail_unless_equals_string(gst_structure_nth_field_name(structure, 2), "running-time");
  fail_unless(gst_structure_get(structure, "timestamp", G_TYPE_UINT64, &timestamp, "stream-time",
                                G_TYPE_UINT64, &stream_time, "running-time", G_TYPE_UINT64,
                                &running_time, NULL));
  fail_unless_equals_uint64(timestamp, 1);
  fail_unless_equals_uint64(stream_time, GST_CLOCK_TIME_NONE);
  fail_unless_equals_uint64(running_time, 3);
  fail_if(gst_structure_has_field(structure, "frame"));
}
GST_END_TEST;

GST_START_TEST(test_frame_is_attached_as_a_sample) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate(NULL, 16, NULL);
  g_autoptr(GstSample) frame = gst_sample_new(buffer, NULL, NULL, NULL);
  g_autoptr(GstMessage) message = gst_deepocr_message_new(NULL, reading, 1, 2, 3, 640, 480, frame);
  g_autoptr(GstSample) attached = NULL;
  fail_unless(gst_structure_get(gst_message_get_structure(message), "frame", GST_TYPE_SAMPLE,
                                &attached, NULL));
  fail_unless(gst_sample_get_buffer(attached) == buffer);
}
GST_END_TEST;

GST_START_TEST(test_other_messages_hold_no_reading) {
  GstMessage* others[] = {
      gst_message_new_eos(NULL),
      gst_message_new_element(NULL, gst_structure_new_empty("barcode")),
      gst_message_new_element(NULL, gst_structure_new_empty("deepocr")),
      gst_message_new_application(NULL, gst_structure_new_empty("deepocr")),
  };
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    GstDeepOcrReading* reading = (GstDeepOcrReading*)others;
    fail_if(gst_deepocr_message_parse(others[i], &reading));
    fail_unless(reading == NULL);
    gst_message_unref(others[i]);
  }
}
GST_END_TEST;

static Suite* deepocr_message_suite(void) {
  Suite* suite = suite_create("deepocr-message");
  TCase* tests = tcase_create("message");
  suite_add_tcase(suite, tests);
  tcase_add_test(tests, test_message_round_trip_keeps_the_reading);
  tcase_add_test(tests, test_times_come_first_and_the_frame_is_optional);
  tcase_add_test(tests, test_frame_is_attached_as_a_sample);
  tcase_add_test(tests, test_other_messages_hold_no_reading);
  return suite;
}

GST_CHECK_MAIN(deepocr_message)
