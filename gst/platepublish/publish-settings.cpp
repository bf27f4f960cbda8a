// SPDX-License-Identifier: MIT
// What the properties of platepublish say, and what follows from it.
#include "publish-settings.h"

#include <algorithm>
#include <charconv>

#include "deepocr/error.h"

namespace deepocr::plugin {
namespace {

const char* name_of(PublishMethod method) {
  return method == PublishMethod::kMqtt ? "mqtt" : "kafka";
}

const char* name_of(PublishPayload payload) {
  return payload == PublishPayload::kEvents ? "events" : "frames";
}

/// A few digits that tell `text` from others, the same in each process.
std::string short_hash(const std::string& text) {
  constexpr std::size_t kDigits = 8;
  g_autofree gchar* hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text.c_str(), -1);
  return std::string(hash, kDigits);
}

/// A camera's name as a part of a file's name. Names that differ only in what a file's name may not
/// have are told apart by a hash.
std::string file_part(const std::string& name) {
  std::string part = name;
  std::replace_if(
      part.begin(), part.end(),
      [](unsigned char c) { return !g_ascii_isalnum(c) && c != '-' && c != '_' && c != '.'; }, '_');
  return part == name ? part : part + "-" + short_hash(name);
}

std::string default_spool(const PublishSettings& settings) {
  const std::string file = file_part(settings.camera) + "-" + name_of(settings.method) + "-" +
                           name_of(settings.payload) + ".spool";
  g_autofree gchar* path =
      g_build_filename(g_get_user_state_dir(), "deepocr", file.c_str(), nullptr);
  return path;
}

void check_mqtt_topic(const char* property, const std::string& topic) {
  if (!g_utf8_validate(topic.c_str(), static_cast<gssize>(topic.size()), nullptr)) {
    throw Error(ErrorCode::kInvalidArgument, std::string(property) + " is not UTF-8");
  }
  if (topic.find_first_of("+#") == std::string::npos && topic.size() <= 65535) return;
  throw Error(ErrorCode::kInvalidArgument,
              std::string(property) + " is '" + topic +
                  "', and messages cannot be sent to an MQTT topic with '+' or '#'");
}

/// Kafka refuses each message to a topic of another name.
void check_kafka_topic(const std::string& topic) {
  constexpr std::size_t kLongest = 249;
  const auto is_allowed = [](unsigned char c) {
    return g_ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  };
  if (topic.size() <= kLongest && topic != "." && topic != ".." &&
      std::all_of(topic.begin(), topic.end(), is_allowed)) {
    return;
  }
  throw Error(ErrorCode::kInvalidArgument, "topic is '" + topic + "', and a Kafka topic is 1 to " +
                                               std::to_string(kLongest) +
                                               " ASCII letters, digits, '.', '_' and '-'");
}

/// An address without the user and the password that may stand in it.
std::string without_user(const std::string& address) {
  const std::size_t at = address.rfind('@');
  return at == std::string::npos ? address : "…" + address.substr(at);
}

bool take_prefix(std::string& text, const char* prefix) {
  if (!g_str_has_prefix(text.c_str(), prefix)) return false;
  text.erase(0, std::string(prefix).size());
  return true;
}

/// Whether `text` may begin with an IPv6 address in brackets; the port stays in `text`.
std::string take_host(std::string& text) {
  const bool bracketed = !text.empty() && text.front() == '[';
  const std::size_t end = text.find(bracketed ? ']' : ':');
  std::string host;
  if (bracketed) {
    if (end == std::string::npos) return {};
    host = text.substr(1, end - 1);
    text.erase(0, end + 1);
  } else {
    host = text.substr(0, end);
    text.erase(0, host.size());
  }
  return host;
}

int parse_port(const std::string& text) {
  int port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && rest == end && port > 0 && port <= 65535 ? port : -1;
}

}  // namespace

BrokerAddress parse_broker_address(const std::string& text) {
  BrokerAddress address;
  std::string rest = text;
  address.tls = take_prefix(rest, "mqtts://") || take_prefix(rest, "ssl://");
  if (!address.tls && !take_prefix(rest, "mqtt://")) take_prefix(rest, "tcp://");
  address.host = take_host(rest);
  if (!rest.empty()) address.port = rest.front() == ':' ? parse_port(rest.substr(1)) : -1;
  if (address.host.empty() || address.port < 0) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "address is '" + without_user(text) + "', where host or host:port of a broker is needed");
  }
  return address;
}

void PublishSettings::prepare(const std::string& element_name) {
  if (camera.empty()) camera = element_name;
  if (method == PublishMethod::kFile) return;
  if (access.user.empty() && !access.password.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "password is set, and username is not");
  }
  if (topic.empty()) {
    topic = method == PublishMethod::kKafka
                ? std::string("deepocr.") + name_of(payload)
                : std::string("deepocr/") + camera + "/" + name_of(payload);
  }
  if (method == PublishMethod::kMqtt) {
    if (status_topic.empty()) status_topic = "deepocr/" + camera + "/status";
    check_mqtt_topic("topic", topic);
    check_mqtt_topic("status-topic", status_topic);
    if (address.empty()) address = "localhost";
    parse_broker_address(address);
  } else {
    check_kafka_topic(topic);
    if (address.empty()) address = "localhost:9092";
  }
  if (spool.empty()) spool = default_spool(*this);
}

}  // namespace deepocr::plugin
