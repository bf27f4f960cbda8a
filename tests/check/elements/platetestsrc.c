/* SPDX-License-Identifier: MIT */
/* The source of rendered plates: its frames, their truth, and its behaviour in time. */
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>
#include <gst/deepocr/deepocr.h>
#include <gst/video/video.h>

#define SMALL "video/x-raw,format=I420,width=320,height=240,framerate=30/1"
#define FRAME_TIME(n) gst_util_uint64_scale((n), GST_SECOND, 30)

/* A pipeline that collects what a source sends. */
typedef struct {
  GstElement* pipeline;
  GstBus* bus;
  GMutex lock;
  GPtrArray* frames; /* under the lock */
} Collector;

static void on_frame(GstElement* sink, GstBuffer* buffer, GstPad* pad, Collector* collector) {
  (void)sink;
  (void)pad;
  g_mutex_lock(&collector->lock);
  g_ptr_array_add(collector->frames, gst_buffer_ref(buffer));
  g_mutex_unlock(&collector->lock);
}

static void collector_init(Collector* collector, const gchar* properties, const gchar* caps,
                           const gchar* sink) {
  g_autoptr(GError) error = NULL;
  g_autofree gchar* description = g_strdup_printf(
      "platetestsrc name=source %s ! %s ! fakesink name=sink signal-handoffs=true %s", properties,
      caps, sink);
  collector->pipeline = gst_parse_launch(description, &error);
  g_assert_no_error(error);
  collector->bus = gst_element_get_bus(collector->pipeline);
  g_mutex_init(&collector->lock);
  collector->frames = g_ptr_array_new_with_free_func((GDestroyNotify)gst_buffer_unref);
  g_autoptr(GstElement) element = gst_bin_get_by_name(GST_BIN(collector->pipeline), "sink");
  g_signal_connect(element, "handoff", G_CALLBACK(on_frame), collector);
}

static void collector_clear(Collector* collector) {
  gst_element_set_state(collector->pipeline, GST_STATE_NULL);
  gst_clear_object(&collector->bus);
  gst_clear_object(&collector->pipeline);
  g_ptr_array_unref(collector->frames);
  g_mutex_clear(&collector->lock);
}

static void wait_for_end(Collector* collector) {
  g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(collector->bus, 50 * GST_SECOND,
                                                             GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  fail_unless(message != NULL, "neither an end nor an error within 50 seconds");
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    g_autoptr(GError) error = NULL;
    gst_message_parse_error(message, &error, NULL);
    fail("%s", error->message);
  }
}

static GPtrArray* collect(const gchar* properties, const gchar* caps) {
  Collector collector;
  collector_init(&collector, properties, caps, "");
  gst_element_set_state(collector.pipeline, GST_STATE_PLAYING);
  wait_for_end(&collector);
  GPtrArray* frames = g_ptr_array_ref(collector.frames);
  collector_clear(&collector);
  return frames;
}

static gboolean same_bytes(GstBuffer* one, GstBuffer* other) {
  GstMapInfo map;
  fail_unless(gst_buffer_map(one, &map, GST_MAP_READ));
  const gboolean same = gst_buffer_get_size(other) == map.size &&
                        gst_buffer_memcmp(other, 0, map.data, map.size) == 0;
  gst_buffer_unmap(one, &map);
  return same;
}

static guint count_regions(GstBuffer* buffer) {
  return gst_buffer_get_n_meta(buffer, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE);
}

GST_START_TEST(test_same_seed_shows_the_same_frames) {
  g_autoptr(GPtrArray) one = collect("seed=7 num-buffers=4", SMALL);
  g_autoptr(GPtrArray) again = collect("seed=7 num-buffers=4", SMALL);
  g_autoptr(GPtrArray) other = collect("seed=8 num-buffers=4", SMALL);
  for (guint i = 0; i < 4; i++) {
    fail_unless(same_bytes(one->pdata[i], again->pdata[i]));
    fail_if(same_bytes(one->pdata[i], other->pdata[i]));
  }
}
GST_END_TEST;

