/* SPDX-License-Identifier: MIT */
/* The whole chain with the shipped weights: rendered traffic in, the right numbers out. */
#include <gst/app/gstappsink.h>
#include <gst/check/gstcheck.h>
#include <gst/deepocr/deepocr.h>

#include <string.h>

typedef struct {
  guint legible; /* plates that the source says can be read */
  guint right;
  guint wrong; /* read as five digits that are not there */
} Score;

static void centre_of(const gdouble* quad, gdouble* x, gdouble* y) {
  *x = (quad[0] + quad[2] + quad[4] + quad[6]) / 4;
  *y = (quad[1] + quad[3] + quad[5] + quad[7]) / 4;
}

/* Whether the reading's region holds the middle of the plate. */
static gboolean is_at(const GstDeepOcrReading* reading, const GstDeepOcrReading* plate) {
  gint left, top, width, height;
  gdouble x, y;

  gst_deepocr_reading_get_rectangle(reading, &left, &top, &width, &height);
  centre_of(gst_deepocr_reading_get_quad(plate), &x, &y);
  return x >= left && x < left + width && y >= top && y < top + height;
}

static const gchar* text_at(GPtrArray* readings, const GstDeepOcrReading* plate) {
  for (guint i = 0; i < readings->len; i++) {
    const GstDeepOcrReading* reading = g_ptr_array_index(readings, i);
    if (is_at(reading, plate)) return gst_deepocr_reading_get_text(reading);
  }
  return "";
}

static void score_frame(GstBuffer* buffer, Score* score) {
  g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(buffer);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);

  for (guint i = 0; i < truth->len; i++) {
    const GstDeepOcrReading* plate = g_ptr_array_index(truth, i);
    const gchar* text = text_at(readings, plate);
    if (gst_deepocr_reading_get_state(plate) != GST_DEEPOCR_STATE_CONFIRMED) continue;
    score->legible++;
    if (strcmp(text, gst_deepocr_reading_get_text(plate)) == 0)
      score->right++;
    else if (*text != '\0')
      score->wrong++;
  }
}

static Score run(const gchar* description) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = gst_parse_launch(description, &error);
  g_autoptr(GstElement) sink = NULL;
  GstSample* sample;
  Score score = {0, 0, 0};

  g_assert_no_error(error);
  sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_pull_sample(GST_APP_SINK(sink)))) {
    score_frame(gst_sample_get_buffer(sample), &score);
    gst_sample_unref(sample);
  }
  fail_unless(gst_app_sink_is_eos(GST_APP_SINK(sink)));
  gst_element_set_state(pipeline, GST_STATE_NULL);
  return score;
}

/* @least_right: share of the legible plates that have to be read, per cent */
static void check_score(Score score, guint least_right) {
  GST_INFO("%u legible, %u right, %u wrong", score.legible, score.right, score.wrong);
  fail_unless(score.legible >= 50, "only %u legible plates", score.legible);
  fail_unless(score.right * 100 >= score.legible * least_right, "%u of %u read", score.right,
              score.legible);
  fail_unless(score.wrong * 100 <= score.legible, "%u of %u wrong", score.wrong, score.legible);
}

GST_START_TEST(test_reads_the_regions_of_a_street) {
  check_score(run("platetestsrc seed=11 num-buffers=150 ! deepocr ! appsink name=sink sync=false"),
              95);
}
GST_END_TEST;

/* With its letters and second lines: harder, so many are refused, but few may be wrong. */
GST_START_TEST(test_refuses_rather_than_misreads_whole_plates) {
  check_score(run("platetestsrc seed=12 pattern=plate attach-regions=false num-buffers=300 "
                  "! deepocr regions=frame ! appsink name=sink sync=false"),
              40);
}
GST_END_TEST;

/* Runs a pipeline to its end. Returns: (transfer full): the numbers it reported, in order */
static GPtrArray* numbers_reported_by(const gchar* description) {
  g_autoptr(GstElement) pipeline = gst_parse_launch(description, NULL);
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  GPtrArray* numbers = g_ptr_array_new_with_free_func(g_free);
  gboolean ended = FALSE;

  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  while (!ended) {
    g_autoptr(GstDeepOcrReading) reading = NULL;
    g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(
        bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    fail_if(GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR);
    ended = GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
    if (gst_deepocr_message_parse(message, &reading)) {
      g_ptr_array_add(numbers, g_strdup(gst_deepocr_reading_get_text(reading)));
    }
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  return numbers;
}

static guint count_of(GPtrArray* numbers, const gchar* number) {
  guint count = 0;
  for (guint i = 0; i < numbers->len; i++) {
    if (strcmp(g_ptr_array_index(numbers, i), number) == 0) count++;
  }
  return count;
}

/* In these 11 seconds six vehicles pass, each with a number of its own. */
GST_START_TEST(test_reports_each_vehicle_once) {
  const gchar* passing[] = {"37463", "23837", "90210", "14725", "86420", "55192"};
  g_autoptr(GPtrArray) numbers = numbers_reported_by(
      "platetestsrc numbers=37463,23837,90210,14725,86420,55192 num-buffers=330 ! deepocr "
      "! fakesink");
  for (guint i = 0; i < G_N_ELEMENTS(passing); i++) {
    const guint count = count_of(numbers, passing[i]);
    fail_unless(count == 1, "%s was reported %u times", passing[i], count);
  }
  fail_unless_equals_int(numbers->len, G_N_ELEMENTS(passing));
}
GST_END_TEST;

GST_START_TEST(test_reports_a_still_picture) {
  g_autoptr(GPtrArray) numbers = numbers_reported_by(
      "platetestsrc pattern=plate numbers=37463 num-buffers=1 ! deepocr ! fakesink");
  fail_unless_equals_int(numbers->len, 1);
  fail_unless_equals_string(g_ptr_array_index(numbers, 0), "37463");
}
GST_END_TEST;

static Suite* shipped_reader_suite(void) {
  Suite* suite = suite_create("shipped-reader");
  TCase* chain = tcase_create("chain");

  suite_add_tcase(suite, chain);
  tcase_add_test(chain, test_reads_the_regions_of_a_street);
  tcase_add_test(chain, test_refuses_rather_than_misreads_whole_plates);
  tcase_add_test(chain, test_reports_each_vehicle_once);
  tcase_add_test(chain, test_reports_a_still_picture);
  return suite;
}

GST_CHECK_MAIN(shipped_reader)
