// SPDX-License-Identifier: MIT
// The command line.
#include "options.h"

#include <set>
#include <stdexcept>

#include <glib.h>
#include <gst/gst.h>

namespace dashboard {

namespace {

constexpr const char* kDescription =
    "SOURCE is a URI, a file, a device, or the beginning of a GStreamer launch line that ends in\n"
    "video frames; a launch line may contain a deepocr of its own. Without a camera, a rendered "
    "one\n"
    "is shown. Examples:\n"
    "  deepocr-dashboard --camera gate=rtsp://camera/stream --camera yard=/dev/video0\n"
    "  deepocr-dashboard --camera 'lane=rtspsrc location=rtsp://camera/stream ! decodebin ! "
    "deepocr "
    "threshold=0.99'";

constexpr const char* kRenderedCamera =
    "platetestsrc is-live=true attach-regions=false plates=3 ! "
    "video/x-raw,width=960,height=540,framerate=15/1";

constexpr int kMostCameras = 64;

void check_range(const char* option, int value, int lowest, int highest) {
  if (value >= lowest && value <= highest) return;
  throw std::invalid_argument("--" + std::string(option) + " wants a number from " +
                              std::to_string(lowest) + " to " + std::to_string(highest) + ", not " +
                              std::to_string(value));
}

std::vector<CameraSource> parse_cameras(const gchar* const* texts) {
  std::vector<CameraSource> cameras;
  std::set<std::string> names;
  for (; texts && *texts; ++texts) {
    cameras.push_back(parse_camera(*texts));
    if (!names.insert(cameras.back().name).second) {
      throw std::invalid_argument("two cameras have the name '" + cameras.back().name + "'");
    }
  }
  if (cameras.size() > kMostCameras) {
    throw std::invalid_argument("there are more than " + std::to_string(kMostCameras) + " cameras");
  }
  if (cameras.empty()) cameras.push_back({"rendered street", kRenderedCamera});
  return cameras;
}

}  // namespace

Options parse_options(int* argument_count, char*** arguments) {
  Options options;
  g_autofree gchar* address = nullptr;
  g_auto(GStrv) hosts = nullptr;
  g_auto(GStrv) cameras = nullptr;
  const GOptionEntry entries[] = {
      {"camera", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &cameras, "A camera; may be given again",
       "NAME=SOURCE"},
      {"port", 'p', 0, G_OPTION_ARG_INT, &options.port, "Where to listen (8080); 0: any free port",
       "PORT"},
      {"address", 'a', 0, G_OPTION_ARG_STRING, &address,
       "Where to listen (127.0.0.1: this machine only)", "ADDRESS"},
      {"host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &hosts,
       "Another name of this page, as of a proxy; may be given again", "NAME"},
      {"events", 0, 0, G_OPTION_ARG_INT, &options.events, "How many plates to keep (1000)",
       "COUNT"},
      {"width", 0, 0, G_OPTION_ARG_INT, &options.pictures.width,
       "Largest width and height of pictures (640)", "PIXELS"},
      {"rate", 0, 0, G_OPTION_ARG_INT, &options.pictures.rate, "Pictures per second and camera (4)",
       "COUNT"},
      {"timeout", 0, 0, G_OPTION_ARG_INT, &options.timeout,
       "Start a camera again after so long without a frame (15); 0: never", "SECONDS"},
      {nullptr, 0, 0, G_OPTION_ARG_NONE, nullptr, nullptr, nullptr}};
  g_autoptr(GOptionContext) context = g_option_context_new("- plates of cameras on a web page");
  g_option_context_set_description(context, kDescription);
  g_option_context_add_main_entries(context, entries, nullptr);
  g_option_context_add_group(context, gst_init_get_option_group());
  g_autoptr(GError) error = nullptr;
  if (!g_option_context_parse(context, argument_count, arguments, &error)) {
    throw std::invalid_argument(error->message);
  }
  if (*argument_count > 1) {
    throw std::invalid_argument("unknown argument '" + std::string((*arguments)[1]) +
                                "'; --help lists the options");
  }
  check_range("port", options.port, 0, 65535);
  check_range("events", options.events, 1, 100000);
  check_range("width", options.pictures.width, 16, 4096);
  check_range("rate", options.pictures.rate, 1, 30);
  check_range("timeout", options.timeout, 0, 86400);
  if (address) options.address = address;
  for (gchar** host = hosts; host && *host; ++host) options.hosts.emplace_back(*host);
  options.cameras = parse_cameras(cameras);
  return options;
}

}  // namespace dashboard