GST_START_TEST(test_ends_after_num_buffers) {
  g_autoptr(GPtrArray) frames = collect("num-buffers=5", SMALL);
  fail_unless_equals_int(frames->len, 5);
}
GST_END_TEST;

GST_START_TEST(test_timestamps_are_exact) {
  g_autoptr(GPtrArray) frames = collect("num-buffers=7 timestamp-offset=1000000000", SMALL);
  for (guint i = 0; i < frames->len; i++) {
    GstBuffer* frame = frames->pdata[i];
    fail_unless_equals_uint64(GST_BUFFER_PTS(frame), FRAME_TIME(i) + GST_SECOND);
    fail_unless_equals_uint64(GST_BUFFER_DURATION(frame), FRAME_TIME(i + 1) - FRAME_TIME(i));
    fail_unless_equals_uint64(GST_BUFFER_OFFSET(frame), i);
  }
}
GST_END_TEST;

static void assert_truth_is_plausible(const GstDeepOcrReading* reading, gint width, gint height) {
  gint x = 0, y = 0, w = 0, h = 0;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &w, &h);
  fail_unless(x >= 0 && y >= 0 && x + w <= width && y + h <= height);
  fail_unless_equals_int(strspn(gst_deepocr_reading_get_text(reading), "0123456789"), 5);
  fail_unless(gst_deepocr_reading_get_track_id(reading) > 0);
  if (gst_deepocr_reading_get_confidence(reading) < 1) return;
  const gdouble* quad = gst_deepocr_reading_get_quad(reading);
  for (guint i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i += 2) {
    fail_unless(quad[i] >= x && quad[i] <= x + w);
    fail_unless(quad[i + 1] >= y && quad[i + 1] <= y + h);
  }
  /* Clockwise from the top left. */
  fail_unless(quad[0] < quad[2] && quad[3] < quad[5] && quad[6] < quad[4] && quad[1] < quad[7]);
}

GST_START_TEST(test_every_frame_carries_its_truth) {
  g_autoptr(GPtrArray) frames =
      collect("num-buffers=60", "video/x-raw,width=640,height=480,framerate=4/1");
  guint legible = 0;
  for (guint i = 0; i < frames->len; i++) {
    g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(frames->pdata[i]);
    fail_unless(truth->len <= 2);
    for (guint j = 0; j < truth->len; j++) {
      assert_truth_is_plausible(truth->pdata[j], 640, 480);
      legible += gst_deepocr_reading_get_confidence(truth->pdata[j]) == 1;
    }
    fail_unless(count_regions(frames->pdata[i]) <= truth->len);
  }
  fail_unless(legible > 40, "%u legible plates in 60 frames", legible);
}
GST_END_TEST;

GST_START_TEST(test_numbers_are_shown_in_turn) {
  g_autoptr(GPtrArray) frames = collect("numbers=\" 37463, 23837\" num-buffers=40 plates=1",
                                        "video/x-raw,width=160,height=120,framerate=2/1");
  guint seen = 0;
  for (guint i = 0; i < frames->len; i++) {
    g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(frames->pdata[i]);
    for (guint j = 0; j < truth->len; j++) {
      const guint passage = gst_deepocr_reading_get_track_id(truth->pdata[j]);
      fail_unless_equals_string(gst_deepocr_reading_get_text(truth->pdata[j]),
                                passage % 2 == 1 ? "37463" : "23837");
      seen |= 1U << (passage % 2);
    }
  }
  fail_unless_equals_int(seen, 3);
}
GST_END_TEST;

GST_START_TEST(test_regions_can_be_left_out) {
  g_autoptr(GPtrArray) with = collect("num-buffers=1", SMALL);
  g_autoptr(GPtrArray) without = collect("num-buffers=1 attach-regions=false", SMALL);
  fail_unless(count_regions(with->pdata[0]) > 0);
  fail_unless_equals_int(count_regions(without->pdata[0]), 0);
  GstMeta* meta = gst_buffer_get_meta(with->pdata[0], GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE);
  GstVideoRegionOfInterestMeta* region = (GstVideoRegionOfInterestMeta*)meta;
  fail_unless_equals_string(g_quark_to_string(region->roi_type), GST_DEEPOCR_REGION_TYPE);
  fail_unless(region->w > 0 && region->x + region->w <= 320);
  fail_unless(region->h > 0 && region->y + region->h <= 240);
}
GST_END_TEST;

