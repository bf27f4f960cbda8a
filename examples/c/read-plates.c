/* SPDX-License-Identifier: MIT */
/* Prints the plates of a video, frame by frame: read-plates [FILE|URI|'LAUNCH ! LINE'] */
#include <gst/app/app.h>
#include <gst/deepocr/deepocr.h>

#define SINK "appsink name=sink sync=false max-buffers=4"
#define RENDERED_PLATES "platetestsrc num-buffers=90 ! deepocr"

static gchar* make_launch_line(const gchar* input) {
  if (g_strstr_len(input, -1, "!")) return g_strdup_printf("%s ! " SINK, input);
  g_autofree gchar* uri =
      gst_uri_is_valid(input) ? g_strdup(input) : gst_filename_to_uri(input, NULL);
  return g_strdup_printf("uridecodebin uri=\"%s\" ! deepocr ! " SINK, uri);
}

static void print_readings(GstBuffer* frame) {
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(frame);
  for (guint i = 0; i < readings->len; i++) {
    const GstDeepOcrReading* reading = g_ptr_array_index(readings, i);
    const gchar* state = gst_deepocr_state_get_nick(gst_deepocr_reading_get_state(reading));
    const gchar* text = gst_deepocr_reading_get_text(reading);
    gint x, y, width, height;
    gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
    g_print("%.3f s: %s %s at %d,%d %dx%d, confidence %.3f, track %u\n",
            GST_BUFFER_PTS(frame) / (gdouble)GST_SECOND, state,
            *text ? text : gst_deepocr_reading_get_reason(reading), x, y, width, height,
            gst_deepocr_reading_get_confidence(reading), gst_deepocr_reading_get_track_id(reading));
  }
}

static gboolean run(GstElement* pipeline, GError** error) {
  g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  g_autoptr(GstMessage) failure = NULL;
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  while (failure == NULL && !gst_app_sink_is_eos(GST_APP_SINK(sink))) {
    g_autoptr(GstSample) sample =
        gst_app_sink_try_pull_sample(GST_APP_SINK(sink), 100 * GST_MSECOND);
    if (sample) print_readings(gst_sample_get_buffer(sample));
    failure = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  g_autofree gchar* details = NULL;
  if (failure) gst_message_parse_error(failure, error, &details);
  if (details) g_prefix_error(error, "%s\n", details);
  return failure == NULL;
}

int main(int argc, char** argv) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new("[FILE|URI|'LAUNCH ! LINE']");
  g_option_context_add_group(context, gst_init_get_option_group());
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc > 2) {
    g_printerr("%s; --help says how it is used\n", error ? error->message : "Too many arguments");
    return 2;
  }
  g_autofree gchar* line = make_launch_line(argc > 1 ? argv[1] : RENDERED_PLATES);
  g_autoptr(GstElement) pipeline =
      gst_parse_launch_full(line, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (pipeline && run(pipeline, &error)) return 0;
  g_printerr("%s\n", error->message);
  return 1;
}
