// SPDX-License-Identifier: MIT
// The cameras, what they reported, and the answers to the page.
#pragma once

#include <memory>
#include <vector>

#include "camera.h"
#include "event_log.h"
#include "event_stream.h"
#include "http_server.h"
#include "options.h"

namespace dashboard {

class Dashboard {
 public:
  /// Starts the cameras and listens.
  /// @throws std::invalid_argument for a camera, std::runtime_error for an address, with a
  /// sentence.
  explicit Dashboard(const Options& options);
  ~Dashboard();

  std::string uri() const { return server_.uri(); }

 private:
  void add_camera(const CameraSource& source, const Options& options);
  void take_event(Event event);
  void send_cameras();
  static gboolean on_second(gpointer self) noexcept;

  Response answer(const Request& request) const;
  Response answer_picture(const std::string& index) const;
  Response answer_plate(const std::string& id) const;
  Response answer_events(const Request& request) const;
  Response answer_search(const Request& request) const;
  std::string cameras_json() const;
  bool begin_stream(const Request& request, SoupServerMessage* message);

  std::int64_t start_;  // ms since 1970
  EventLog log_;
  EventStream stream_;
  std::vector<std::unique_ptr<Camera>> cameras_;
  HttpServer server_;
  guint timer_ = 0;
};

}  // namespace dashboard
