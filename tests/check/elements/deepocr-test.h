/* SPDX-License-Identifier: MIT */
/* What the tests of the element deepocr share: frames that the test models read, and a running
 * element. */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/deepocr/deepocr.h>
#include <gst/video/video.h>

/* The values of the property regions. */
enum { AUTO, META, FIXED, FRAME, LOCATE };

#define GRAY_320X240 "video/x-raw,format=GRAY8,width=320,height=240,framerate=30/1"

#define GRAY_640X480 "video/x-raw,format=GRAY8,width=640,height=480,framerate=30/1"

static const gchar* const formats[] = {
    "GRAY8", "GRAY16_LE", "GRAY16_BE", "I420", "YV12", "NV12", "NV21",      "NV16",
    "Y42B",  "Y444",      "YUY2",      "UYVY", "RGB",  "BGR",  "RGBx",      "BGRx",
    "xRGB",  "xBGR",      "RGBA",      "BGRA", "ARGB", "ABGR", "P010_10LE", "I420_10LE"};

/* In a painted text: a stripe that is no digit, and one half way between 4 and 5. Between a 3 and a
 * 6 it stays there when the plate is looked at askew. */
#define NO_DIGIT ':'
#define DOUBTFUL '~'

static inline gchar* test_model(const gchar* name) {
  return g_strdup_printf("%s/%s.pt", g_getenv("DEEPOCR_TEST_MODELS"), name);
}

/* The test models read the brightness (d + 0.5) / 11 as the digit d. */
static inline guint8 brightness_of(gchar c) {
  const gdouble digit = c == DOUBTFUL ? 4.5 : c - '0';
  return (guint8)((digit + 0.5) / 11 * 255 + 0.5);
}

static inline void put_luma(GstVideoFrame* frame, gint x, gint y, guint8 luma) {
  const GstVideoFormatInfo* format = frame->info.finfo;
  const gint top_bit =
      GST_VIDEO_FORMAT_INFO_DEPTH(format, 0) + GST_VIDEO_FORMAT_INFO_SHIFT(format, 0);
  guint8* pixel = (guint8*)GST_VIDEO_FRAME_COMP_DATA(frame, 0) +
                  (gssize)y * GST_VIDEO_FRAME_COMP_STRIDE(frame, 0) +
                  (gssize)x * GST_VIDEO_FRAME_COMP_PSTRIDE(frame, 0);
  if (GST_VIDEO_FORMAT_INFO_DEPTH(format, 0) == 8) {
    *pixel = luma;
  } else if (GST_VIDEO_FORMAT_INFO_IS_LE(format)) {
    GST_WRITE_UINT16_LE(pixel, luma << (top_bit - 8));
  } else {
    GST_WRITE_UINT16_BE(pixel, luma << (top_bit - 8));
  }
}

/* A colour of the given BT.601 luma whose red and blue differ much, so that a reader that takes one
 * for the other gets another digit; it exists for the digits 3 to 9. */
static inline void put_colour(GstVideoFrame* frame, gint x, gint y, guint8 luma) {
  const gint red = MIN(luma + 30, 255);
  const gint blue = CLAMP(luma - 0.299 / 0.114 * (red - luma), 0, 255);
  const guint8 values[] = {(guint8)red, luma, (guint8)blue};
  for (gint component = 0; component < 3; component++) {
    guint8* sample = (guint8*)GST_VIDEO_FRAME_COMP_DATA(frame, component) +
                     (gssize)y * GST_VIDEO_FRAME_COMP_STRIDE(frame, component) +
                     (gssize)x * GST_VIDEO_FRAME_COMP_PSTRIDE(frame, component);
    *sample = values[component];
  }
}

static inline void assert_same_pixels(GstBuffer* original, GstBuffer* output) {
  GstMapInfo map;
  fail_unless(gst_buffer_map(original, &map, GST_MAP_READ));
  gst_check_buffer_data(output, map.data, map.size);
  gst_buffer_unmap(original, &map);
}

/* Paints five stripes for @text. */
static inline void paint_plate(const GstVideoInfo* info, GstBuffer* buffer, const gchar* text,
                               gint x, gint y, gint width, gint height) {
  GstVideoFrame frame;
  fail_unless(gst_video_frame_map(&frame, info, buffer, GST_MAP_WRITE));
  for (gint row = y; row < y + height; row++) {
    for (gint column = x; column < x + width; column++) {
      const guint8 luma = brightness_of(text[(column - x) * 5 / width]);
      if (GST_VIDEO_INFO_IS_RGB(info)) {
        put_colour(&frame, column, row, luma);
      } else {
        put_luma(&frame, column, row, luma);
      }
    }
  }
  gst_video_frame_unmap(&frame);
}

