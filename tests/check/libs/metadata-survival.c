/* SPDX-License-Identifier: MIT */
/* What common elements leave of each carrier: the table of docs/metadata.md, as a test. Events in
 * the stream pass all of them. */
#include <gst/app/app.h>

#include "example-reading.h"

typedef enum { LOST, KEPT } Fate;

/* One frame of 320x240 goes through these elements. Coordinates are multiplied by x and y. */
static const struct {
  const gchar* elements;
  Fate readings;
  Fate region;
  Fate params;
  gdouble x, y;
} cases[] = {
    {"queue", KEPT, KEPT, KEPT, 1, 1},
    {"tee ! queue", KEPT, KEPT, KEPT, 1, 1},
    {"identity", KEPT, KEPT, KEPT, 1, 1},
    {"videorate", KEPT, KEPT, KEPT, 1, 1},
    {"videorate ! video/x-raw,framerate=10/1", KEPT, KEPT, KEPT, 1, 1},
    {"videobalance saturation=0", KEPT, KEPT, KEPT, 1, 1},
    {"gamma gamma=2", KEPT, KEPT, KEPT, 1, 1},
    {"textoverlay text=T", KEPT, KEPT, KEPT, 1, 1},
    {"timeoverlay", KEPT, KEPT, KEPT, 1, 1},
    {"vp8enc deadline=1 ! vp8dec", KEPT, KEPT, KEPT, 1, 1},
    {"jpegenc ! jpegdec", KEPT, KEPT, KEPT, 1, 1},
    {"theoraenc ! theoradec", KEPT, KEPT, KEPT, 1, 1},
    {"videoconvert ! video/x-raw,format=RGB", KEPT, KEPT, LOST, 1, 1},
    {"videoscale ! video/x-raw,width=640,height=120", KEPT, KEPT, LOST, 2, 0.5},
    {"videoconvertscale ! video/x-raw,format=RGB,width=640,height=120", KEPT, KEPT, LOST, 2, 0.5},
    {"videoscale ! video/x-raw,width=160 ! videoscale ! video/x-raw,width=640", KEPT, KEPT, LOST, 2,
     1},
    {"videocrop left=8", LOST, LOST, LOST, 1, 1},
    {"videobox left=8", LOST, LOST, LOST, 1, 1},
    {"videoflip method=horizontal-flip", KEPT, KEPT, KEPT, 1, 1},
    {"videoflip method=clockwise", KEPT, KEPT, KEPT, 1, 1},
    {"deinterlace mode=interlaced", LOST, LOST, LOST, 1, 1},
    {"jpegenc ! rtpjpegpay ! rtpjpegdepay ! jpegdec", LOST, LOST, LOST, 1, 1},
    {"compositor", LOST, LOST, LOST, 1, 1},
};

static GstBuffer* new_frame(void) {
  GstBuffer* buffer = gst_buffer_new_allocate(NULL, 320 * 240 * 3 / 2, NULL);
  gst_buffer_memset(buffer, 0, 128, gst_buffer_get_size(buffer));
  GST_BUFFER_PTS(buffer) = 0;
  GST_BUFFER_DURATION(buffer) = GST_SECOND / 30;
  g_autoptr(GPtrArray) readings = example_readings_new("40719");
  g_autoptr(GPtrArray) truth = example_readings_new("40718");
  gst_buffer_add_deepocr_readings(buffer, readings);
  gst_buffer_add_deepocr_truth(buffer, truth);
  gst_buffer_add_deepocr_region(buffer, g_ptr_array_index(readings, 0));
  return buffer;
}

/* Says whether an event about a plate came before the first frame. */
static GstPadProbeReturn on_arrival(GstPad* pad, GstPadProbeInfo* info, gpointer event_came) {
  (void)pad;
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) return GST_PAD_PROBE_REMOVE;
  g_autoptr(GstDeepOcrReading) reading = NULL;
  if (!gst_deepocr_event_parse(GST_PAD_PROBE_INFO_EVENT(info), &reading)) return GST_PAD_PROBE_OK;
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), "40719");
  *(gboolean*)event_came = TRUE;
  return GST_PAD_PROBE_OK;
}

