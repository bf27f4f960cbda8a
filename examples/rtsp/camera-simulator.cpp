// SPDX-License-Identifier: MIT
// Serves rendered streets as RTSP cameras, to try applications without one.
#include <cstdio>
#include <string>

#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>

namespace {

struct Options {
  gint port = 8554;  // 0: any that is free
  gchar* mount = g_strdup("/camera-%d");
  gint cameras = 1;
  gint64 seed = 1;
  gchar* size = g_strdup("640x480");
  gint frame_rate = 15;
  gchar* properties = g_strdup("");
};

int fail(const std::string& sentence) {
  std::fprintf(stderr, "camera-simulator: %s\n", sentence.c_str());
  return 1;
}

bool parse(Options& options, int* argc, char*** argv, GError** error) {
  const GOptionEntry entries[] = {
      {"port", 'p', 0, G_OPTION_ARG_INT, &options.port, "Port (8554); 0: any that is free", "PORT"},
      {"mount", 'm', 0, G_OPTION_ARG_STRING, &options.mount,
       "Path of a camera; %d stands for its number (/camera-%d)", "PATH"},
      {"cameras", 'n', 0, G_OPTION_ARG_INT, &options.cameras, "How many cameras (1)", "COUNT"},
      {"seed", 's', 0, G_OPTION_ARG_INT64, &options.seed,
       "Seed of the first camera's street (1); the others count on from it", "SEED"},
      {"size", 0, 0, G_OPTION_ARG_STRING, &options.size, "Size of the frames (640x480)", "WxH"},
      {"frame-rate", 0, 0, G_OPTION_ARG_INT, &options.frame_rate, "Frames per second (15)", "N"},
      {"street", 0, 0, G_OPTION_ARG_STRING, &options.properties,
       "More properties of platetestsrc, such as 'light=night plates=4'", "PROPERTIES"},
      {}};
  g_autoptr(GOptionContext) context = g_option_context_new(nullptr);
  g_option_context_set_summary(
      context, "Serves rendered streets as RTSP cameras; a street begins with its first viewer.");
  g_option_context_add_main_entries(context, entries, nullptr);
  g_option_context_add_group(context, gst_init_get_option_group());
  if (!g_option_context_parse(context, argc, argv, error)) return false;
  if (*argc == 1) return true;
  g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
              "'%s' is no option; --help lists them", (*argv)[1]);
  return false;
}

/// @returns what is wrong with the options in one sentence, or nothing.
std::string complaint(const Options& options, int* width, int* height) {
  const std::string mount = options.mount;
  if (options.port < 0 || options.port > 65535) return "--port wants 0 to 65535";
  if (options.cameras < 1) return "--cameras wants 1 or more";
  if (options.frame_rate < 1) return "--frame-rate wants 1 or more";
  if (options.seed < 0) return "--seed wants 0 or more";
  if (mount.empty() || mount.front() != '/') return "--mount wants a path that begins with /";
  if (options.cameras > 1 && mount.find("%d") == std::string::npos) {
    return "--mount wants %d in the path, where there are several cameras";
  }
  int end = 0;
  if (std::sscanf(options.size, "%dx%d%n", width, height, &end) != 2 || options.size[end] != '\0' ||
      *width < 16 || *height < 16) {
    return "--size wants WIDTHxHEIGHT in pixels, 16 or more each";
  }
  for (const auto* element : {"platetestsrc", "openh264enc", "h264parse", "rtph264pay"}) {
    g_autoptr(GstElementFactory) factory = gst_element_factory_find(element);
    if (factory) continue;
    const bool is_ours = std::string(element) == "platetestsrc";
    return std::string("GStreamer has no element '") + element + "'; " +
           (is_ours ? "set GST_PLUGIN_PATH to where DeepOCR's plugins are"
                    : "install gstreamer1.0-plugins-good and gstreamer1.0-plugins-bad");
  }
  return {};
}

std::string mount_point(const Options& options, int camera) {
  std::string mount = options.mount;
  const auto place = mount.find("%d");
  return place == std::string::npos ? mount : mount.replace(place, 2, std::to_string(camera + 1));
}

/// H.264 as most cameras send it. A key frame each second, so that a viewer who comes later sees
/// a picture soon.
std::string launch_line(const Options& options, int camera, int width, int height) {
  const std::string rate = std::to_string(options.frame_rate);
  return "( platetestsrc is-live=true attach-regions=false seed=" +
         std::to_string(options.seed + camera) + " " + options.properties +
         " ! video/x-raw,format=I420,width=" + std::to_string(width) +
         ",height=" + std::to_string(height) + ",framerate=" + rate + "/1" +
         " ! openh264enc rate-control=quality bitrate=4000000 gop-size=" + rate +
         " ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )";
}

std::string error_of(GstElement* pipeline) {
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  g_autoptr(GstMessage) message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
  g_autoptr(GError) error = nullptr;
  if (message) gst_message_parse_error(message, &error, nullptr);
  return error ? error->message : "it does not start";
}

/// A server makes its cameras when somebody looks, and tells only the viewer that it cannot.
/// @returns what is wrong with a camera's line, or nothing.
std::string complaint_of_street(const std::string& line) {
  g_autoptr(GError) error = nullptr;
  GstElement* camera =
      gst_parse_launch_full(line.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (!camera) return error->message;
  g_autoptr(GstElement) pipeline = gst_pipeline_new(nullptr);
  gst_bin_add(GST_BIN(pipeline), camera);
  const bool has_failed =
      gst_element_set_state(pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE;
  std::string sentence = has_failed ? error_of(pipeline) : "";
  gst_element_set_state(pipeline, GST_STATE_NULL);
  return sentence;
}

/// All viewers of a camera see the same street at the same moment.
void add_camera(GstRTSPServer* server, const std::string& mount, const std::string& line) {
  g_autoptr(GstRTSPMountPoints) mounts = gst_rtsp_server_get_mount_points(server);
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  gst_rtsp_media_factory_set_launch(factory, line.c_str());
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  gst_rtsp_mount_points_add_factory(mounts, mount.c_str(), factory);
}

gboolean quit(gpointer loop) {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_CONTINUE;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  g_autoptr(GError) error = nullptr;
  if (!parse(options, &argc, &argv, &error)) return fail(error->message);
  int width = 0;
  int height = 0;
  const std::string wrong = complaint(options, &width, &height);
  if (!wrong.empty()) return fail(wrong);
  const std::string no_street = complaint_of_street(launch_line(options, 0, width, height));
  if (!no_street.empty()) {
    return fail("with --street '" + std::string(options.properties) +
                "' no camera starts: " + no_street);
  }

  g_autoptr(GMainLoop) loop = g_main_loop_new(nullptr, FALSE);
  g_autoptr(GstRTSPServer) server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, std::to_string(options.port).c_str());
  for (int camera = 0; camera < options.cameras; ++camera) {
    add_camera(server, mount_point(options, camera), launch_line(options, camera, width, height));
  }
  if (gst_rtsp_server_attach(server, nullptr) == 0) {
    return fail("port " + std::to_string(options.port) + " of 127.0.0.1 cannot be listened on");
  }
  for (int camera = 0; camera < options.cameras; ++camera) {
    std::printf("rtsp://127.0.0.1:%d%s seed %ld\n", gst_rtsp_server_get_bound_port(server),
                mount_point(options, camera).c_str(), long(options.seed + camera));
  }
  std::fflush(stdout);
  g_unix_signal_add(SIGINT, quit, loop);
  g_unix_signal_add(SIGTERM, quit, loop);
  g_main_loop_run(loop);
  return 0;
}