static inline GstVideoInfo info_of(const gchar* caps_text) {
  g_autoptr(GstCaps) caps = gst_caps_from_string(caps_text);
  GstVideoInfo info;
  fail_unless(gst_video_info_from_caps(&info, caps));
  return info;
}

static inline gchar* caps_of(const gchar* format, gint width, gint height) {
  return g_strdup_printf("video/x-raw,format=%s,width=%d,height=%d,framerate=30/1", format, width,
                         height);
}

/* Loads the plugin before the tests fork, so that LibTorch is loaded once and not once per test. */
static inline void load_plugin(void) {
  g_autoptr(GstPlugin) plugin = gst_plugin_load_by_name("deepocr");
  g_assert_nonnull(plugin);
}

/* A frame that shows no digit anywhere. */
static inline GstBuffer* empty_frame_new(const GstVideoInfo* info) {
  GstBuffer* buffer = gst_buffer_new_allocate(NULL, GST_VIDEO_INFO_SIZE(info), NULL);
  gst_buffer_memset(buffer, 0, 0xff, GST_VIDEO_INFO_SIZE(info));
  return buffer;
}

/* A plate as the test locator finds it: 56x8 pixels, on a grid of 8. */
static inline void paint_small_plate(const GstVideoInfo* info, GstBuffer* buffer, const gchar* text,
                                     gint x, gint y) {
  paint_plate(info, buffer, text, x, y, 56, 8);
}

static inline GstBuffer* scene_new(const GstVideoInfo* info) {
  GstBuffer* buffer = empty_frame_new(info);
  paint_small_plate(info, buffer, "37463", 80, 64);
  paint_small_plate(info, buffer, "65437", 320, 400);
  return buffer;
}

/* A frame that shows @text from edge to edge. */
static inline GstBuffer* plate_frame_new(const GstVideoInfo* info, const gchar* text) {
  GstBuffer* buffer = empty_frame_new(info);
  paint_plate(info, buffer, text, 0, 0, GST_VIDEO_INFO_WIDTH(info), GST_VIDEO_INFO_HEIGHT(info));
  return buffer;
}

/* An element that runs in a harness and posts to a bus. */
typedef struct {
  GstHarness* harness;
  GstElement* element;
  GstBus* bus;
  GstVideoInfo info;
} Fixture;

/* An element with a bus that finds plates and, if it reads, reads stripes; not started. */
static inline GstElement* element_of(const gchar* factory, GstBus** bus) {
  g_autofree gchar* model = test_model("stripes");
  g_autofree gchar* locator = test_model("plates");
  GstElement* element = gst_element_factory_make(factory, NULL);
  fail_unless(element != NULL, "the plugin was not found");
  gst_object_ref_sink(element);
  g_object_set(element, "locator-model", locator, NULL);
  if (g_str_equal(factory, "deepocr")) g_object_set(element, "model", model, NULL);
  *bus = gst_bus_new();
  gst_element_set_bus(element, *bus);
  return element;
}

static inline GstElement* element_new(GstBus** bus) { return element_of("deepocr", bus); }

static inline Fixture fixture_start_valist(const gchar* factory, const gchar* caps,
                                           const gchar* property, va_list arguments) {
  Fixture fixture;
  fixture.info = info_of(caps);
  fixture.element = element_of(factory, &fixture.bus);
  g_object_set_valist(G_OBJECT(fixture.element), property, arguments);
  fixture.harness = gst_harness_new_with_element(fixture.element, "sink", "src");
  gst_harness_set_src_caps_str(fixture.harness, caps);
  return fixture;
}

/* Starts a deepocr in a harness; the properties are as for g_object_set(). */
static inline Fixture fixture_start(const gchar* caps, const gchar* property, ...) {
  va_list arguments;
  va_start(arguments, property);
  const Fixture fixture = fixture_start_valist("deepocr", caps, property, arguments);
  va_end(arguments);
  return fixture;
}

/* Starts a platedetect. */
static inline Fixture detector_start(const gchar* caps, const gchar* property, ...) {
  va_list arguments;
  va_start(arguments, property);
  const Fixture fixture = fixture_start_valist("platedetect", caps, property, arguments);
  va_end(arguments);
  return fixture;
}

static inline void fixture_stop(Fixture* fixture) {
  gst_harness_teardown(fixture->harness);
  gst_element_set_state(fixture->element, GST_STATE_NULL);
  gst_element_set_bus(fixture->element, NULL);
  gst_object_unref(fixture->bus);
  gst_object_unref(fixture->element);
}

/* Pushes @buffer (transfer full). Returns: (transfer full): what came out. */
static inline GstBuffer* pass(Fixture* fixture, GstBuffer* buffer) {
  fail_unless_equals_int(gst_harness_push(fixture->harness, buffer), GST_FLOW_OK);
  GstBuffer* output = gst_harness_pull(fixture->harness);
  fail_unless(output != NULL);
  return output;
}

