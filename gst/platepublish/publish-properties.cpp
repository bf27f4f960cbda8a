// SPDX-License-Identifier: MIT
// The properties of the element platepublish as GObject sees them.
#include "publish-properties.h"

namespace deepocr::plugin {
namespace {

constexpr auto kFixed =
    static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);

const PublishSettings kDefaults;

GType method_type() {
  static const GEnumValue values[] = {
      {int(PublishMethod::kFile), "Lines of a file, or of standard output", "file"},
      {int(PublishMethod::kMqtt), "An MQTT broker", "mqtt"},
      {int(PublishMethod::kKafka), "A Kafka cluster", "kafka"},
      {0, nullptr, nullptr}};
  static const GType type = g_enum_register_static("GstPlatePublishMethod", values);
  return type;
}

GType payload_type() {
  static const GEnumValue values[] = {
      {int(PublishPayload::kEvents), "One object for each passage of a plate", "events"},
      {int(PublishPayload::kFrames), "One object for each frame with readings", "frames"},
      {0, nullptr, nullptr}};
  static const GType type = g_enum_register_static("GstPlatePublishPayload", values);
  return type;
}

GType format_type() {
  static const GEnumValue values[] = {
      {int(PublishFormat::kDeepOcr), "All fields of a reading, see docs/publishing.md", "deepocr"},
      {int(PublishFormat::kDlStreamer), "As gvametaconvert of Intel DL Streamer", "dlstreamer"},
      {0, nullptr, nullptr}};
  static const GType type = g_enum_register_static("GstPlatePublishFormat", values);
  return type;
}

GType overflow_type() {
  static const GEnumValue values[] = {
      {int(publish::Overflow::kDropOldest), "What waits for longest makes room", "drop-oldest"},
      {int(publish::Overflow::kDropNewest), "What comes is dropped", "drop-newest"},
      {0, nullptr, nullptr}};
  static const GType type = g_enum_register_static("GstPlatePublishOverflow", values);
  return type;
}

GParamSpec* string_property(const char* name, const char* nick, const char* blurb) {
  return g_param_spec_string(name, nick, blurb, nullptr, kFixed);
}

void install_record_properties(GObjectClass* klass) {
  g_object_class_install_property(klass, kPublishPropMethod,
                                  g_param_spec_enum("method", "Method", "Where to publish",
                                                    method_type(), int(kDefaults.method), kFixed));
  g_object_class_install_property(
      klass, kPublishPropPayload,
      g_param_spec_enum("payload", "Payload", "What one JSON object is about", payload_type(),
                        int(kDefaults.payload), kFixed));
  g_object_class_install_property(
      klass, kPublishPropFormat,
      g_param_spec_enum("format", "Format", "The shape of the JSON objects", format_type(),
                        int(kDefaults.format), kFixed));
  g_object_class_install_property(
      klass, kPublishPropCamera,
      string_property("camera", "Camera",
                      "Name of the camera in each object, and the key in Kafka (unset: the "
                      "element's name)"));
  g_object_class_install_property(
      klass, kPublishPropEmptyFrames,
      g_param_spec_boolean("empty-frames", "Empty frames",
                           "With payload=frames, also publish frames without readings",
                           kDefaults.empty_frames, kFixed));
}

void install_file_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPublishPropLocation,
      string_property("location", "Location",
                      "[file] File to append lines to (unset or \"-\": standard output)"));
  g_object_class_install_property(
      klass, kPublishPropMaxFileSize,
      g_param_spec_uint64("max-file-size", "Maximum file size",
                          "[file] Begin a new file rather than exceed this many bytes, and keep "
                          "the old one as location.1 and so on (0: never)",
                          0, G_MAXINT64, kDefaults.max_file_size, kFixed));
  g_object_class_install_property(
      klass, kPublishPropMaxFiles,
      g_param_spec_uint("max-files", "Maximum files",
                        "[file] With max-file-size, keep at most this many files, the current one "
                        "included; the oldest is deleted",
                        1, 1'000'000, kDefaults.max_files, kFixed));
}

