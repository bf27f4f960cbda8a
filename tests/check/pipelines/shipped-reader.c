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

/* Of one frame alone, before anything is fused over frames.
 * @least_right: share of the legible plates that have to be read, per cent */
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

/* One message for each vehicle at least, and none for a number that no vehicle has. */
GST_START_TEST(test_reports_the_numbers_that_pass) {
  g_autoptr(GstElement) pipeline = gst_parse_launch(
      "platetestsrc numbers=37463,23837 num-buffers=150 ! deepocr ! fakesink", NULL);
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  GstMessage* message;
  gboolean first = FALSE, second = FALSE;

  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  while (
      (message = gst_bus_timed_pop_filtered(
           bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR))) {
    g_autoptr(GstDeepOcrReading) reading = NULL;
    const gboolean ended = GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT;
    fail_if(GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR);
    if (gst_deepocr_message_parse(message, &reading)) {
      const gchar* text = gst_deepocr_reading_get_text(reading);
      first = first || strcmp(text, "37463") == 0;
      second = second || strcmp(text, "23837") == 0;
      fail_unless(strcmp(text, "37463") == 0 || strcmp(text, "23837") == 0, "reported %s", text);
    }
    gst_message_unref(message);
    if (ended) break;
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  fail_unless(first && second);
}
GST_END_TEST;

static Suite* shipped_reader_suite(void) {
  Suite* suite = suite_create("shipped-reader");
  TCase* chain = tcase_create("chain");

  suite_add_tcase(suite, chain);
  tcase_add_test(chain, test_reads_the_regions_of_a_street);
  tcase_add_test(chain, test_refuses_rather_than_misreads_whole_plates);
  tcase_add_test(chain, test_reports_the_numbers_that_pass);
  return suite;
}

GST_CHECK_MAIN(shipped_reader)
