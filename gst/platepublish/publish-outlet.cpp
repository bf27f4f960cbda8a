// SPDX-License-Identifier: MIT
// Where platepublish's records go: a file, or a broker behind a spool.
#include "publish-outlet.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <utility>

#include "deepocr/error.h"
#include "publish/kafka_transport.h"
#include "publish/line_file.h"
#include "publish/mqtt_transport.h"

namespace deepocr::plugin {
namespace {

using publish::Counters;
using publish::LineFile;
using publish::LineFileCounters;
using publish::Message;
using publish::Publisher;
using publish::PublisherOptions;
using publish::Transport;

std::int64_t signed_size(guint64 size) {
  constexpr guint64 kMost = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(size, kMost));
}

Counters counters_of(const LineFileCounters& file) {
  Counters counters;
  counters.accepted = file.written;
  counters.delivered = file.written;
  counters.dropped = file.dropped;
  counters.errors = file.errors;
  counters.last_error = file.last_error;
  return counters;
}

class FileOutlet final : public PublishOutlet {
 public:
  explicit FileOutlet(const publish::LineFileOptions& options) : file_(options) {
    counters_.connected = true;
  }

  bool publish(const Message& message) override {
    const bool written = file_.write(message.payload);
    // Not held while writing: others who use the file may let it wait.
    const std::lock_guard<std::mutex> lock(mutex_);
    counters_ = counters_of(file_.counters());
    counters_.connected = written;
    return written;
  }

  void stop_waiting() noexcept override { file_.stop_waiting(); }
  void wait_again() noexcept override { file_.wait_again(); }

  Counters counters() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return counters_;
  }

  bool drain() override { return true; }
  void close() override {}

 private:
  LineFile file_;
  mutable std::mutex mutex_;
  Counters counters_;
};

class BrokerOutlet final : public PublishOutlet {
 public:
  BrokerOutlet(std::unique_ptr<Transport> transport, const PublisherOptions& options)
      : publisher_(std::move(transport), options) {}

  bool publish(const Message& message) override { return publisher_.publish(message); }
  void stop_waiting() noexcept override {}  // it never waits
  void wait_again() noexcept override {}
  Counters counters() const override { return publisher_.counters(); }
  bool drain() override { return publisher_.drain(std::chrono::milliseconds(0)); }
  void close() override { publisher_.close(); }

 private:
  Publisher publisher_;
};

#if !defined(DEEPOCR_HAVE_MQTT) || !defined(DEEPOCR_HAVE_KAFKA)
[[noreturn]] void throw_not_built(const char* method, const char* package) {
  throw Error(ErrorCode::kInvalidArgument,
              std::string("method is '") + method + "', and this build is without it: install " +
                  package + ", then build with -D" + method + "=enabled");
}
#endif

#ifdef DEEPOCR_HAVE_MQTT
std::unique_ptr<Transport> make_mqtt(const PublishSettings& settings) {
  const BrokerAddress broker = parse_broker_address(settings.address);
  publish::MqttOptions options;
  options.host = broker.host;
  options.port = broker.port;
  options.client_id = settings.client_id;
  options.access = settings.access;
  options.access.tls |= broker.tls;
  options.status_topic = settings.status_topic;
  return publish::make_mqtt_transport(options);
}
#else
std::unique_ptr<Transport> make_mqtt(const PublishSettings&) {
  throw_not_built("mqtt", "libmosquitto-dev");
}
#endif

#ifdef DEEPOCR_HAVE_KAFKA
std::unique_ptr<Transport> make_kafka(const PublishSettings& settings) {
  publish::KafkaOptions options;
  options.brokers = settings.address;
  options.client_id = settings.client_id;
  options.access = settings.access;
  options.configuration = publish::parse_kafka_configuration(settings.kafka_config);
  return publish::make_kafka_transport(options);
}
#else
std::unique_ptr<Transport> make_kafka(const PublishSettings&) {
  throw_not_built("kafka", "librdkafka-dev");
}
#endif

std::unique_ptr<PublishOutlet> open_file(const PublishSettings& settings,
                                         publish::Report on_problem, publish::Report on_recovery) {
  publish::LineFileOptions options;
  options.location = settings.location;
  options.max_file_size = signed_size(settings.max_file_size);
  options.max_files = static_cast<int>(settings.max_files);
  options.on_problem = std::move(on_problem);
  options.on_recovery = std::move(on_recovery);
  return std::make_unique<FileOutlet>(options);
}

}  // namespace

std::unique_ptr<PublishOutlet> open_outlet(const PublishSettings& settings,
                                           publish::Report on_problem,
                                           publish::Report on_recovery) {
  if (settings.method == PublishMethod::kFile) {
    return open_file(settings, std::move(on_problem), std::move(on_recovery));
  }
  PublisherOptions options;
  options.spool.path = settings.spool;
  options.spool.max_bytes = signed_size(settings.spool_size);
  options.spool.max_messages = std::numeric_limits<std::int64_t>::max();
  options.spool.overflow = settings.overflow;
  options.on_problem = std::move(on_problem);
  options.on_recovery = std::move(on_recovery);
  return std::make_unique<BrokerOutlet>(
      settings.method == PublishMethod::kMqtt ? make_mqtt(settings) : make_kafka(settings),
      options);
}

}  // namespace deepocr::plugin
