/* SPDX-License-Identifier: MIT */
/* Tracks and messages of deepocr: what they hold, and when a plate is reported. */
#include "deepocr-test.h"

/* Expects one message, about @text. */
static void assert_message(Fixture* fixture, const gchar* text, GstDeepOcrState state) {
  g_autoptr(GstMessage) message = next_message(fixture);
  g_autoptr(GstDeepOcrReading) reading = NULL;
  fail_unless(message != NULL, "%s was not reported", text);
  fail_unless(gst_deepocr_message_parse(message, &reading));
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), text);
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), state);
  fail_unless(next_message(fixture) == NULL);
}

static void assert_no_message(Fixture* fixture) {
  g_autoptr(GstMessage) message = next_message(fixture);
  fail_unless(message == NULL);
}

static void assert_silent(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  gst_buffer_unref(show(fixture, text, x, time));
  g_autoptr(GstMessage) message = next_message(fixture);
  fail_unless(message == NULL, "%s at %d was reported", text, x);
}

/* Expects the frame to be the one that confirms its plate. */
static void assert_confirms(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  gst_buffer_unref(show(fixture, text, x, time));
  assert_message(fixture, text, GST_DEEPOCR_STATE_CONFIRMED);
}

/* Expects the third of three frames within 40 ms to confirm the plate. */
static void assert_reported(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  assert_silent(fixture, text, x, time);
  assert_silent(fixture, text, x, time < 0 ? time : time + 20);
  assert_confirms(fixture, text, x, time < 0 ? time : time + 40);
}

static void push_segment(Fixture* fixture, GstClockTime start, GstClockTime time) {
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = segment.position = start;
  segment.time = time;
  fail_unless(gst_harness_push_event(fixture->harness, gst_event_new_segment(&segment)));
}

static void push_event(Fixture* fixture, GstEvent* event) {
  fail_unless(gst_harness_push_event(fixture->harness, event));
}

static void assert_times(GstMessage* message, GstClockTime timestamp, GstClockTime stream_time,
                         GstClockTime running_time) {
  const GstStructure* structure = gst_message_get_structure(message);
  guint64 value;
  fail_unless(gst_structure_get_uint64(structure, "timestamp", &value));
  fail_unless_equals_uint64(value, timestamp);
  fail_unless(gst_structure_get_uint64(structure, "stream-time", &value));
  fail_unless_equals_uint64(value, stream_time);
  fail_unless(gst_structure_get_uint64(structure, "running-time", &value));
  fail_unless_equals_uint64(value, running_time);
}

/* Returns: (transfer full): the frame of @message */
static GstSample* frame_of(GstMessage* message) {
  GstSample* sample = NULL;
  fail_unless(gst_structure_get(gst_message_get_structure(message), "frame", GST_TYPE_SAMPLE,
                                &sample, NULL));
  return sample;
}

