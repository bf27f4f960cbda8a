/* SPDX-License-Identifier: MIT */
/* How deepocr sees frames: formats, strides, tiny and broken frames, changes of caps. */
#include "deepocr-test.h"

/* An odd width gives strides that differ from it, and a region in the middle needs every offset. */
GST_START_TEST(test_each_format_reads_the_same) {
  g_autofree gchar* caps = caps_of(formats[__i__], 321, 241);
  Fixture fixture = fixture_start(caps, "regions", 2, "fixed-regions", "101,51,105,31", NULL);
  GstBuffer* input = empty_frame_new(&fixture.info);
  paint_plate(&fixture.info, input, "37465", 101, 51, 105, 31);
  g_autoptr(GstBuffer) original = gst_buffer_copy_deep(input);

  g_autoptr(GstBuffer) output = pass(&fixture, input);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37465");
  fail_unless(gst_deepocr_reading_get_confidence(reading) > 0.98, "%s: %f", formats[__i__],
              gst_deepocr_reading_get_confidence(reading));
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless(x == 101 && y == 51 && width == 105 && height == 31);
  assert_same_pixels(original, output);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_each_format_takes_tiny_frames) {
  const gint sizes[][2] = {{1, 1}, {1, 4000}, {4000, 1}, {2, 2}, {11, 6}, {12, 5}};
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree gchar* caps = caps_of(formats[__i__], sizes[i][0], sizes[i][1]);
    gst_harness_set_src_caps_str(fixture.harness, caps);
    fixture.info = info_of(caps);
    g_autoptr(GstBuffer) output = pass(&fixture, empty_frame_new(&fixture.info));
    g_autoptr(GstDeepOcrReading) reading = only_reading(output);
    fail_unless_equals_string(gst_deepocr_reading_get_reason(reading), "too-small");
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_smallest_frame_that_is_read) {
  Fixture fixture = fixture_start("video/x-raw,format=NV12,width=20,height=6,framerate=30/1", NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

/* A frame of 100x40 in a buffer whose rows are @stride bytes apart. */
static GstBuffer* padded_frame_new(const GstVideoInfo* info, gsize offset, gint stride) {
  const gsize size = offset + (gsize)(40 * ABS(stride));
  GstBuffer* buffer = gst_buffer_new_allocate(NULL, size, NULL);
  gst_buffer_memset(buffer, 0, 0xff, size);
  gsize offsets[GST_VIDEO_MAX_PLANES] = {stride < 0 ? offset + 39 * (gsize)-stride : offset};
  gint strides[GST_VIDEO_MAX_PLANES] = {stride};
  gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_GRAY8, 100, 40,
                                 1, offsets, strides);
  paint_plate(info, buffer, "37463", 0, 0, 100, 40);
  return buffer;
}

GST_START_TEST(test_video_meta_says_where_rows_are) {
  const gint strides[] = {100, 103, 128, 4099, -100, -103};
  Fixture fixture =
      fixture_start("video/x-raw,format=GRAY8,width=100,height=40,framerate=30/1", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(strides); i++) {
    g_autoptr(GstBuffer) output = pass(&fixture, padded_frame_new(&fixture.info, 7, strides[i]));
    assert_readings(output, "37463");
    g_autoptr(GstBuffer) shared = padded_frame_new(&fixture.info, 7, strides[i]);
    g_autoptr(GstBuffer) other = pass(&fixture, gst_buffer_ref(shared));
    fail_unless(other != shared);
    assert_readings(other, "37463");
    fail_unless_equals_int(gst_buffer_get_video_meta(other)->stride[0], strides[i]);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

static guint count_messages(GstBus* bus, GstMessageType type) {
  guint count = 0;
  for (GstMessage* message; (message = gst_bus_pop_filtered(bus, type)) != NULL; count++) {
    gst_message_unref(message);
  }
  return count;
}

GST_START_TEST(test_frame_with_too_few_bytes_passes_with_one_warning) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  for (guint i = 0; i < 3; i++) {
    g_autoptr(GstBuffer) output = pass(&fixture, gst_buffer_new_allocate(NULL, 10, NULL));
    fail_unless(gst_buffer_get_custom_meta(output, GST_DEEPOCR_META_NAME) == NULL);
  }
  g_autoptr(GstBuffer) nothing = pass(&fixture, gst_buffer_new());
  fail_unless_equals_int(count_messages(fixture.bus, GST_MESSAGE_WARNING), 1);
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 4);
  assert_frame_reads(&fixture, "37463", "37463");
  fail_unless_equals_int(count_messages(fixture.bus, GST_MESSAGE_ERROR), 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* gst_video_frame_map() maps such a frame; reading it would leave the buffer. */
GST_START_TEST(test_video_meta_that_points_outside_the_buffer_is_not_believed) {
  const gint strides[] = {321, 100000, -320, G_MININT};
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(strides); i++) {
    gsize offsets[GST_VIDEO_MAX_PLANES] = {0};
    gint meta_strides[GST_VIDEO_MAX_PLANES] = {strides[i]};
    GstBuffer* input = empty_frame_new(&fixture.info);
    gst_buffer_add_video_meta_full(input, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_GRAY8, 320,
                                   240, 1, offsets, meta_strides);
    g_autoptr(GstBuffer) output = pass(&fixture, input);
    fail_unless(gst_buffer_get_custom_meta(output, GST_DEEPOCR_META_NAME) == NULL);
  }
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), G_N_ELEMENTS(strides));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_caps_change_between_frames) {
  Fixture fixture = fixture_start(GRAY_320X240, "regions", 3, NULL);
  assert_frame_reads(&fixture, "37463", "37463");
  const gchar* changes[] = {"video/x-raw,format=BGR,width=160,height=120,framerate=30/1",
                            "video/x-raw,format=P010_10LE,width=1280,height=720,framerate=25/1",
                            GRAY_320X240};
  for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
    gst_harness_set_src_caps_str(fixture.harness, changes[i]);
    fixture.info = info_of(changes[i]);
    assert_frame_reads(&fixture, "65437", "65437");
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

/* A frame of 101x41 at 37,19 of a larger one, as decoders and videocrop pass them on. */
GST_START_TEST(test_crop_meta_says_where_the_picture_is) {
  g_autofree gchar* caps = caps_of(formats[__i__], 101, 41);
  g_autofree gchar* whole_caps = caps_of(formats[__i__], 200, 120);
  Fixture fixture = fixture_start(caps, "regions", FRAME, NULL);
  const GstVideoInfo whole = info_of(whole_caps);
  GstBuffer* input = empty_frame_new(&whole);
  paint_plate(&whole, input, "37465", 37, 19, 101, 41);
  gst_buffer_add_video_meta(input, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(&whole), 200,
                            120);
  add_crop(input, 37, 19, 101, 41);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37465");
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless(x == 0 && y == 0 && width == 101 && height == 41);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* pipewiresrc marks a part of a frame whose caps have the size of the whole. */
GST_START_TEST(test_crop_meta_of_another_size_than_the_caps_is_not_for_us) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  GstBuffer* input = plate_frame_new(&fixture.info, "37463");
  add_crop(input, 100, 0, 50, 50);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  assert_readings(output, "37463");
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_memory_that_holds_less_than_the_caps_say_is_not_read) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  const GstVideoInfo less = info_of("video/x-raw,format=GRAY8,width=320,height=200,framerate=30/1");
  GstBuffer* input = plate_frame_new(&less, "37463");
  gst_buffer_add_video_meta(input, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_GRAY8, 320, 200);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless(gst_buffer_get_custom_meta(output, GST_DEEPOCR_META_NAME) == NULL);
  fail_unless_equals_uint64(stat_of(&fixture, "errors"), 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* videocrop would leave cropping to a sink that offers it, and regions would lie elsewhere. */
GST_START_TEST(test_upstream_is_not_offered_cropping) {
  Fixture reader = fixture_start(GRAY_320X240, NULL);
  fail_if(is_offered(&reader, GST_VIDEO_CROP_META_API_TYPE));
  fixture_stop(&reader);
  Fixture detector = detector_start(GRAY_320X240, NULL);
  fail_if(is_offered(&detector, GST_VIDEO_CROP_META_API_TYPE));
  fixture_stop(&detector);
}
GST_END_TEST;

/* Without it, decoders would copy each frame into rows without padding. */
GST_START_TEST(test_upstream_learns_what_downstream_can_take) {
  Fixture fixture = fixture_start(GRAY_320X240, NULL);
  fail_unless(is_offered(&fixture, GST_VIDEO_META_API_TYPE));
  fixture_stop(&fixture);
}
GST_END_TEST;

static Suite* deepocr_frames_suite(void) {
  load_plugin();
  Suite* suite = suite_create("deepocr-frames");
  TCase* formats_case = tcase_create("formats");
  tcase_add_loop_test(formats_case, test_each_format_reads_the_same, 0, G_N_ELEMENTS(formats));
  tcase_add_loop_test(formats_case, test_each_format_takes_tiny_frames, 0, G_N_ELEMENTS(formats));
  tcase_add_test(formats_case, test_smallest_frame_that_is_read);
  tcase_add_test(formats_case, test_caps_change_between_frames);
  suite_add_tcase(suite, formats_case);
  TCase* memory = tcase_create("memory");
  tcase_add_test(memory, test_video_meta_says_where_rows_are);
  tcase_add_test(memory, test_upstream_learns_what_downstream_can_take);
  tcase_add_test(memory, test_upstream_is_not_offered_cropping);
  tcase_add_loop_test(memory, test_crop_meta_says_where_the_picture_is, 0, G_N_ELEMENTS(formats));
  tcase_add_test(memory, test_crop_meta_of_another_size_than_the_caps_is_not_for_us);
  tcase_add_test(memory, test_memory_that_holds_less_than_the_caps_say_is_not_read);
  tcase_add_test(memory, test_frame_with_too_few_bytes_passes_with_one_warning);
  tcase_add_test(memory, test_video_meta_that_points_outside_the_buffer_is_not_believed);
  suite_add_tcase(suite, memory);
  return suite;
}

GST_CHECK_MAIN(deepocr_frames)