void install_broker_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPublishPropAddress,
      string_property(
          "address", "Address",
          "[mqtt | kafka] host:port of the broker, for MQTT also mqtt:// or mqtts:// before it, "
          "for Kafka several separated by commas (unset: localhost and the usual port)"));
  g_object_class_install_property(
      klass, kPublishPropTopic,
      string_property("topic", "Topic",
                      "[mqtt | kafka] Topic of the messages (unset: deepocr/CAMERA/PAYLOAD, in "
                      "Kafka deepocr.PAYLOAD)"));
  g_object_class_install_property(
      klass, kPublishPropStatusTopic,
      string_property("status-topic", "Status topic",
                      "[mqtt] Topic that keeps \"online\" or \"offline\" (unset: "
                      "deepocr/CAMERA/status)"));
  g_object_class_install_property(
      klass, kPublishPropUsername,
      string_property("username", "User name", "[mqtt | kafka] Name to log in with (unset: none)"));
  g_object_class_install_property(
      klass, kPublishPropPassword,
      // Not readable, so that it is in no dump of the pipeline.
      g_param_spec_string("password", "Password", "[mqtt | kafka] Password that goes with username",
                          nullptr,
                          static_cast<GParamFlags>(G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS |
                                                   GST_PARAM_MUTABLE_READY)));
  g_object_class_install_property(
      klass, kPublishPropClientId,
      string_property("client-id", "Client ID",
                      "[mqtt | kafka] Name that the broker knows this client by (unset: one that "
                      "belongs to the spool)"));
  g_object_class_install_property(
      klass, kPublishPropKafkaConfig,
      string_property("kafka-config", "Kafka configuration",
                      "[kafka] Further properties of librdkafka: \"name=value;name=value\""));
}

void install_tls_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPublishPropTls,
      g_param_spec_boolean(
          "tls", "TLS",
          "[mqtt | kafka] Encrypt, and check the broker's certificate against "
          "ca-file or the system's authorities; implied by ca-file, cert-file and key-file",
          kDefaults.access.tls, kFixed));
  g_object_class_install_property(
      klass, kPublishPropCaFile,
      string_property("ca-file", "CA file",
                      "[mqtt | kafka] PEM file of the authorities that may have signed the "
                      "broker's certificate"));
  g_object_class_install_property(
      klass, kPublishPropCertFile,
      string_property("cert-file", "Certificate file",
                      "[mqtt | kafka] PEM file of this client's certificate"));
  g_object_class_install_property(
      klass, kPublishPropKeyFile,
      string_property("key-file", "Key file",
                      "[mqtt | kafka] PEM file of the key that goes with cert-file"));
}

void install_spool_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPublishPropSpool,
      string_property("spool", "Spool",
                      "[mqtt | kafka] File in which messages wait until the broker has them "
                      "(unset: $XDG_STATE_HOME/deepocr/CAMERA-METHOD-PAYLOAD.spool)"));
  g_object_class_install_property(
      klass, kPublishPropSpoolSize,
      g_param_spec_uint64("spool-size", "Spool size",
                          "[mqtt | kafka] Bytes that may wait; then overflow decides", 1 << 16,
                          G_MAXINT64, kDefaults.spool_size, kFixed));
  g_object_class_install_property(
      klass, kPublishPropOverflow,
      g_param_spec_enum("overflow", "Overflow",
                        "[mqtt | kafka] What to drop when the spool is full", overflow_type(),
                        int(kDefaults.overflow), kFixed));
  g_object_class_install_property(
      klass, kPublishPropDrainTimeout,
      g_param_spec_uint64("drain-timeout", "Drain timeout",
                          "[mqtt | kafka] Nanoseconds to wait at the end of the stream for what is "
                          "not delivered yet; the rest is sent at the next start",
                          0, G_MAXINT64, kDefaults.drain_timeout, kFixed));
}

