/* SPDX-License-Identifier: MIT */
/* What plateoverlay draws, where, and what it leaves alone. */
#include <string.h>

#include "deepocr-test.h"

#define RGB_320X240 "video/x-raw,format=RGB,width=320,height=240,framerate=30/1"

/* In the middle of a frame of 320x240, and leaning. */
static const gdouble middle[] = {100, 100, 200, 110, 198, 150, 98, 140};

typedef enum { READING, CONFIRMED, REFUSED } State;

static void overlay_start(Fixture* fixture, const gchar* caps, const gchar* launch_line) {
  fixture->info = info_of(caps);
  fixture->harness = gst_harness_new_parse(launch_line);
  fixture->element = gst_harness_find_element(fixture->harness, "plateoverlay");
  fixture->bus = gst_bus_new();
  gst_element_set_bus(fixture->element, fixture->bus);
  gst_harness_set_src_caps_str(fixture->harness, caps);
}

static void change_caps(Fixture* fixture, const gchar* caps) {
  fixture->info = info_of(caps);
  gst_harness_set_src_caps_str(fixture->harness, caps);
}

/* A byte that makes grey in each format, repeated: 10 bits at the bottom of 16 hold no 0x8080. */
static guint8 grey_byte_of(const GstVideoInfo* info) {
  return GST_VIDEO_INFO_FORMAT(info) == GST_VIDEO_FORMAT_I420_10LE ? 0x02 : 0x80;
}

static GstBuffer* grey_frame_new(const GstVideoInfo* info) {
  GstBuffer* buffer = gst_buffer_new_allocate(NULL, GST_VIDEO_INFO_SIZE(info), NULL);
  gst_buffer_memset(buffer, 0, grey_byte_of(info), GST_VIDEO_INFO_SIZE(info));
  return buffer;
}

/* @text: of a refused reading the reason. */
static void add_reading(GstBuffer* buffer, const gchar* text, State state, const gdouble* quad) {
  GstDeepOcrReading* reading = state == REFUSED ? gst_deepocr_reading_new_refused(text, 0.25)
                                                : gst_deepocr_reading_new(text, 0.995);
  gst_deepocr_reading_set_quad(reading, quad);
  if (state == CONFIRMED) gst_deepocr_reading_set_confirmed(reading, TRUE);
  g_autoptr(GPtrArray) readings =
      g_ptr_array_new_with_free_func((GDestroyNotify)gst_deepocr_reading_unref);
  g_ptr_array_add(readings, reading);
  gst_buffer_add_deepocr_readings(buffer, readings);
}

static GstBuffer* frame_with_reading(const Fixture* fixture, const gchar* text, State state,
                                     const gdouble* quad) {
  GstBuffer* buffer = grey_frame_new(&fixture->info);
  add_reading(buffer, text, state, quad);
  return buffer;
}

/* Returns: (transfer full): the drawing of one reading on a grey frame. */
static GstBuffer* drawing_of(Fixture* fixture, const gchar* text, State state,
                             const gdouble* quad) {
  return pass(fixture, frame_with_reading(fixture, text, state, quad));
}

static GstVideoFrame mapped(const GstVideoInfo* info, GstBuffer* buffer) {
  GstVideoFrame frame;
  fail_unless(gst_video_frame_map(&frame, info, buffer, GST_MAP_READ));
  return frame;
}

static const guint8* sample_at(const GstVideoFrame* frame, guint component, gint x, gint y) {
  const GstVideoFormatInfo* format = frame->info.finfo;
  return (const guint8*)GST_VIDEO_FRAME_COMP_DATA(frame, component) +
         (gssize)(y >> GST_VIDEO_FORMAT_INFO_H_SUB(format, component)) *
             GST_VIDEO_FRAME_COMP_STRIDE(frame, component) +
         (gssize)(x >> GST_VIDEO_FORMAT_INFO_W_SUB(format, component)) *
             GST_VIDEO_FRAME_COMP_PSTRIDE(frame, component);
}

