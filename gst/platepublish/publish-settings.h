// SPDX-License-Identifier: MIT
// What the properties of platepublish say, and what follows from it.
#pragma once

#include <string>

#include <glib.h>

#include "publish/access.h"
#include "publish/spool.h"

namespace deepocr::plugin {

enum class PublishMethod { kFile, kMqtt, kKafka };
enum class PublishPayload { kEvents, kFrames };
enum class PublishFormat { kDeepOcr, kDlStreamer };

/// Defaults are those of the element.
struct PublishSettings {
  PublishMethod method = PublishMethod::kFile;
  PublishPayload payload = PublishPayload::kEvents;
  PublishFormat format = PublishFormat::kDeepOcr;
  bool empty_frames = false;
  std::string camera;  ///< empty: the element's name; see prepare()

  std::string location;
  guint64 max_file_size = 0;
  guint max_files = 10;

  std::string address;  ///< empty: the method's usual port on this machine
  std::string topic;    ///< empty: by camera and payload; see prepare()
  std::string status_topic;
  std::string client_id;
  publish::Access access;  ///< of MQTT, TLS is implied by an address that says so, too
  std::string kafka_config;

  std::string spool;  ///< empty: a file of the user's; see prepare()
  guint64 spool_size = 256 << 20;
  publish::Overflow overflow = publish::Overflow::kDropOldest;
  guint64 drain_timeout = 5'000'000'000;  ///< nanoseconds

  /// Fills in what was left empty.
  /// @throws Error for a camera, topic or address that the method cannot use.
  void prepare(const std::string& element_name);
};

/// Where an MQTT broker is.
struct BrokerAddress {
  std::string host;
  int port = 0;  ///< 0: not said
  bool tls = false;
};

/// Understands `host`, `host:port`, `[IPv6]:port`, each also behind `mqtt://`, `tcp://`, or with
/// TLS `mqtts://`, `ssl://`.
/// @throws Error for anything else.
BrokerAddress parse_broker_address(const std::string& text);

}  // namespace deepocr::plugin