/// @returns null when `id` is no property with a string.
std::string* string_member(PublishSettings& settings, guint id) {
  switch (id) {
    case kPublishPropCamera:
      return &settings.camera;
    case kPublishPropLocation:
      return &settings.location;
    case kPublishPropAddress:
      return &settings.address;
    case kPublishPropTopic:
      return &settings.topic;
    case kPublishPropStatusTopic:
      return &settings.status_topic;
    case kPublishPropUsername:
      return &settings.access.user;
    case kPublishPropPassword:
      return &settings.access.password;
    case kPublishPropClientId:
      return &settings.client_id;
    case kPublishPropCaFile:
      return &settings.access.ca_file;
    case kPublishPropCertFile:
      return &settings.access.cert_file;
    case kPublishPropKeyFile:
      return &settings.access.key_file;
    case kPublishPropKafkaConfig:
      return &settings.kafka_config;
    case kPublishPropSpool:
      return &settings.spool;
    default:
      return nullptr;
  }
}

}  // namespace

void install_publish_properties(GObjectClass* klass) {
  install_record_properties(klass);
  install_file_properties(klass);
  install_broker_properties(klass);
  install_tls_properties(klass);
  install_spool_properties(klass);
  g_object_class_install_property(
      klass, kPublishPropStats,
      g_param_spec_boxed(
          "stats", "Statistics", "Counts of what was published, delivered, dropped and waits",
          GST_TYPE_STRUCTURE, static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)));
  for (const GType type : {method_type(), payload_type(), format_type(), overflow_type()}) {
    gst_type_mark_as_plugin_api(type, static_cast<GstPluginAPIFlags>(0));
  }
}

void apply_publish_property(PublishSettings& settings, guint id, const GValue* value) {
  if (std::string* member = string_member(settings, id); member != nullptr) {
    const gchar* text = g_value_get_string(value);
    *member = text != nullptr ? text : "";
    return;
  }
  switch (id) {
    case kPublishPropMethod:
      settings.method = static_cast<PublishMethod>(g_value_get_enum(value));
      break;
    case kPublishPropPayload:
      settings.payload = static_cast<PublishPayload>(g_value_get_enum(value));
      break;
    case kPublishPropFormat:
      settings.format = static_cast<PublishFormat>(g_value_get_enum(value));
      break;
    case kPublishPropEmptyFrames:
      settings.empty_frames = g_value_get_boolean(value) != FALSE;
      break;
    case kPublishPropMaxFileSize:
      settings.max_file_size = g_value_get_uint64(value);
      break;
    case kPublishPropMaxFiles:
      settings.max_files = g_value_get_uint(value);
      break;
    case kPublishPropTls:
      settings.access.tls = g_value_get_boolean(value) != FALSE;
      break;
    case kPublishPropSpoolSize:
      settings.spool_size = g_value_get_uint64(value);
      break;
    case kPublishPropOverflow:
      settings.overflow = static_cast<publish::Overflow>(g_value_get_enum(value));
      break;
    case kPublishPropDrainTimeout:
      settings.drain_timeout = g_value_get_uint64(value);
      break;
    default:
      break;
  }
}

void report_publish_property(const PublishSettings& settings, guint id, GValue* value) {
  PublishSettings copy = settings;
  if (const std::string* member = string_member(copy, id); member != nullptr) {
    g_value_set_string(value, member->empty() ? nullptr : member->c_str());
    return;
  }
  switch (id) {
    case kPublishPropMethod:
      g_value_set_enum(value, int(settings.method));
      break;
    case kPublishPropPayload:
      g_value_set_enum(value, int(settings.payload));
      break;
    case kPublishPropFormat:
      g_value_set_enum(value, int(settings.format));
      break;
    case kPublishPropEmptyFrames:
      g_value_set_boolean(value, settings.empty_frames);
      break;
    case kPublishPropMaxFileSize:
      g_value_set_uint64(value, settings.max_file_size);
      break;
    case kPublishPropMaxFiles:
      g_value_set_uint(value, settings.max_files);
      break;
    case kPublishPropTls:
      g_value_set_boolean(value, settings.access.tls);
      break;
    case kPublishPropSpoolSize:
      g_value_set_uint64(value, settings.spool_size);
      break;
    case kPublishPropOverflow:
      g_value_set_enum(value, int(settings.overflow));
      break;
    case kPublishPropDrainTimeout:
      g_value_set_uint64(value, settings.drain_timeout);
      break;
    default:
      break;
  }
}

}  // namespace deepocr::plugin
