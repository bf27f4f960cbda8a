// SPDX-License-Identifier: MIT
// A web page that shows what cameras see, which plates pass, and finds them again.
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <glib-unix.h>

#include <malloc.h>

#include "dashboard.h"

namespace {

/// A second signal ends the process at once.
gboolean quit(gpointer loop) {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_REMOVE;
}

void run(const dashboard::Options& options) {
  const dashboard::Dashboard dashboard(options);
  g_autoptr(GMainLoop) loop = g_main_loop_new(nullptr, FALSE);
  g_unix_signal_add(SIGINT, quit, loop);
  g_unix_signal_add(SIGTERM, quit, loop);
  std::printf("Open %s\n", dashboard.uri().c_str());
  std::fflush(stdout);
  g_main_loop_run(loop);
}

}  // namespace

int main(int argc, char** argv) {
#ifdef M_ARENA_MAX
  // Threads come and go with each camera's run and each picture of a plate. With an arena for each,
  // what is allocated in one and freed in another adds up to megabytes in some minutes.
  mallopt(M_ARENA_MAX, 2);
#endif
  try {
    run(dashboard::parse_options(&argc, &argv));
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "deepocr-dashboard: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "deepocr-dashboard: %s\n", error.what());
    return 1;
  }
}
