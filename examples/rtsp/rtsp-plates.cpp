// SPDX-License-Identifier: MIT
// Prints the plates that one or more RTSP cameras see, and connects again to those that vanish.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <glib-unix.h>
#include <gst/gst.h>

#include "camera.h"

namespace {

struct Application {
  GMainLoop* loop;
  std::vector<std::unique_ptr<Camera>> cameras;
};

struct Arguments {
  CameraOptions camera;
  int report_seconds = 0;  // 0: only at the end
  std::vector<std::string> uris;
};

int fail(const std::string& sentence) {
  std::fprintf(stderr, "rtsp-plates: %s\n", sentence.c_str());
  return 2;
}

bool is_camera(const std::string& uri) {
  g_autoptr(GUri) parsed = g_uri_parse(uri.c_str(), G_URI_FLAGS_HAS_PASSWORD, nullptr);
  const gchar* host = parsed ? g_uri_get_host(parsed) : nullptr;
  return host && *host != '\0' && g_str_has_prefix(g_uri_get_scheme(parsed), "rtsp");
}

/// Whatever is wrong with it, without the user and the password.
std::string printable(const std::string& uri) {
  const std::size_t at = uri.rfind('@');
  if (at == std::string::npos) return uri;
  const std::size_t scheme = uri.find("://");
  return (scheme < at ? uri.substr(0, scheme + 3) : "") + "…" + uri.substr(at);
}

/// @returns what is wrong in one sentence, or nothing.
std::string parse(Arguments& arguments, int* argc, char*** argv) {
  g_autofree gchar* reader = g_strdup(arguments.camera.reader.c_str());
  g_autofree gchar* protocols = g_strdup(arguments.camera.protocols.c_str());
  g_auto(GStrv) uris = nullptr;
  CameraOptions& camera = arguments.camera;
  const GOptionEntry entries[] = {
      {"reader", 'r', 0, G_OPTION_ARG_STRING, &reader,
       "What reads, as in a launch line ('deepocr model-instance-id=cameras', whose id lets all "
       "cameras share the loaded models)",
       "ELEMENTS"},
      {"protocols", 0, 0, G_OPTION_ARG_STRING, &protocols, "As of rtspsrc: tcp, udp, tls (tcp)",
       "PROTOCOLS"},
      {"stall", 0, 0, G_OPTION_ARG_INT, &camera.stall_seconds,
       "Without a frame for so long, connect again (10)", "SECONDS"},
      {"longest-pause", 0, 0, G_OPTION_ARG_INT, &camera.longest_pause_seconds,
       "Before trying again; pauses grow from 1 s up to this (30)", "SECONDS"},
      {"report", 0, 0, G_OPTION_ARG_INT, &arguments.report_seconds,
       "Print the counts of each camera so often, not only at the end", "SECONDS"},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &uris, nullptr, "URI..."},
      {}};
  g_autoptr(GOptionContext) context = g_option_context_new(nullptr);
  g_option_context_set_summary(
      context, "Prints the plates that RTSP cameras see. Each camera has a pipeline of its own.");
  g_option_context_add_main_entries(context, entries, nullptr);
  g_option_context_add_group(context, gst_init_get_option_group());
  g_autoptr(GError) error = nullptr;
  if (!g_option_context_parse(context, argc, argv, &error)) return error->message;
  camera.reader = reader;
  camera.protocols = protocols;
  for (gchar** uri = uris; uri && *uri; ++uri) arguments.uris.emplace_back(*uri);
  if (arguments.uris.empty()) return "the URI of a camera is missing: rtsp://HOST/PATH";
  if (camera.stall_seconds < 1) return "--stall wants 1 or more seconds";
  if (camera.longest_pause_seconds < 1) return "--longest-pause wants 1 or more seconds";
  if (arguments.report_seconds < 0) return "--report wants 0 or more seconds";
  for (const std::string& uri : arguments.uris) {
    if (is_camera(uri)) continue;
    return "'" + printable(uri) + "' is not the URI of an RTSP camera: rtsp://HOST/PATH";
  }
  return {};
}

gboolean report(gpointer data) {
  for (const auto& camera : static_cast<Application*>(data)->cameras) {
    const CameraCounts counts = camera->counts();
    std::fprintf(stderr, "%s: %" G_GUINT64_FORMAT " frames, %d plates, connected %d times, %s\n",
                 camera->name().c_str(), counts.frames, counts.plates, counts.connections,
                 camera->is_connected() ? "on line" : "off line");
  }
  return G_SOURCE_CONTINUE;
}

gboolean quit(gpointer data) {
  g_main_loop_quit(static_cast<Application*>(data)->loop);
  return G_SOURCE_CONTINUE;
}

/// As long as one camera is left, the program goes on.
void on_given_up(gpointer data) {
  auto* application = static_cast<Application*>(data);
  const bool is_over = std::all_of(application->cameras.begin(), application->cameras.end(),
                                   [](const auto& camera) { return camera->gave_up(); });
  if (is_over) g_main_loop_quit(application->loop);
}

bool run(const Arguments& arguments) {
  g_autoptr(GMainLoop) loop = g_main_loop_new(nullptr, FALSE);
  Application application{loop, {}};
  for (const std::string& uri : arguments.uris) {
    application.cameras.push_back(
        std::make_unique<Camera>(uri, arguments.camera, on_given_up, &application));
  }
  bool is_any_started = false;
  for (const auto& camera : application.cameras) is_any_started |= camera->start();
  if (!is_any_started) return false;
  g_unix_signal_add(SIGINT, quit, &application);
  g_unix_signal_add(SIGTERM, quit, &application);
  if (arguments.report_seconds > 0) {
    g_timeout_add_seconds(guint(arguments.report_seconds), report, &application);
  }
  g_main_loop_run(loop);
  report(&application);
  return !std::all_of(application.cameras.begin(), application.cameras.end(),
                      [](const auto& camera) { return camera->gave_up(); });
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  const std::string wrong = parse(arguments, &argc, &argv);
  if (!wrong.empty()) return fail(wrong);
  return run(arguments) ? 0 : 1;
}