GST_START_TEST(test_plate_pattern_fills_a_frame_of_its_own_shape) {
  g_autoptr(GPtrArray) frames = collect("pattern=plate numbers=37463 num-buffers=2", "video/x-raw");
  g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(frames->pdata[1]);
  fail_unless_equals_int(truth->len, 1);
  assert_truth_is_plausible(truth->pdata[0], 320, 96);
  fail_unless_equals_string(gst_deepocr_reading_get_text(truth->pdata[0]), "37463");
  fail_unless_equals_float(gst_deepocr_reading_get_confidence(truth->pdata[0]), 1.0);
}
GST_END_TEST;

static guint count_legible(GPtrArray* frames) {
  guint legible = 0;
  for (guint i = 0; i < frames->len; i++) {
    g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(frames->pdata[i]);
    for (guint j = 0; j < truth->len; j++) {
      legible += gst_deepocr_reading_get_state(truth->pdata[j]) == GST_DEEPOCR_STATE_CONFIRMED;
    }
  }
  return legible;
}

GST_START_TEST(test_lights_show_the_same_plates_otherwise) {
  const gchar* lights[] = {"light=day", "light=dusk", "light=night", "light=infrared"};
  g_autoptr(GPtrArray) day = collect("num-buffers=3", SMALL);
  for (guint i = 0; i < G_N_ELEMENTS(lights); i++) {
    g_autofree gchar* properties = g_strdup_printf("num-buffers=3 %s", lights[i]);
    g_autoptr(GPtrArray) frames = collect(properties, SMALL);
    fail_unless(same_bytes(day->pdata[2], frames->pdata[2]) == (i == 0), "%s", lights[i]);
    fail_unless_equals_int(count_legible(frames), count_legible(day));
  }
}
GST_END_TEST;

GST_START_TEST(test_occlusion_hides_plates_for_a_while) {
  const gchar* caps = "video/x-raw,width=320,height=240,framerate=4/1";
  g_autoptr(GPtrArray) free = collect("plates=1 num-buffers=60", caps);
  g_autoptr(GPtrArray) hidden = collect("plates=1 occlusion=1 num-buffers=60", caps);
  fail_unless(count_legible(hidden) < count_legible(free));
  fail_unless(count_legible(hidden) > count_legible(free) / 4);
}
GST_END_TEST;

GST_START_TEST(test_exposure_blurs_what_moves) {
  g_autoptr(GPtrArray) sharp = collect("num-buffers=3", SMALL);
  g_autoptr(GPtrArray) blurred = collect("exposure-time=30 num-buffers=3", SMALL);
  fail_if(same_bytes(sharp->pdata[2], blurred->pdata[2]));
  fail_unless_equals_int(count_legible(sharp), count_legible(blurred));
}
GST_END_TEST;

GST_START_TEST(test_a_street_without_plates_has_no_truth) {
  g_autoptr(GPtrArray) frames =
      collect("plates=0 occlusion=0.5 num-buffers=40",
              "video/x-raw,format=I420,width=160,height=120,framerate=2/1");
  for (guint i = 0; i < frames->len; i++) {
    g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(frames->pdata[i]);
    fail_unless_equals_int(truth->len, 0);
    fail_unless_equals_int(count_regions(frames->pdata[i]), 0);
  }
  fail_if(same_bytes(frames->pdata[0], frames->pdata[20]));
}
GST_END_TEST;

