// SPDX-License-Identifier: MIT
// A process that publishes events, for tests that kill it:
//   publish-events mqtt|kafka ADDRESS SPOOL ACCEPTED FIRST
// It appends the id of each event to the file ACCEPTED once that is accepted. When there is a file
// ACCEPTED.enough it ends, after all were delivered. Events of three cameras, 100 at a time, 200 a
// second.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "publish/publisher.h"
#include "test_files.h"
#ifdef DEEPOCR_HAVE_MQTT
#include "publish/mqtt_transport.h"
#endif
#ifdef DEEPOCR_HAVE_KAFKA
#include "publish/kafka_transport.h"
#endif

namespace deepocr::publish {
namespace {

std::unique_ptr<Transport> make_transport([[maybe_unused]] const std::string& method,
                                          [[maybe_unused]] const std::string& address) {
#ifdef DEEPOCR_HAVE_MQTT
  if (method == "mqtt") {
    MqttOptions options;
    options.host = "127.0.0.1";
    options.port = std::stoi(address);
    options.status_topic = "deepocr/status";
    return make_mqtt_transport(options);
  }
#endif
#ifdef DEEPOCR_HAVE_KAFKA
  if (method == "kafka") {
    KafkaOptions options;
    options.brokers = address;
    options.configuration = {{"reconnect.backoff.ms", "20"}, {"reconnect.backoff.max.ms", "100"}};
    return make_kafka_transport(options);
  }
#endif
  throw std::invalid_argument(method);
}

int publish_events(char** arguments) {
  PublisherOptions options;
  options.spool.path = arguments[3];
  options.min_backoff = std::chrono::milliseconds(20);
  options.max_backoff = std::chrono::milliseconds(200);
  options.on_problem = [](const std::string& sentence) { std::cout << sentence << std::endl; };
  options.on_recovery = options.on_problem;
  Publisher publisher(make_transport(arguments[1], arguments[2]), options);
  const int accepted = open(arguments[4], O_WRONLY | O_CREAT | O_APPEND, 0600);
  const char* const cameras[] = {"gate", "yard", "ramp"};
  const std::string enough = std::string(arguments[4]) + ".enough";
  for (int i = std::stoi(arguments[5]); !std::filesystem::exists(enough); ++i) {
    // The mock cluster keeps 5 MB of each partition.
    const bool to_kafka = arguments[1] == std::string("kafka");
    Message message = test::message_of(i, cameras[i % 3], to_kafka ? 600 : 1500);
    if (to_kafka) message.topic = "deepocr";  // without slashes
    const std::string line = message.id + "\n";
    if (publisher.publish(message) && write(accepted, line.data(), line.size()) < 0) return 1;
    if (i % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  const bool all = publisher.drain(std::chrono::seconds(60));
  const Counters counters = publisher.counters();
  std::cout << "accepted " << counters.accepted << ", delivered " << counters.delivered
            << ", sent again " << counters.resent << ", reconnects " << counters.reconnects
            << ", errors " << counters.errors << ", waiting " << counters.waiting << std::endl;
  return all ? 0 : 1;
}

}  // namespace
}  // namespace deepocr::publish

int main(int argc, char** argv) {
  if (argc == 6) return deepocr::publish::publish_events(argv);
  std::cerr << "publish-events mqtt|kafka ADDRESS SPOOL ACCEPTED FIRST\n";
  return 2;
}