GST_START_TEST(test_message_has_times_and_the_reading) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  push_segment(&fixture, 10 * GST_SECOND, 60 * GST_SECOND);
  assert_silent(&fixture, "37463", 40, 11920);
  assert_silent(&fixture, "37463", 40, 11960);
  gst_buffer_unref(show(&fixture, "37463", 40, 12000));
  g_autoptr(GstMessage) message = next_message(&fixture);
  fail_unless(message != NULL);
  fail_unless(GST_MESSAGE_SRC(message) == GST_OBJECT(fixture.element));
  const GstStructure* structure = gst_message_get_structure(message);
  fail_unless_equals_string(gst_structure_get_name(structure), "deepocr");
  assert_times(message, 12 * GST_SECOND, 62 * GST_SECOND, 2 * GST_SECOND);
  fail_unless_equals_string(gst_structure_get_string(structure, "text"), "37463");
  fail_unless_equals_string(gst_structure_get_string(structure, "state"), "confirmed");
  gint x;
  guint track, agreeing;
  fail_unless(gst_structure_get_int(structure, "x", &x) && x == 40);
  fail_unless(gst_structure_get_uint(structure, "track-id", &track) && track == 1);
  fail_unless(gst_structure_get_uint(structure, "agreeing-frames", &agreeing) && agreeing == 3);
  fail_if(gst_structure_has_field(structure, "frame"));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_attached_frame_is_the_one_that_confirmed) {
  Fixture fixture = fixture_start(GRAY_320X240, "attach-frame", TRUE, NULL);
  assert_silent(&fixture, "37463", 0, 0);
  assert_silent(&fixture, "37463", 5, 20);
  g_autoptr(GstBuffer) output = show(&fixture, "37463", 10, 40);
  g_autoptr(GstMessage) message = next_message(&fixture);
  g_autoptr(GstSample) sample = frame_of(message);
  GstVideoInfo info;
  fail_unless(gst_video_info_from_caps(&info, gst_sample_get_caps(sample)));
  fail_unless_equals_int(GST_VIDEO_INFO_WIDTH(&info), 320);
  fail_unless(gst_sample_get_buffer(sample) == output);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_message_can_be_turned_off) {
  Fixture fixture = fixture_start(GRAY_320X240, "message", FALSE, NULL);
  for (gint64 time = 0; time < 400; time += 40) assert_silent(&fixture, "37463", 0, time);
  push_event(&fixture, gst_event_new_eos());
  assert_no_message(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

static void flush(Fixture* fixture) {
  gst_harness_push_event(fixture->harness, gst_event_new_flush_start());
  gst_harness_push_event(fixture->harness, gst_event_new_flush_stop(TRUE));
  push_segment(fixture, 0, 0);
}

/* Writes down what leaves the element: B for a buffer, the number of a plate, E for the end. */
static GstPadProbeReturn write_down(GstPad* pad, GstPadProbeInfo* info, gpointer record) {
  (void)pad;
  g_autoptr(GstDeepOcrReading) reading = NULL;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    g_string_append_c(record, 'B');
  } else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS) {
    g_string_append_c(record, 'E');
  } else if (gst_deepocr_event_parse(GST_PAD_PROBE_INFO_EVENT(info), &reading)) {
    g_string_append(record, gst_deepocr_reading_get_text(reading));
  }
  return GST_PAD_PROBE_OK;
}

static GString* write_down_output(Fixture* fixture) {
  GString* record = g_string_new(NULL);
  g_autoptr(GstPad) pad = gst_element_get_static_pad(fixture->element, "src");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                    write_down, record, NULL);
  return record;
}

GST_START_TEST(test_event_goes_down_the_stream_before_its_frame) {
  Fixture fixture = fixture_start(GRAY_320X240, "message", FALSE, NULL);
  g_autoptr(GString) record = write_down_output(&fixture);
  for (gint64 time = 0; time < 160; time += 40) {
    gst_buffer_unref(show(&fixture, "37463", 0, time));
  }
  push_event(&fixture, gst_event_new_eos());
  fail_unless_equals_string(record->str, "BB37463BBE");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_event_of_a_still_picture_goes_before_the_end) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  g_autoptr(GString) record = write_down_output(&fixture);
  gst_buffer_unref(show(&fixture, "37463", 0, 0));
  push_event(&fixture, gst_event_new_eos());
  fail_unless_equals_string(record->str, "B37463E");
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Until the flush has passed, downstream would drop the event. */
GST_START_TEST(test_event_of_a_still_picture_survives_a_flush) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  gst_buffer_unref(show(&fixture, "37463", 0, 0));
  flush(&fixture);
  guint found = 0;
  for (GstEvent* event; (event = gst_harness_try_pull_event(fixture.harness)) != NULL;) {
    found += gst_deepocr_event_parse(event, NULL);
    gst_event_unref(event);
  }
  fail_unless_equals_int(found, 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_event_has_what_the_message_has) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_silent(&fixture, "37463", 0, 0);
  assert_silent(&fixture, "37463", 0, 20);
  gst_buffer_unref(show(&fixture, "37463", 0, 40));
  g_autoptr(GstMessage) message = next_message(&fixture);
  g_autoptr(GstEvent) event = NULL;
  while ((event = gst_harness_pull_event(fixture.harness)) != NULL &&
         !gst_deepocr_event_parse(event, NULL)) {
    gst_clear_event(&event);
  }
  const GstStructure* structure = gst_event_get_structure(event);
  fail_unless(gst_structure_is_equal(structure, gst_message_get_structure(message)));
  gint width = 0, height = 0;
  fail_unless(gst_structure_get_int(structure, "frame-width", &width) && width == 320);
  fail_unless(gst_structure_get_int(structure, "frame-height", &height) && height == 240);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Three frames with @text in a place that a locator found, 100 pixels wide at 110, and @around it
 * for 50 pixels on either side, which a wider look sees. */