/* Whether a pixel is not the grey of grey_frame_new() any more. */
static gboolean is_drawn_at(const GstVideoFrame* frame, gint x, gint y) {
  const guint8 grey = grey_byte_of(&frame->info);
  for (guint i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS(frame); i++) {
    const gint bytes = GST_VIDEO_FRAME_COMP_DEPTH(frame, i) > 8 ? 2 : 1;
    const guint8* sample = sample_at(frame, i, x, y);
    if (sample[0] != grey || sample[bytes - 1] != grey) return TRUE;
  }
  return FALSE;
}

static guint count_drawn(const GstVideoInfo* info, GstBuffer* buffer) {
  GstVideoFrame frame = mapped(info, buffer);
  guint count = 0;
  for (gint y = 0; y < info->height; y++) {
    for (gint x = 0; x < info->width; x++) count += is_drawn_at(&frame, x, y);
  }
  gst_video_frame_unmap(&frame);
  return count;
}

/* How many pixels of an RGB frame have the colour of a label's letters. */
static guint count_ink(const GstVideoInfo* info, GstBuffer* buffer) {
  GstVideoFrame frame = mapped(info, buffer);
  guint count = 0;
  for (gint y = 0; y < info->height; y++) {
    for (gint x = 0; x < info->width; x++) {
      const guint8* pixel = sample_at(&frame, 0, x, y);
      count += pixel[0] < 0x20 && pixel[1] < 0x20 && pixel[2] < 0x20;
    }
  }
  gst_video_frame_unmap(&frame);
  return count;
}

/* An odd size, so that the last column and row share no sample of chroma with others. */
GST_START_TEST(test_each_format_is_drawn_around_the_plate_only) {
  g_autofree gchar* caps =
      g_strdup_printf("video/x-raw,format=%s,width=321,height=241,framerate=30/1", formats[__i__]);
  Fixture fixture;
  overlay_start(&fixture, caps, "plateoverlay");
  g_autoptr(GstBuffer) output = drawing_of(&fixture, "37463", CONFIRMED, middle);
  GstVideoFrame frame = mapped(&fixture.info, output);
  fail_unless(is_drawn_at(&frame, 150, 105), "%s: the upper edge is missing", formats[__i__]);
  fail_unless(is_drawn_at(&frame, 199, 130), "%s: the right edge is missing", formats[__i__]);
  fail_unless(is_drawn_at(&frame, 148, 145), "%s: the lower edge is missing", formats[__i__]);
  fail_unless(is_drawn_at(&frame, 99, 120), "%s: the left edge is missing", formats[__i__]);
  fail_unless(is_drawn_at(&frame, 104, 92), "%s: the label is missing", formats[__i__]);
  fail_if(is_drawn_at(&frame, 150, 125), "%s: the plate is covered", formats[__i__]);
  for (gint y = 0; y < 241; y++) {
    for (gint x = 0; x < 321; x++) {
      const gboolean is_near = x >= 90 && x < 208 && y >= 76 && y < 158;
      if (is_near || !is_drawn_at(&frame, x, y)) continue;
      fail("%s: the pixel at %d,%d changed", formats[__i__], x, y);
    }
  }
  gst_video_frame_unmap(&frame);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_each_format_takes_tiny_frames) {
  const gint sizes[][2] = {{1, 1}, {2, 2}, {1, 4000}, {4000, 1}, {16, 8}, {17, 9}, {63, 17}};
  const gchar* const elements[] = {"plateoverlay draw-refused=true",
                                   "plateoverlay line-width=100 font-scale=10",
                                   "plateoverlay font-scale=0.1"};
  for (guint i = 0; i < G_N_ELEMENTS(sizes) * G_N_ELEMENTS(elements); i++) {
    const gint width = sizes[i % G_N_ELEMENTS(sizes)][0];
    const gint height = sizes[i % G_N_ELEMENTS(sizes)][1];
    g_autofree gchar* caps = g_strdup_printf(
        "video/x-raw,format=%s,width=%d,height=%d,framerate=30/1", formats[__i__], width, height);
    const gdouble quad[] = {0, 0, width, 0, width, height, 0, height};
    Fixture fixture;
    overlay_start(&fixture, caps, elements[i / G_N_ELEMENTS(sizes)]);
    GstBuffer* input = frame_with_reading(&fixture, "37463", READING, quad);
    add_reading(input, "too-small", REFUSED, quad);
    g_autoptr(GstBuffer) output = pass(&fixture, input);
    fail_unless(count_drawn(&fixture.info, output) > 0);
    fixture_stop(&fixture);
  }
}
GST_END_TEST;