GST_START_TEST(test_every_format_is_rendered) {
  const gchar* formats[] = {"I420", "NV12", "YUY2", "BGR", "RGB", "BGRx", "RGBx", "GRAY8"};
  for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
    g_autofree gchar* caps_text =
        g_strdup_printf("video/x-raw,format=%s,width=162,height=121,framerate=30/1", formats[i]);
    g_autoptr(GstCaps) caps = gst_caps_from_string(caps_text);
    GstVideoInfo info;
    fail_unless(gst_video_info_from_caps(&info, caps));
    g_autoptr(GPtrArray) frames = collect("num-buffers=2", caps_text);
    fail_unless_equals_int(frames->len, 2);
    fail_unless(gst_buffer_get_size(frames->pdata[0]) >= info.size);
    fail_if(same_bytes(frames->pdata[0], frames->pdata[1]));
  }
}
GST_END_TEST;

GST_START_TEST(test_interlaced_frames_are_not_offered) {
  const gchar* modes[] = {"interleaved", "mixed", "fields"};
  for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_autofree gchar* description = g_strdup_printf(
        "platetestsrc ! video/x-raw,format=I420,interlace-mode=%s ! fakesink", modes[i]);
    g_autoptr(GError) error = NULL;
    g_autoptr(GstElement) pipeline =
        gst_parse_launch_full(description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
    fail_unless(g_error_matches(error, GST_PARSE_ERROR, GST_PARSE_ERROR_LINK), "%s", modes[i]);
    fail_unless(pipeline == NULL);
  }
}
GST_END_TEST;

GST_START_TEST(test_tiny_and_odd_frames) {
  const gchar* sizes[] = {"width=1,height=1", "width=2,height=1", "width=1,height=300",
                          "width=300,height=1", "width=17,height=13"};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    for (guint pattern = 0; pattern < 2; pattern++) {
      g_autofree gchar* properties = g_strdup_printf(
          "num-buffers=20 plates=3 severity=0.7 light=night occlusion=1 "
          "exposure-time=40 pattern=%u",
          pattern);
      g_autofree gchar* caps = g_strdup_printf("video/x-raw,format=BGR,%s,framerate=2/1", sizes[i]);
      g_autoptr(GPtrArray) frames = collect(properties, caps);
      fail_unless_equals_int(frames->len, 20);
    }
  }
}
GST_END_TEST;

/* What a source with these numbers posts when it is started. */
static GError* error_of_start(const gchar* numbers) {
  g_autoptr(GstElement) source =
      gst_object_ref_sink(gst_element_factory_make("platetestsrc", NULL));
  g_autoptr(GstBus) bus = gst_bus_new();
  gst_element_set_bus(source, bus);
  g_object_set(source, "numbers", numbers, NULL);
  gst_element_set_state(source, GST_STATE_PAUSED);
  g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(bus, 0, GST_MESSAGE_ERROR);
  fail_unless(message != NULL, "no error for '%s'", numbers);
  GError* error = NULL;
  gst_message_parse_error(message, &error, NULL);
  gst_element_set_state(source, GST_STATE_NULL);
  gst_element_set_bus(source, NULL);
  return error;
}

GST_START_TEST(test_bad_numbers_name_the_property) {
  const gchar* bad[] = {"1234", "123456", "12a45", "12345,,23456", "12345;23456"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = error_of_start(bad[i]);
    fail_unless(g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS));
    fail_unless(strstr(error->message, "'numbers'") != NULL);
  }
}
GST_END_TEST;

/* Fontconfig reads its configuration once in a process, so this needs a process of its own. */
GST_START_TEST(test_missing_typefaces_are_named) {
  if (g_strcmp0(g_getenv("CK_FORK"), "no") == 0) return;
  g_autofree gchar* path = NULL;
  const gint file = g_file_open_tmp("platetestsrc-XXXXXX.conf", &path, NULL);
  fail_unless(file >= 0);
  g_close(file, NULL);
  fail_unless(g_file_set_contents(path, "<fontconfig/>", -1, NULL));
  g_setenv("FONTCONFIG_FILE", path, TRUE);
  g_autoptr(GError) error = error_of_start("");
  fail_unless(g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND));
  fail_unless(strstr(error->message, "fonts-") != NULL);
  g_unlink(path);
}
GST_END_TEST;