static void watch_arrivals(GstElement* sink, gboolean* event_came) {
  g_autoptr(GstPad) pad = gst_element_get_static_pad(sink, "sink");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                    on_arrival, event_came, NULL);
}

static GstEvent* new_event(void) {
  g_autoptr(GstDeepOcrReading) reading = example_reading_new("40719");
  return gst_deepocr_event_new(reading, 0, 0, 0, 320, 240, NULL);
}

/* The first frame that leaves @elements; an event has to come before it. */
static GstSample* run_frame(const gchar* elements) {
  gboolean event_came = FALSE;
  g_autoptr(GError) error = NULL;
  g_autofree gchar* description = g_strdup_printf(
      "appsrc name=source format=time "
      "caps=video/x-raw,format=I420,width=320,height=240,framerate=30/1,interlace-mode=progressive"
      " ! %s ! appsink name=sink sync=false",
      elements);
  g_autoptr(GstElement) pipeline = gst_parse_launch(description, &error);
  fail_unless(error == NULL, "%s: %s", elements, error ? error->message : "");
  g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
  g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  watch_arrivals(sink, &event_came);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  gst_element_send_event(source, new_event());
  gst_app_src_push_buffer(GST_APP_SRC(source), new_frame());
  gst_app_src_end_of_stream(GST_APP_SRC(source));
  GstSample* sample = gst_app_sink_try_pull_sample(GST_APP_SINK(sink), 10 * GST_SECOND);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  fail_unless(sample != NULL, "%s let no frame through", elements);
  fail_unless(event_came, "%s let no event through", elements);
  return sample;
}

static void assert_coordinates(const gchar* elements, const GstDeepOcrReading* reading,
                               gdouble x_factor, gdouble y_factor) {
  g_autoptr(GstDeepOcrReading) before = example_reading_new("40719");
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  fail_unless(
      x == 40 * x_factor && y == 60 * y_factor && width == 80 * x_factor && height == 30 * y_factor,
      "%s: %d,%d %dx%d", elements, x, y, width, height);
  for (guint i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i++) {
    const gdouble expected =
        gst_deepocr_reading_get_quad(before)[i] * (i % 2 == 0 ? x_factor : y_factor);
    fail_unless(ABS(gst_deepocr_reading_get_quad(reading)[i] - expected) < 1e-9,
                "%s: coordinate %u of the quad", elements, i);
  }
}

static void assert_readings(GPtrArray* readings, const gchar* text, guint i) {
  const gchar* elements = cases[i].elements;
  fail_unless(readings->len == cases[i].readings, "%s: %u readings", elements, readings->len);
  if (cases[i].readings == LOST) return;
  const GstDeepOcrReading* reading = g_ptr_array_index(readings, 0);
  fail_unless_equals_string(gst_deepocr_reading_get_text(reading), text);
  assert_coordinates(elements, reading, cases[i].x, cases[i].y);
}

GST_START_TEST(test_carriers_survive_as_documented) {
  g_autoptr(GstSample) sample = run_frame(cases[__i__].elements);
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(buffer);
  assert_readings(readings, "40719", __i__);
  assert_readings(truth, "40718", __i__);

  const gchar* elements = cases[__i__].elements;
  gpointer state = NULL;
  GstVideoRegionOfInterestMeta* region =
      (GstVideoRegionOfInterestMeta*)gst_buffer_iterate_meta_filtered(
          buffer, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE);
  fail_unless((region != NULL) == cases[__i__].region, "%s: region", elements);
  if (region == NULL) return;
  fail_unless((region->params != NULL) == cases[__i__].params, "%s: params", elements);
  fail_unless(region->x == 40 * cases[__i__].x && region->h == 30 * cases[__i__].y, "%s: %u, %u",
              elements, region->x, region->h);
}
GST_END_TEST;

static Suite* metadata_survival_suite(void) {
  Suite* suite = suite_create("metadata-survival");
  TCase* tests = tcase_create("survival");
  suite_add_tcase(suite, tests);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, test_carriers_survive_as_documented, 0, G_N_ELEMENTS(cases));
  return suite;
}

GST_CHECK_MAIN(metadata_survival)
