// SPDX-License-Identifier: MIT
// Messages to an MQTT broker.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "publish/access.h"
#include "publish/transport.h"

namespace deepocr::publish {

struct MqttOptions {
  std::string host;       ///< name or address
  int port = 0;           ///< 0: 1883, with TLS 8883
  std::string client_id;  ///< empty: one that stays the same for each spool
  Access access;
  /// Where `online` and, by the last will too, `offline` are kept for whoever subscribes. Empty:
  /// nowhere.
  std::string status_topic;
  std::chrono::seconds keep_alive{30};
};

/// MQTT 3.1.1, quality of service 1. Made for builds with DEEPOCR_HAVE_MQTT.
/// @throws Error when an option is wrong, or a certificate file cannot be used.
std::unique_ptr<Transport> make_mqtt_transport(const MqttOptions& options);

}  // namespace deepocr::publish