/* Sent to the source, since a sink does not send it on before it is paused. */
static void seek(Collector* collector, gdouble rate, guint first, guint last) {
  g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(collector->pipeline), "source");
  fail_unless(gst_element_seek(
      source, rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
      GST_SEEK_TYPE_SET, (gint64)FRAME_TIME(first), GST_SEEK_TYPE_SET, (gint64)FRAME_TIME(last)));
}

/* The frames [first, last) in the order in which a seek with @rate in @state delivers them. */
static GPtrArray* collect_segment(gdouble rate, guint first, guint last, GstState state) {
  Collector collector;
  collector_init(&collector, "seed=3", SMALL, "");
  gst_element_set_state(collector.pipeline, state);
  fail_unless_equals_int(gst_element_get_state(collector.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE),
                         GST_STATE_CHANGE_SUCCESS);
  seek(&collector, rate, first, last);
  gst_element_set_state(collector.pipeline, GST_STATE_PLAYING);
  wait_for_end(&collector);
  GPtrArray* frames = g_ptr_array_ref(collector.frames);
  collector_clear(&collector);
  return frames;
}

/* What a seek in any state delivers. */
static void assert_seeks_to_the_same_frames(gdouble rate) {
  const GstState states[] = {GST_STATE_PAUSED, GST_STATE_READY};
  g_autoptr(GPtrArray) straight = collect("seed=3 num-buffers=30", SMALL);
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_autoptr(GPtrArray) sought = collect_segment(rate, 20, 24, states[i]);
    fail_unless_equals_int(sought->len, 4);
    for (guint j = 0; j < sought->len; j++) {
      const guint frame = rate > 0 ? 20 + j : 23 - j;
      fail_unless_equals_uint64(GST_BUFFER_PTS(sought->pdata[j]), FRAME_TIME(frame));
      fail_unless(same_bytes(sought->pdata[j], straight->pdata[frame]));
    }
  }
}

GST_START_TEST(test_seek_lands_on_the_same_frames) { assert_seeks_to_the_same_frames(1.0); }
GST_END_TEST;

GST_START_TEST(test_backwards_shows_the_same_frames) { assert_seeks_to_the_same_frames(-1.0); }
GST_END_TEST;

GST_START_TEST(test_live_source_runs_with_the_clock) {
  Collector collector;
  collector_init(&collector, "is-live=true num-buffers=4",
                 "video/x-raw,width=64,height=48,framerate=10/1", "sync=false");
  const gint64 start = g_get_monotonic_time();
  fail_unless_equals_int(gst_element_set_state(collector.pipeline, GST_STATE_PAUSED),
                         GST_STATE_CHANGE_NO_PREROLL);
  gst_element_set_state(collector.pipeline, GST_STATE_PLAYING);
  wait_for_end(&collector);
  /* The fourth frame begins 300 ms after the first. */
  fail_unless(g_get_monotonic_time() - start >= 300 * G_TIME_SPAN_MILLISECOND);
  for (guint i = 0; i < collector.frames->len; i++) {
    /* Live time begins with the first frame, some moments after the clock. */
    fail_unless_equals_uint64(GST_BUFFER_PTS(collector.frames->pdata[i]),
                              GST_BUFFER_PTS(collector.frames->pdata[0]) + i * GST_SECOND / 10);
  }
  collector_clear(&collector);
}
GST_END_TEST;

GST_START_TEST(test_live_source_reports_one_frame_of_latency) {
  Collector collector;
  collector_init(&collector, "is-live=true", "video/x-raw,width=64,height=48,framerate=10/1",
                 "sync=false");
  gst_element_set_state(collector.pipeline, GST_STATE_PLAYING);
  gst_element_get_state(collector.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
  g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(collector.pipeline), "source");
  g_autoptr(GstQuery) query = gst_query_new_latency();
  gboolean live = FALSE;
  GstClockTime least = 0;
  while (least == 0) { /* until caps are negotiated */
    fail_unless(gst_element_query(source, query));
    gst_query_parse_latency(query, &live, &least, NULL);
    if (least == 0) g_usleep(1000);
  }
  fail_unless(live);
  fail_unless_equals_uint64(least, GST_SECOND / 10);
  collector_clear(&collector);
}
GST_END_TEST;