/* Whether upstream is offered the meta @api where downstream takes it. */
static inline gboolean is_offered(Fixture* fixture, GType api) {
  gst_harness_add_propose_allocation_meta(fixture->harness, api, NULL);
  g_autoptr(GstCaps) caps = gst_video_info_to_caps(&fixture->info);
  g_autoptr(GstQuery) query = gst_query_new_allocation(caps, TRUE);
  fail_unless(gst_pad_peer_query(fixture->harness->srcpad, query));
  return gst_query_find_allocation_meta(query, api, NULL);
}

static inline void add_crop(GstBuffer* buffer, guint x, guint y, guint width, guint height) {
  GstVideoCropMeta* crop = gst_buffer_add_video_crop_meta(buffer);
  crop->x = x;
  crop->y = y;
  crop->width = width;
  crop->height = height;
}

/* Returns: (transfer full): the one reading of @buffer. */
static inline GstDeepOcrReading* only_reading(GstBuffer* buffer) {
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  fail_unless_equals_int(readings->len, 1);
  return gst_deepocr_reading_ref(g_ptr_array_index(readings, 0));
}

/* @expected: texts and reasons of refusals, separated by spaces. */
static inline void assert_readings(GstBuffer* buffer, const gchar* expected) {
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GString) words = g_string_new(NULL);
  for (guint i = 0; i < readings->len; i++) {
    const GstDeepOcrReading* reading = g_ptr_array_index(readings, i);
    const gchar* text = gst_deepocr_reading_get_text(reading);
    g_string_append_printf(words, "%s%s", i ? " " : "",
                           *text ? text : gst_deepocr_reading_get_reason(reading));
  }
  fail_unless_equals_string(words->str, expected);
}

/* Expects a message of @type on @bus whose sentence contains each of two parts. */
static inline void assert_complaint(GstBus* bus, GstMessageType type, const gchar* part,
                                    const gchar* other_part) {
  g_autoptr(GstMessage) message = gst_bus_pop_filtered(bus, type);
  g_autoptr(GError) error = NULL;
  g_autofree gchar* debug = NULL;
  fail_unless(message != NULL, "nothing was posted about %s", part);
  if (type == GST_MESSAGE_ERROR) {
    gst_message_parse_error(message, &error, &debug);
  } else {
    gst_message_parse_warning(message, &error, &debug);
  }
  fail_unless(strstr(error->message, part) != NULL, "'%s' lacks '%s'", error->message, part);
  fail_unless(strstr(error->message, other_part) != NULL, "'%s' lacks '%s'", error->message,
              other_part);
  fail_unless(strstr(debug, ".cpp(") != NULL, "'%s' names no place", debug);
}

/* Passes a frame that shows @shown and expects @expected: a text, or the reason of a refusal. */
static inline void assert_frame_reads(Fixture* fixture, const gchar* shown, const gchar* expected) {
  g_autoptr(GstBuffer) output = pass(fixture, plate_frame_new(&fixture->info, shown));
  g_autoptr(GstDeepOcrReading) reading = only_reading(output);
  const gboolean refused = gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_REFUSED;
  fail_unless_equals_string(
      refused ? gst_deepocr_reading_get_reason(reading) : gst_deepocr_reading_get_text(reading),
      expected);
}

static inline guint regions_of_interest(GstBuffer* buffer) {
  return gst_buffer_get_n_meta(buffer, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE);
}

static inline guint64 stat_of(Fixture* fixture, const gchar* field) {
  g_autoptr(GstStructure) stats = NULL;
  guint64 value = 0;
  g_object_get(fixture->element, "stats", &stats, NULL);
  fail_unless(gst_structure_get_uint64(stats, field, &value), "stats has no %s", field);
  return value;
}

/* Passes a frame that shows @text at @x, at a presentation time in milliseconds, or -1 for none.
 * Returns: (transfer full): what came out */
static inline GstBuffer* show(Fixture* fixture, const gchar* text, gint x, gint64 time) {
  GstBuffer* input = empty_frame_new(&fixture->info);
  paint_plate(&fixture->info, input, text, x, 0, 50, 20);
  gst_buffer_add_video_region_of_interest_meta(input, "license-plate", x, 0, 50, 20);
  GST_BUFFER_PTS(input) = time < 0 ? GST_CLOCK_TIME_NONE : (GstClockTime)time * GST_MSECOND;
  return pass(fixture, input);
}

/* Returns: (transfer full) (nullable): the next message of the element */
static inline GstMessage* next_message(Fixture* fixture) {
  return gst_bus_pop_filtered(fixture->bus, GST_MESSAGE_ELEMENT);
}