static void assert_colour(State state, gboolean red_leads, gboolean green_leads) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay draw-refused=true line-width=6");
  g_autoptr(GstBuffer) output =
      drawing_of(&fixture, state == REFUSED ? "blurred" : "37463", state, middle);
  GstVideoFrame frame = mapped(&fixture.info, output);
  const guint8* pixel = sample_at(&frame, 0, 150, 105);
  fail_unless_equals_int(pixel[0] > pixel[1] + 20 && pixel[1] > pixel[2] + 20, red_leads);
  fail_unless_equals_int(pixel[1] > pixel[0] + 20 && pixel[1] > pixel[2] + 20, green_leads);
  gst_video_frame_unmap(&frame);
  fixture_stop(&fixture);
}

GST_START_TEST(test_colour_tells_the_state) {
  assert_colour(READING, TRUE, FALSE);
  assert_colour(CONFIRMED, FALSE, TRUE);
  assert_colour(REFUSED, FALSE, FALSE);
}
GST_END_TEST;

GST_START_TEST(test_refused_plates_are_drawn_on_request) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  g_autoptr(GstBuffer) hidden = drawing_of(&fixture, "too-small", REFUSED, middle);
  fail_unless_equals_int(count_drawn(&fixture.info, hidden), 0);
  g_object_set(fixture.element, "draw-refused", TRUE, NULL);
  g_autoptr(GstBuffer) shown = drawing_of(&fixture, "too-small", REFUSED, middle);
  g_autoptr(GstBuffer) longer = drawing_of(&fixture, "not-five-digits", REFUSED, middle);
  fail_unless(count_ink(&fixture.info, shown) > 0);
  fail_unless(count_ink(&fixture.info, longer) > count_ink(&fixture.info, shown));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_reason_of_any_length_stays_in_the_frame) {
  gchar reason[2000];
  memset(reason, 'w', sizeof reason);
  reason[sizeof reason - 1] = '\0';
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay draw-refused=true");
  g_autoptr(GstBuffer) longest = drawing_of(&fixture, reason, REFUSED, middle);
  g_autoptr(GstBuffer) odd = drawing_of(&fixture, "\n\t\xe2\x82\xac", REFUSED, middle);
  fail_unless(count_ink(&fixture.info, longest) > 100);
  fail_unless(count_drawn(&fixture.info, odd) > 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

static guint drawn_with(const gchar* element, guint (*count)(const GstVideoInfo*, GstBuffer*)) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, element);
  g_autoptr(GstBuffer) output = drawing_of(&fixture, "37463", READING, middle);
  const guint pixels = count(&fixture.info, output);
  fixture_stop(&fixture);
  return pixels;
}

GST_START_TEST(test_properties_change_what_is_drawn) {
  const guint drawn = drawn_with("plateoverlay", count_drawn);
  const guint ink = drawn_with("plateoverlay", count_ink);
  fail_unless_equals_int(drawn_with("plateoverlay line-width=0 font-scale=1", count_drawn), drawn);
  fail_unless(drawn_with("plateoverlay line-width=8", count_drawn) > drawn);
  fail_unless(drawn_with("plateoverlay font-scale=2", count_ink) > 2 * ink);
  fail_unless(drawn_with("plateoverlay draw-confidence=false", count_ink) < ink);
}
GST_END_TEST;