static void show_found(Fixture* fixture, const gchar* text, const gchar* around) {
  const gdouble quad[] = {110, 0, 210, 0, 210, 20, 110, 20};
  for (gint64 time = 0; time < 120; time += 40) {
    GstBuffer* input = empty_frame_new(&fixture->info);
    paint_plate(&fixture->info, input, around, 60, 0, 200, 20);
    paint_plate(&fixture->info, input, text, 110, 0, 100, 20);
    gst_buffer_add_deepocr_detection(input, quad, 0.9, "test", 320, 240);
    GST_BUFFER_PTS(input) = (GstClockTime)time * GST_MSECOND;
    gst_buffer_unref(pass(fixture, input));
  }
}

GST_START_TEST(test_found_part_of_a_longer_number_is_not_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  show_found(&fixture, "37463", "77777");
  assert_no_message(&fixture);
  show_found(&fixture, "77777", "77777");
  assert_message(&fixture, "77777", GST_DEEPOCR_STATE_CONFIRMED);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_refused_plate_is_not_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  for (gint64 time = 0; time < 400; time += 40) {
    assert_silent(&fixture, "37:63", 0, time);
    assert_silent(&fixture, "33~63", 200, time + 20);
  }
  push_event(&fixture, gst_event_new_eos());
  assert_no_message(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_in_view_is_reported_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (gint64 time = 80; time < 10000; time += 40) assert_silent(&fixture, "37463", 0, time);
  push_event(&fixture, gst_event_new_eos());
  assert_no_message(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_moving_plate_is_reported_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (gint x = 20; x <= 270; x += 10) assert_silent(&fixture, "37463", x, x * 4);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_other_text_in_the_same_place_is_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  assert_reported(&fixture, "90210", 0, 80);
  /* A place that flickers between two texts does not report them time and again. */
  for (gint64 time = 160; time < 4000; time += 80) {
    assert_silent(&fixture, "37463", 0, time);
    assert_silent(&fixture, "90210", 0, time + 40);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_that_leaps_is_not_reported_again) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (gint64 time = 80; time < 400; time += 40) assert_silent(&fixture, "37463", 250, time);
  assert_silent(&fixture, "37463", 0, 400);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_out_of_view_for_four_seconds_is_reported_again) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  assert_silent(&fixture, "37463", 0, 3960);
  assert_silent(&fixture, "37463", 0, 7920);
  assert_reported(&fixture, "37463", 0, 11920);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_hidden_for_a_moment_is_not_reported_again) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (gint64 time = 80; time < 1800; time += 40) {
    GstBuffer* input = empty_frame_new(&fixture.info);
    gst_buffer_add_video_region_of_interest_meta(input, "car", 0, 0, 50, 20);
    GST_BUFFER_PTS(input) = (GstClockTime)time * GST_MSECOND;
    gst_buffer_unref(pass(&fixture, input));
  }
  for (gint64 time = 1800; time < 3000; time += 40) assert_silent(&fixture, "37463", 0, time);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frames_without_time_count_by_the_frame_rate) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, -1);
  for (guint i = 0; i < 200; i++) assert_silent(&fixture, "37463", 0, -1);
  /* Just over four seconds at 30 frames per second. */
  for (guint i = 0; i < 121; i++) assert_silent(&fixture, ":::::", 0, -1);
  assert_reported(&fixture, "37463", 0, -1);
  fixture_stop(&fixture);
}
GST_END_TEST;

