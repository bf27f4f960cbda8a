// SPDX-License-Identifier: MIT
// Messages to a Kafka cluster.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "publish/access.h"
#include "publish/transport.h"

namespace deepocr::publish {

struct KafkaOptions {
  std::string brokers;    ///< host:port, separated by commas
  std::string client_id;  ///< empty: one that stays the same for each spool
  Access access;          ///< with a user: SASL PLAIN, unless `configuration` says more
  /// Further properties of librdkafka, set last.
  std::vector<std::pair<std::string, std::string>> configuration;
};

/// Splits `name=value;name=value`. @throws Error for a part without a name or `=`.
std::vector<std::pair<std::string, std::string>> parse_kafka_configuration(const std::string& text);

/// An idempotent producer; a message's key decides on its partition. Made for builds with
/// DEEPOCR_HAVE_KAFKA.
/// @throws Error when an option is wrong, or a certificate file cannot be used.
std::unique_ptr<Transport> make_kafka_transport(const KafkaOptions& options);

}  // namespace deepocr::publish