GST_START_TEST(test_drawing_grows_with_the_frame) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  g_autoptr(GstBuffer) small = drawing_of(&fixture, "37463", READING, middle);
  const guint small_ink = count_ink(&fixture.info, small);
  change_caps(&fixture, "video/x-raw,format=RGB,width=1920,height=1080,framerate=25/1");
  g_autoptr(GstBuffer) large = drawing_of(&fixture, "37463", READING, middle);
  fail_unless(count_ink(&fixture.info, large) > 4 * small_ink);
  change_caps(&fixture, RGB_320X240);
  g_autoptr(GstBuffer) again = drawing_of(&fixture, "37463", READING, middle);
  assert_same_pixels(small, again);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Every letter is there: a label that leaves the frame would have less ink. */
GST_START_TEST(test_label_of_a_plate_at_the_edge_is_whole) {
  const gdouble places[][2] = {{0, 0},     {290, 0},   {0, 230},   {290, 230}, {-40, 100},
                               {310, 100}, {150, -15}, {150, 235}, {-5, -5}};
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  g_autoptr(GstBuffer) whole = drawing_of(&fixture, "37463", READING, middle);
  for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
    const gdouble x = places[i][0], y = places[i][1];
    const gdouble quad[] = {x, y, x + 60, y, x + 60, y + 20, x, y + 20};
    g_autoptr(GstBuffer) output = drawing_of(&fixture, "37463", READING, quad);
    fail_unless_equals_int(count_ink(&fixture.info, output), count_ink(&fixture.info, whole));
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_labels_of_neighbours_do_not_cover_each_other) {
  const gdouble below[] = {100, 160, 200, 160, 200, 190, 100, 190};
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  g_autoptr(GstBuffer) one = drawing_of(&fixture, "37463", READING, middle);
  GstBuffer* input = frame_with_reading(&fixture, "37463", READING, middle);
  add_reading(input, "37463", READING, below);
  g_autoptr(GstBuffer) both = pass(&fixture, input);
  fail_unless_equals_int(count_ink(&fixture.info, both), 2 * count_ink(&fixture.info, one));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_outline_of_the_whole_frame_is_seen) {
  const gdouble quad[] = {0, 0, 320, 0, 320, 240, 0, 240};
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay line-width=2");
  g_autoptr(GstBuffer) output = drawing_of(&fixture, "37463", READING, quad);
  GstVideoFrame frame = mapped(&fixture.info, output);
  const gint borders[][2] = {{160, 0}, {160, 239}, {0, 120}, {319, 120}};
  for (guint i = 0; i < G_N_ELEMENTS(borders); i++) {
    const guint8* pixel = sample_at(&frame, 0, borders[i][0], borders[i][1]);
    fail_unless(pixel[0] > 0xf0, "no line at %d,%d", borders[i][0], borders[i][1]);
  }
  gst_video_frame_unmap(&frame);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_reading_outside_the_frame_is_not_drawn) {
  const gdouble quads[][8] = {{400, 100, 460, 100, 460, 120, 400, 120},
                              {-60, 100, -20, 100, -20, 120, -60, 120},
                              {100, 300, 160, 300, 160, 320, 100, 320},
                              {100, -80, 160, -80, 160, -40, 100, -40},
                              {1e300, 1e300, 1e301, 1e300, 1e301, 1e301, 1e300, 1e301}};
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  for (guint i = 0; i < G_N_ELEMENTS(quads); i++) {
    g_autoptr(GstBuffer) output = drawing_of(&fixture, "37463", CONFIRMED, quads[i]);
    fail_unless_equals_int(count_drawn(&fixture.info, output), 0);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_quad_of_any_shape_is_taken) {
  const gdouble quads[][8] = {{100, 100, 100, 100, 100, 100, 100, 100},
                              {100, 100, 200, 150, 200, 100, 100, 150},
                              {-1e9, 100, 1e9, 100, 1e9, 120, -1e9, 120},
                              {0, -1e300, 320, 1e300, 0, 1e300, 320, -1e300}};
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  for (guint i = 0; i < G_N_ELEMENTS(quads); i++) {
    g_autoptr(GstBuffer) output = drawing_of(&fixture, "37463", CONFIRMED, quads[i]);
    fail_unless(count_drawn(&fixture.info, output) > 0);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frame_without_readings_is_the_same_buffer) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  GstBuffer* input = grey_frame_new(&fixture.info);
  g_autoptr(GstBuffer) held = gst_buffer_ref(input);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless(output == held);
  fail_unless_equals_int(count_drawn(&fixture.info, output), 0);

  /* Too few bytes for a frame: mapping it would fail, and warn. */
  g_autoptr(GstBuffer) small = pass(&fixture, gst_buffer_new_allocate(NULL, 10, NULL));
  fail_unless_equals_int(gst_buffer_get_size(small), 10);
  fail_if(gst_bus_have_pending(fixture.bus));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_drawing_is_done_in_place) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  GstBuffer* input = frame_with_reading(&fixture, "37463", READING, middle);
  GstMemory* memory = gst_buffer_peek_memory(input, 0);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless(output == input);
  fail_unless(gst_buffer_peek_memory(output, 0) == memory);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_frame_that_others_hold_is_not_drawn_into) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  GstBuffer* input = frame_with_reading(&fixture, "37463", READING, middle);
  g_autoptr(GstBuffer) held = gst_buffer_ref(input);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  fail_unless_equals_int(count_drawn(&fixture.info, held), 0);
  fail_unless(count_drawn(&fixture.info, output) > 0);

  /* A buffer of its own on memory that is not. */
  GstBuffer* shares = gst_buffer_copy(held);
  g_autoptr(GstBuffer) drawn = pass(&fixture, shares);
  fail_unless_equals_int(count_drawn(&fixture.info, held), 0);
  assert_same_pixels(drawn, output);
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_metadata_and_times_are_kept) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  GstBuffer* input = frame_with_reading(&fixture, "37463", CONFIRMED, middle);
  gst_buffer_add_video_region_of_interest_meta(input, "license-plate", 98, 100, 102, 50);
  GST_BUFFER_PTS(input) = GST_SECOND;
  GST_BUFFER_FLAG_SET(input, GST_BUFFER_FLAG_DISCONT);
  g_autoptr(GstBuffer) held = gst_buffer_ref(input);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "37463");
  fail_unless_equals_int(gst_deepocr_reading_get_state(reading), GST_DEEPOCR_STATE_CONFIRMED);
  fail_unless_equals_int(regions_of_interest(output), 1);
  fail_unless_equals_uint64(GST_BUFFER_PTS(output), GST_SECOND);
  fail_unless(GST_BUFFER_FLAG_IS_SET(output, GST_BUFFER_FLAG_DISCONT));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_video_meta_says_where_rows_are) {
  const gint strides[] = {320, 323, 512, -320, -323};
  Fixture fixture;
  overlay_start(&fixture, GRAY_320X240, "plateoverlay");
  g_autoptr(GstBuffer) plain = drawing_of(&fixture, "37463", READING, middle);
  for (guint i = 0; i < G_N_ELEMENTS(strides); i++) {
    const gsize row = (gsize)ABS(strides[i]);
    gsize offsets[GST_VIDEO_MAX_PLANES] = {strides[i] < 0 ? 7 + 239 * row : 7};
    gint meta_strides[GST_VIDEO_MAX_PLANES] = {strides[i]};
    GstBuffer* input = gst_buffer_new_allocate(NULL, 7 + 240 * row, NULL);
    gst_buffer_memset(input, 0, 0x80, 7 + 240 * row);
    gst_buffer_add_video_meta_full(input, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_GRAY8, 320,
                                   240, 1, offsets, meta_strides);
    add_reading(input, "37463", READING, middle);
    g_autoptr(GstBuffer) output = pass(&fixture, input);
    GstVideoFrame expected = mapped(&fixture.info, plain);
    GstVideoFrame actual = mapped(&fixture.info, output);
    for (gint y = 0; y < 240; y++) {
      fail_if(memcmp(sample_at(&expected, 0, 0, y), sample_at(&actual, 0, 0, y), 320) != 0,
              "stride %d, row %d", strides[i], y);
    }
    gst_video_frame_unmap(&expected);
    gst_video_frame_unmap(&actual);
  }
  fixture_stop(&fixture);
}
GST_END_TEST;