static void change_caps(Fixture* fixture, const gchar* caps) {
  gst_harness_set_src_caps_str(fixture->harness, caps);
  fixture->info = info_of(caps);
}

static void show_at(Fixture* fixture, GstClockTime time, GstBufferFlags flags) {
  GstBuffer* input = plate_frame_new(&fixture->info, "37463");
  GST_BUFFER_FLAG_SET(input, flags);
  GST_BUFFER_PTS(input) = time;
  gst_buffer_unref(pass(fixture, input));
}

/* Passes a frame that does not follow from the one before. */
static void show_after_a_gap(Fixture* fixture, GstClockTime time) {
  show_at(fixture, time, GST_BUFFER_FLAG_DISCONT);
}

#define NV12_400X240 "video/x-raw,format=NV12,width=400,height=200,framerate=30/1"

GST_START_TEST(test_seek_segment_caps_and_discont_report_anew) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  flush(&fixture);
  assert_reported(&fixture, "37463", 0, 80);
  assert_silent(&fixture, "37463", 0, 160);
  push_segment(&fixture, 0, 0);
  assert_reported(&fixture, "37463", 0, 200);
  change_caps(&fixture, NV12_400X240);
  assert_reported(&fixture, "37463", 0, 280);
  assert_silent(&fixture, "37463", 0, 360);

  g_autoptr(GstBuffer) output = show(&fixture, "37463", 0, 400);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), GST_DEEPOCR_STATE_CONFIRMED);
  /* Two seconds later, before that, and at a time that nobody knows. */
  const GstClockTime times[] = {2 * GST_SECOND, 1 * GST_SECOND, GST_CLOCK_TIME_NONE};
  for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
    const GstClockTime step = GST_CLOCK_TIME_IS_VALID(times[i]) ? 40 * GST_MSECOND : 0;
    show_after_a_gap(&fixture, times[i]);
    show_at(&fixture, times[i] + step, 0);
    assert_no_message(&fixture);
    show_at(&fixture, times[i] + 2 * step, 0);
    assert_message(&fixture, "37463", GST_DEEPOCR_STATE_CONFIRMED);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