GST_START_TEST(test_new_caps_continue_the_timestamps) {
  Collector collector;
  collector_init(&collector, "num-buffers=12", "capsfilter name=filter caps=" SMALL, "");
  g_autoptr(GstElement) filter = gst_bin_get_by_name(GST_BIN(collector.pipeline), "filter");
  gst_element_set_state(collector.pipeline, GST_STATE_PAUSED);
  gst_element_get_state(collector.pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
  g_autoptr(GstCaps) caps =
      gst_caps_from_string("video/x-raw,format=RGB,width=64,height=48,framerate=15/1");
  g_object_set(filter, "caps", caps, NULL);
  gst_element_set_state(collector.pipeline, GST_STATE_PLAYING);
  wait_for_end(&collector);
  fail_unless_equals_int(collector.frames->len, 12);
  GstBuffer* last = collector.frames->pdata[11];
  fail_unless_equals_int(gst_buffer_get_size(last), 64 * 48 * 3);
  for (guint i = 1; i < 12; i++) {
    GstBuffer* before = collector.frames->pdata[i - 1];
    fail_unless_equals_uint64(GST_BUFFER_PTS(collector.frames->pdata[i]),
                              GST_BUFFER_PTS(before) + GST_BUFFER_DURATION(before));
  }
  collector_clear(&collector);
}
GST_END_TEST;

GST_START_TEST(test_a_still_is_one_frame) {
  g_autoptr(GPtrArray) frames = collect("", "video/x-raw,width=64,height=48,framerate=0/1");
  fail_unless_equals_int(frames->len, 1);
}
GST_END_TEST;

static Suite* platetestsrc_suite(void) {
  Suite* suite = suite_create("platetestsrc");
  /* The one system plugin that is needed, so that the others need not be scanned. */
  g_autoptr(GError) error = NULL;
  g_autoptr(GstPlugin) core = gst_plugin_load_file(CORE_ELEMENTS, &error);
  g_assert_no_error(error);
  TCase* frames = tcase_create("frames");
  tcase_add_test(frames, test_same_seed_shows_the_same_frames);
  tcase_add_test(frames, test_every_frame_carries_its_truth);
  tcase_add_test(frames, test_numbers_are_shown_in_turn);
  tcase_add_test(frames, test_regions_can_be_left_out);
  tcase_add_test(frames, test_plate_pattern_fills_a_frame_of_its_own_shape);
  tcase_add_test(frames, test_lights_show_the_same_plates_otherwise);
  tcase_add_test(frames, test_occlusion_hides_plates_for_a_while);
  tcase_add_test(frames, test_exposure_blurs_what_moves);
  tcase_add_test(frames, test_a_street_without_plates_has_no_truth);
  tcase_add_test(frames, test_every_format_is_rendered);
  tcase_add_test(frames, test_interlaced_frames_are_not_offered);
  tcase_add_test(frames, test_tiny_and_odd_frames);
  tcase_add_test(frames, test_bad_numbers_name_the_property);
  tcase_add_test(frames, test_missing_typefaces_are_named);
  suite_add_tcase(suite, frames);
  TCase* time = tcase_create("time");
  tcase_add_test(time, test_ends_after_num_buffers);
  tcase_add_test(time, test_timestamps_are_exact);
  tcase_add_test(time, test_seek_lands_on_the_same_frames);
  tcase_add_test(time, test_backwards_shows_the_same_frames);
  tcase_add_test(time, test_live_source_runs_with_the_clock);
  tcase_add_test(time, test_live_source_reports_one_frame_of_latency);
  tcase_add_test(time, test_new_caps_continue_the_timestamps);
  tcase_add_test(time, test_a_still_is_one_frame);
  suite_add_tcase(suite, time);
  return suite;
}

GST_CHECK_MAIN(platetestsrc)