static guint count_warnings(GstBus* bus) {
  guint count = 0;
  for (GstMessage* message;
       (message = gst_bus_pop_filtered(bus, GST_MESSAGE_WARNING | GST_MESSAGE_ERROR)) != NULL;
       count++) {
    fail_unless_equals_int(GST_MESSAGE_TYPE(message), GST_MESSAGE_WARNING);
    gst_message_unref(message);
  }
  return count;
}

GST_START_TEST(test_frame_with_too_few_bytes_passes_with_one_warning) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  for (guint i = 0; i < 3; i++) {
    GstBuffer* input = gst_buffer_new_allocate(NULL, 10, NULL);
    add_reading(input, "37463", READING, middle);
    g_autoptr(GstBuffer) output = pass(&fixture, input);
    fail_unless_equals_int(gst_buffer_get_size(output), 10);
  }
  fail_unless_equals_int(count_warnings(fixture.bus), 1);
  g_autoptr(GstBuffer) good = drawing_of(&fixture, "37463", READING, middle);
  fail_unless(count_drawn(&fixture.info, good) > 0);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* gst_video_frame_map() maps such a frame; drawing into it would leave the buffer. The plane of
 * chroma is wrong as well as that of luma. */
GST_START_TEST(test_video_meta_that_points_outside_the_buffer_is_not_believed) {
  const gint strides[][2] = {{321, 320}, {100000, 320}, {-320, 320}, {320, 640}, {320, -320}};
  Fixture fixture;
  overlay_start(&fixture, "video/x-raw,format=NV12,width=320,height=240,framerate=30/1",
                "plateoverlay");
  for (guint i = 0; i < G_N_ELEMENTS(strides); i++) {
    GstBuffer* input = gst_buffer_new();
    gst_buffer_append_memory(input, gst_allocator_alloc(NULL, 320 * 240, NULL));
    gst_buffer_append_memory(input, gst_allocator_alloc(NULL, 320 * 120, NULL));
    gsize offsets[GST_VIDEO_MAX_PLANES] = {0, 320 * 240};
    gint meta_strides[GST_VIDEO_MAX_PLANES] = {strides[i][0], strides[i][1]};
    gst_buffer_add_video_meta_full(input, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_NV12, 320,
                                   240, 2, offsets, meta_strides);
    add_reading(input, "37463", READING, middle);
    gst_buffer_unref(pass(&fixture, input));
  }
  fail_unless_equals_int(count_warnings(fixture.bus), 1);
  fixture_stop(&fixture);
}
GST_END_TEST;

