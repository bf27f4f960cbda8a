// SPDX-License-Identifier: MIT
// Prints each plate once, as it is confirmed: plate-events [FILE|URI|'LAUNCH ! LINE']
#include <string>

#include <glib-unix.h>
#include <gst/deepocr/deepocr.h>

namespace {

constexpr const char* kRenderedPlates = "platetestsrc num-buffers=150 ! deepocr ! fakesink";

std::string launch_line(const std::string& input) {
  if (input.find('!') != std::string::npos) return input;
  g_autofree gchar* uri = gst_uri_is_valid(input.c_str())
                              ? g_strdup(input.c_str())
                              : gst_filename_to_uri(input.c_str(), nullptr);
  return std::string("uridecodebin uri=\"") + uri + "\" ! deepocr ! fakesink";
}

struct Application {
  GMainLoop* loop;
  bool has_failed = false;
};

void print_event(GstMessage* message) {
  g_autoptr(GstDeepOcrReading) reading = nullptr;
  if (!gst_deepocr_message_parse(message, &reading)) return;
  guint64 time = 0;
  gst_structure_get_uint64(gst_message_get_structure(message), "stream-time", &time);
  g_print("%.3f s: %s, confidence %.3f, track %u\n", double(time) / GST_SECOND,
          gst_deepocr_reading_get_text(reading), gst_deepocr_reading_get_confidence(reading),
          gst_deepocr_reading_get_track_id(reading));
}

gboolean on_message(GstBus*, GstMessage* message, gpointer data) {
  auto* application = static_cast<Application*>(data);
  print_event(message);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    g_autoptr(GError) error = nullptr;
    g_autofree gchar* details = nullptr;
    gst_message_parse_error(message, &error, &details);
    g_printerr("%s\n%s\n", error->message, details ? details : "");
    application->has_failed = true;
  }
  if (application->has_failed || GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    g_main_loop_quit(application->loop);
  }
  return G_SOURCE_CONTINUE;
}

gboolean on_interrupt(gpointer data) {
  g_main_loop_quit(static_cast<Application*>(data)->loop);
  return G_SOURCE_CONTINUE;
}

}  // namespace

int main(int argc, char** argv) {
  g_autoptr(GError) error = nullptr;
  g_autoptr(GOptionContext) context = g_option_context_new("[FILE|URI|'LAUNCH ! LINE']");
  g_option_context_add_group(context, gst_init_get_option_group());
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc > 2) {
    g_printerr("%s; --help says how it is used\n", error ? error->message : "Too many arguments");
    return 2;
  }
  const std::string line = argc > 1 ? launch_line(argv[1]) : kRenderedPlates;
  g_autoptr(GstElement) pipeline =
      gst_parse_launch_full(line.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (!pipeline) {
    g_printerr("%s\n", error->message);
    return 1;
  }
  g_autoptr(GMainLoop) loop = g_main_loop_new(nullptr, FALSE);
  Application application{loop};
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  gst_bus_add_watch(bus, on_message, &application);
  g_unix_signal_add(SIGINT, on_interrupt, &application);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  g_main_loop_run(loop);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  return application.has_failed ? 1 : 0;
}