/* As behind a leaky queue, or where packets were lost. */
GST_START_TEST(test_frames_dropped_upstream_do_not_report_anew) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  for (guint i = 1; i < 10; i++) {
    show_after_a_gap(&fixture, i * 300 * GST_MSECOND);
    assert_no_message(&fixture);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_reverse_playback_reports_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_silent(&fixture, "37463", 0, 9040);
  assert_silent(&fixture, "37463", 0, 9000);
  assert_confirms(&fixture, "37463", 0, 8960);
  for (gint64 time = 8920; time > 1000; time -= 40) assert_silent(&fixture, "37463", 0, time);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Sources that play backwards set DISCONT on every frame. */
GST_START_TEST(test_reverse_playback_from_a_source_reports_once) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.rate = -1;
  segment.stop = segment.position = 10 * GST_SECOND;
  push_event(&fixture, gst_event_new_segment(&segment));
  for (guint i = 0; i < 2; i++) {
    show_after_a_gap(&fixture, 9 * GST_SECOND - i * 40 * GST_MSECOND);
    assert_no_message(&fixture);
  }
  show_after_a_gap(&fixture, 9 * GST_SECOND - 80 * GST_MSECOND);
  assert_message(&fixture, "37463", GST_DEEPOCR_STATE_CONFIRMED);
  for (guint i = 3; i < 20; i++) {
    show_after_a_gap(&fixture, 9 * GST_SECOND - i * 40 * GST_MSECOND);
    assert_no_message(&fixture);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_still_picture_is_reported_at_the_end) {
  Fixture fixture = fixture_start(GRAY_320X240, "attach-frame", TRUE, NULL);
  push_segment(&fixture, 10 * GST_SECOND, 60 * GST_SECOND);
  g_autoptr(GstBuffer) output = show(&fixture, "37463", 40, 12000);
  assert_no_message(&fixture);
  push_event(&fixture, gst_event_new_eos());
  g_autoptr(GstMessage) message = next_message(&fixture);
  fail_unless(message != NULL);
  assert_times(message, 12 * GST_SECOND, 62 * GST_SECOND, 2 * GST_SECOND);
  const GstStructure* structure = gst_message_get_structure(message);
  fail_unless_equals_string(gst_structure_get_string(structure, "text"), "37463");
  fail_unless_equals_string(gst_structure_get_string(structure, "state"), "reading");
  g_autoptr(GstSample) sample = frame_of(message);
  fail_unless(gst_sample_get_buffer(sample) == output);
  assert_no_message(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* An album: each picture is alone, whatever ends it. */
GST_START_TEST(test_still_picture_is_reported_before_another_stream_begins) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_silent(&fixture, "37463", 0, 0);
  flush(&fixture);
  assert_message(&fixture, "37463", GST_DEEPOCR_STATE_READING);
  assert_silent(&fixture, "90210", 0, 40);
  push_segment(&fixture, 0, 0);
  assert_message(&fixture, "90210", GST_DEEPOCR_STATE_READING);
  assert_silent(&fixture, "12345", 0, 80);
  change_caps(&fixture, NV12_400X240);
  assert_message(&fixture, "12345", GST_DEEPOCR_STATE_READING);
  assert_silent(&fixture, "54321", 0, 120);
  gst_buffer_unref(show(&fixture, "90210", 0, 10000));
  assert_message(&fixture, "54321", GST_DEEPOCR_STATE_READING);
  show_after_a_gap(&fixture, GST_CLOCK_TIME_NONE);
  assert_message(&fixture, "90210", GST_DEEPOCR_STATE_READING);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_plate_of_one_frame_among_many_is_not_reported) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_silent(&fixture, "37463", 0, 0);
  for (gint64 time = 40; time < 400; time += 40) assert_silent(&fixture, ":::::", 0, time);
  push_event(&fixture, gst_event_new_eos());
  assert_no_message(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_readings_follow_the_track) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  const gchar* shown[] = {"37463", "37463", "37463", "33~63", ":::::"};
  const gchar* texts[] = {"37463", "37463", "37463", "37463", ""};
  const guint agreeing[] = {1, 2, 3, 3, 3};
  const GstDeepOcrState states[] = {GST_DEEPOCR_STATE_READING, GST_DEEPOCR_STATE_READING,
                                    GST_DEEPOCR_STATE_CONFIRMED, GST_DEEPOCR_STATE_CONFIRMED,
                                    GST_DEEPOCR_STATE_REFUSED};
  for (guint i = 0; i < G_N_ELEMENTS(shown); i++) {
    g_autoptr(GstBuffer) output = show(&fixture, shown[i], 10 * i, 40 * i);
    g_autoptr(GstDeepOcrReading) reading = only_reading(output);
    fail_unless_equals_string(gst_deepocr_reading_get_text(reading), texts[i]);
    fail_unless_equals_int(gst_deepocr_reading_get_state(reading), states[i]);
    fail_unless_equals_int(gst_deepocr_reading_get_track_id(reading), 1);
    fail_unless(gst_deepocr_reading_get_agreeing_frames(reading) >= agreeing[i]);
  }
  g_autoptr(GstBuffer) output = show(&fixture, "90210", 250, 200);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_int(gst_deepocr_reading_get_track_id(reading), 2);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_without_tracks_each_frame_stands_alone) {
  Fixture fixture = fixture_start(GRAY_320X240, "track", FALSE, NULL);
  for (gint64 time = 0; time < 200; time += 40) {
    g_autoptr(GstBuffer) output = show(&fixture, "37463", 0, time);
    g_autoptr(GstDeepOcrReading) reading = only_reading(output);
    fail_unless_equals_int(gst_deepocr_reading_get_track_id(reading), 0);
    fail_unless_equals_int(gst_deepocr_reading_get_agreeing_frames(reading), 1);
    assert_message(&fixture, "37463", GST_DEEPOCR_STATE_READING);
  }
  assert_silent(&fixture, "33~63", 0, 200);
  push_event(&fixture, gst_event_new_eos());
  assert_no_message(&fixture);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_track_changes_while_playing) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  assert_reported(&fixture, "37463", 0, 0);
  g_object_set(fixture.element, "track", FALSE, NULL);
  gst_buffer_unref(show(&fixture, "37463", 0, 80));
  assert_message(&fixture, "37463", GST_DEEPOCR_STATE_READING);
  g_object_set(fixture.element, "track", TRUE, NULL);
  assert_reported(&fixture, "37463", 0, 120);
  fixture_stop(&fixture);
}
GST_END_TEST;