/* Without it, decoders would copy each frame into rows without padding. */
GST_START_TEST(test_upstream_learns_what_downstream_can_take) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  fail_unless(is_offered(&fixture, GST_VIDEO_META_API_TYPE));
  fixture_stop(&fixture);
}
GST_END_TEST;

GST_START_TEST(test_upstream_is_not_offered_cropping) {
  Fixture fixture;
  overlay_start(&fixture, RGB_320X240, "plateoverlay");
  fail_if(is_offered(&fixture, GST_VIDEO_CROP_META_API_TYPE));
  fixture_stop(&fixture);
}
GST_END_TEST;

/* The same drawing as on a frame of its own, in the planes of a larger one. */
GST_START_TEST(test_crop_meta_says_where_the_picture_is) {
  g_autofree gchar* caps = caps_of(formats[__i__], 320, 240);
  g_autofree gchar* whole_caps = caps_of(formats[__i__], 400, 300);
  Fixture fixture;
  overlay_start(&fixture, caps, "plateoverlay");
  g_autoptr(GstBuffer) plain = drawing_of(&fixture, "37463", READING, middle);
  const GstVideoInfo whole = info_of(whole_caps);
  GstBuffer* input = grey_frame_new(&whole);
  gst_buffer_add_video_meta(input, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(&whole), 400,
                            300);
  add_crop(input, 38, 20, 320, 240);
  add_reading(input, "37463", READING, middle);
  g_autoptr(GstBuffer) output = pass(&fixture, input);
  GstVideoFrame expected = mapped(&fixture.info, plain);
  GstVideoFrame actual = mapped(&whole, output);
  for (guint component = 0; component < GST_VIDEO_FRAME_N_COMPONENTS(&expected); component++) {
    for (gint y = 0; y < 240; y++) {
      for (gint x = 0; x < 320; x++) {
        fail_if(*sample_at(&expected, component, x, y) !=
                    *sample_at(&actual, component, x + 38, y + 20),
                "component %u at %d,%d", component, x, y);
      }
    }
  }
  gst_video_frame_unmap(&expected);
  gst_video_frame_unmap(&actual);
  fixture_stop(&fixture);
}
GST_END_TEST;

