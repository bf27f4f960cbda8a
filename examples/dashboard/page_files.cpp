// SPDX-License-Identifier: MIT
// The files of the page, which are compiled in.
#include "page_files.h"

#include <gio/gio.h>

namespace dashboard {

namespace {

std::string content_type(const std::string& path) {
  constexpr const char* kTypes[][2] = {{".html", "text/html; charset=utf-8"},
                                       {".css", "text/css; charset=utf-8"},
                                       {".js", "text/javascript; charset=utf-8"},
                                       {".svg", "image/svg+xml"}};
  for (const auto& type : kTypes) {
    if (g_str_has_suffix(path.c_str(), type[0])) return type[1];
  }
  return "application/octet-stream";
}

}  // namespace

Response page_file(const std::string& path) {
  Response response;
  g_autoptr(GError) error = nullptr;
  response.body.reset(g_resources_lookup_data(("/deepocr/dashboard" + path).c_str(),
                                              G_RESOURCE_LOOKUP_FLAGS_NONE, &error));
  if (!response.body) return response;
  response.type = content_type(path);
  g_autofree gchar* checksum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, response.body.get());
  response.tag = checksum;
  response.caching = "no-cache";
  return response;
}

}  // namespace dashboard