static Suite* deepocr_messages_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-messages");
  TCase* content = tcase_create("content");
  tcase_add_test(content, test_message_has_times_and_the_reading);
  tcase_add_test(content, test_attached_frame_is_the_one_that_confirmed);
  tcase_add_test(content, test_message_can_be_turned_off);
  tcase_add_test(content, test_event_goes_down_the_stream_before_its_frame);
  tcase_add_test(content, test_event_of_a_still_picture_goes_before_the_end);
  tcase_add_test(content, test_event_of_a_still_picture_survives_a_flush);
  tcase_add_test(content, test_event_has_what_the_message_has);
  suite_add_tcase(suite, content);
  TCase* passages = tcase_create("passages");
  tcase_add_test(passages, test_found_part_of_a_longer_number_is_not_reported);
  tcase_add_test(passages, test_refused_plate_is_not_reported);
  tcase_add_test(passages, test_plate_in_view_is_reported_once);
  tcase_add_test(passages, test_moving_plate_is_reported_once);
  tcase_add_test(passages, test_other_text_in_the_same_place_is_reported);
  tcase_add_test(passages, test_plate_that_leaps_is_not_reported_again);
  tcase_add_test(passages, test_plate_out_of_view_for_four_seconds_is_reported_again);
  tcase_add_test(passages, test_plate_hidden_for_a_moment_is_not_reported_again);
  tcase_add_test(passages, test_frames_without_time_count_by_the_frame_rate);
  tcase_add_test(passages, test_seek_segment_caps_and_discont_report_anew);
  tcase_add_test(passages, test_frames_dropped_upstream_do_not_report_anew);
  tcase_add_test(passages, test_reverse_playback_reports_once);
  tcase_add_test(passages, test_reverse_playback_from_a_source_reports_once);
  suite_add_tcase(suite, passages);
  TCase* stills = tcase_create("stills");
  tcase_add_test(stills, test_still_picture_is_reported_at_the_end);
  tcase_add_test(stills, test_still_picture_is_reported_before_another_stream_begins);
  tcase_add_test(stills, test_plate_of_one_frame_among_many_is_not_reported);
  suite_add_tcase(suite, stills);
  TCase* tracks = tcase_create("tracks");
  tcase_add_test(tracks, test_readings_follow_the_track);
  tcase_add_test(tracks, test_without_tracks_each_frame_stands_alone);
  tcase_add_test(tracks, test_track_changes_while_playing);
  suite_add_tcase(suite, tracks);
  return suite;
}

GST_CHECK_MAIN(deepocr_messages)