static void add_drawing_case(Suite* suite) {
  TCase* drawing = tcase_create("drawing");
  tcase_add_loop_test(drawing, test_each_format_is_drawn_around_the_plate_only, 0,
                      G_N_ELEMENTS(formats));
  tcase_add_loop_test(drawing, test_each_format_takes_tiny_frames, 0, G_N_ELEMENTS(formats));
  tcase_add_test(drawing, test_colour_tells_the_state);
  tcase_add_test(drawing, test_refused_plates_are_drawn_on_request);
  tcase_add_test(drawing, test_reason_of_any_length_stays_in_the_frame);
  tcase_add_test(drawing, test_properties_change_what_is_drawn);
  tcase_add_test(drawing, test_drawing_grows_with_the_frame);
  tcase_add_test(drawing, test_label_of_a_plate_at_the_edge_is_whole);
  tcase_add_test(drawing, test_labels_of_neighbours_do_not_cover_each_other);
  tcase_add_test(drawing, test_outline_of_the_whole_frame_is_seen);
  tcase_add_test(drawing, test_reading_outside_the_frame_is_not_drawn);
  tcase_add_test(drawing, test_quad_of_any_shape_is_taken);
  suite_add_tcase(suite, drawing);
}

static Suite* plateoverlay_suite(void) {
  load_plugin();
  Suite* suite = suite_create("plateoverlay");
  add_drawing_case(suite);
  TCase* memory = tcase_create("memory");
  tcase_add_test(memory, test_frame_without_readings_is_the_same_buffer);
  tcase_add_test(memory, test_drawing_is_done_in_place);
  tcase_add_test(memory, test_frame_that_others_hold_is_not_drawn_into);
  tcase_add_test(memory, test_metadata_and_times_are_kept);
  tcase_add_test(memory, test_video_meta_says_where_rows_are);
  tcase_add_test(memory, test_upstream_is_not_offered_cropping);
  tcase_add_loop_test(memory, test_crop_meta_says_where_the_picture_is, 0, G_N_ELEMENTS(formats));
  tcase_add_test(memory, test_frame_with_too_few_bytes_passes_with_one_warning);
  tcase_add_test(memory, test_video_meta_that_points_outside_the_buffer_is_not_believed);
  tcase_add_test(memory, test_upstream_learns_what_downstream_can_take);
  suite_add_tcase(suite, memory);
  return suite;
}

GST_CHECK_MAIN(plateoverlay)
