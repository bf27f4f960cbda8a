// SPDX-License-Identifier: MIT
// Messages to a Kafka cluster.
#include "publish/kafka_transport.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>

#include <librdkafka/rdkafka.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "deepocr/error.h"
#include "publish/wake.h"

namespace deepocr::publish {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct DestroyConfiguration {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
struct DestroyQueue {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
struct DestroyProducer {
  void operator()(rd_kafka_t* producer) const { rd_kafka_destroy(producer); }
};
using Configuration = std::unique_ptr<rd_kafka_conf_t, DestroyConfiguration>;

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char words[512];
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), words, sizeof words) == RD_KAFKA_CONF_OK)
    return;
  throw Error(ErrorCode::kInvalidArgument,
              // Without the value, which may be a secret.
              "The Kafka configuration of " + name + " is not possible: " + words);
}

/// Errors that are the message's own, whenever it is sent.
bool is_of_the_message(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return true;
    default:
      return false;
  }
}

class KafkaTransport final : public Transport {
 public:
  explicit KafkaTransport(const KafkaOptions& options);

  std::string name() const override { return "The Kafka cluster " + options_.brokers; }
  void connect(TransportListener& listener, const std::string& instance) override;
  bool send(Sequence sequence, const Message& message) override;
  void wait(milliseconds timeout, int wake) override;
  void close(milliseconds timeout) override;

  // What librdkafka calls, in rd_kafka_poll().
  void on_report(const rd_kafka_message_t& report);
  void on_error(rd_kafka_resp_err_t error, const std::string& words);
  void on_statistics(const char* json, std::size_t size);

 private:
  struct Failure {
    Sequence sequence = 0;
    std::string sentence;
    bool for_good = false;
  };

  Configuration make_configuration();
  void secure(rd_kafka_conf_t* conf) const;
  void remember(const std::string& words, bool is_reason);
  void note_connected(bool is_connected, const std::string& reason);
  bool begin_session(std::string* words);
  void end_session();
  void serve();

  const KafkaOptions options_;
  TransportListener* listener_ = nullptr;
  std::string instance_;
  Wake ready_;                    ///< there is something to poll for
  std::set<Sequence> under_way_;  ///< librdkafka points to them until it reports of them
  bool connected_ = false;
  std::string words_;               ///< why a broker cannot be reached
  bool has_reason_ = false;         ///< they tell more than that a connection ended
  std::optional<Failure> failure_;  ///< the first; then what is under way has to end

  std::unique_ptr<rd_kafka_t, DestroyProducer> producer_;
  std::unique_ptr<rd_kafka_queue_t, DestroyQueue> queue_;
};

KafkaTransport::KafkaTransport(const KafkaOptions& options) : options_(options) {
  if (options.brokers.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "The address of the Kafka cluster is missing");
  }
  check_files(options.access);
  // Some contradictions show only when a producer is made.
  char words[512];
  Configuration conf = make_configuration();
  const std::unique_ptr<rd_kafka_t, DestroyProducer> trial(
      rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), words, sizeof words));
  if (trial == nullptr) {
    throw Error(ErrorCode::kInvalidArgument,
                "The Kafka configuration is not possible: " + std::string(words));
  }
  [[maybe_unused]] const rd_kafka_conf_t* now_its_own = conf.release();
}

void KafkaTransport::secure(rd_kafka_conf_t* conf) const {
  const Access& access = options_.access;
  const bool tls = access.uses_tls();
  const bool sasl = !access.user.empty();
  if (tls || sasl) {
    set(conf, "security.protocol", sasl ? (tls ? "sasl_ssl" : "sasl_plaintext") : "ssl");
  }
  if (!access.ca_file.empty()) set(conf, "ssl.ca.location", access.ca_file);
  if (!access.cert_file.empty()) set(conf, "ssl.certificate.location", access.cert_file);
  if (!access.key_file.empty()) set(conf, "ssl.key.location", access.key_file);
  if (!sasl) return;
  set(conf, "sasl.mechanisms", "PLAIN");
  set(conf, "sasl.username", access.user);
  set(conf, "sasl.password", access.password);
}

Configuration KafkaTransport::make_configuration() {
  Configuration owner(rd_kafka_conf_new());
  rd_kafka_conf_t* conf = owner.get();
  set(conf, "bootstrap.servers", options_.brokers);
  set(conf, "client.id", options_.client_id.empty() ? "deepocr" + instance_ : options_.client_id);
  set(conf, "enable.idempotence", "true");
  set(conf, "message.timeout.ms", "0");        // what was accepted is tried until it succeeds
  set(conf, "partitioner", "murmur2_random");  // as Kafka's Java clients: by the key
  set(conf, "statistics.interval.ms", "500");  // the only word of a broker that is back
  set(conf, "allow.auto.create.topics", "true");
  secure(conf);
  for (const auto& [name, value] : options_.configuration) set(conf, name, value);

  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* report, void* self) {
    static_cast<KafkaTransport*>(self)->on_report(*report);
  });
  rd_kafka_conf_set_error_cb(conf, [](rd_kafka_t*, int error, const char* words, void* self) {
    static_cast<KafkaTransport*>(self)->on_error(static_cast<rd_kafka_resp_err_t>(error), words);
  });
  rd_kafka_conf_set_stats_cb(conf, [](rd_kafka_t*, char* json, std::size_t size, void* self) {
    static_cast<KafkaTransport*>(self)->on_statistics(json, size);
    return 0;  // librdkafka frees it
  });
  return owner;
}

bool KafkaTransport::begin_session(std::string* words) {
  end_session();
  char buffer[512];
  Configuration conf = make_configuration();
  producer_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), buffer, sizeof buffer));
  if (producer_ == nullptr) {
    *words = buffer;
    return false;
  }
  [[maybe_unused]] const rd_kafka_conf_t* now_its_own = conf.release();
  queue_.reset(rd_kafka_queue_get_main(producer_.get()));
  const std::uint64_t one = 1;  // what an eventfd takes
  rd_kafka_queue_io_event_enable(queue_.get(), ready_.descriptor(), &one, sizeof one);
  return true;
}

void KafkaTransport::end_session() {
  queue_.reset();
  producer_.reset();
  under_way_.clear();
  failure_.reset();
}

void KafkaTransport::connect(TransportListener& listener, const std::string& instance) {
  listener_ = &listener;
  instance_ = instance;
  connected_ = false;
  std::string words;
  if (!begin_session(&words)) {
    listener.disconnected(name() + " cannot be reached: " + words, false);
  }
}

bool KafkaTransport::send(Sequence sequence, const Message& message) {
  if (producer_ == nullptr || failure_) return false;
  // producev() is free to answer before it returns.
  const Sequence* place = &*under_way_.insert(sequence).first;
  const rd_kafka_resp_err_t error = rd_kafka_producev(
      producer_.get(), RD_KAFKA_V_TOPIC(message.topic.c_str()),
      RD_KAFKA_V_KEY(message.key.data(), message.key.size()),
      // Copied, whatever its type says.
      RD_KAFKA_V_VALUE(const_cast<char*>(message.payload.data()), message.payload.size()),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(const_cast<Sequence*>(place)),
      RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  under_way_.erase(sequence);
  const std::string sentence = name() + " takes no message for the topic '" + message.topic +
                               "': " + rd_kafka_err2str(error);
  if (is_of_the_message(error) || error == RD_KAFKA_RESP_ERR__INVALID_ARG) {
    listener_->refused(sequence, sentence);
    return true;
  }
  const bool is_fatal = error == RD_KAFKA_RESP_ERR__FATAL;  // on_error() hears of it
  if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL && !is_fatal) failure_ = {sequence, sentence, false};
  return false;
}

void KafkaTransport::wait(milliseconds timeout, int wake) {
  pollfd files[2] = {{wake, POLLIN, 0}, {ready_.descriptor(), POLLIN, 0}};
  if (failure_ && under_way_.empty()) timeout = milliseconds(0);
  poll(files, 2, static_cast<int>(timeout.count()));
  ready_.clear();
  serve();
}

void KafkaTransport::serve() {
  if (producer_ == nullptr) return;
  rd_kafka_poll(producer_.get(), 0);
  char words[512];
  if (rd_kafka_fatal_error(producer_.get(), words, sizeof words) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    end_session();
    connected_ = false;
    listener_->disconnected(name() + " ended the session: " + words, false);
    return;
  }
  if (!failure_) return;
  // What has not left yet stays behind the message that failed; what has, has to come to an end.
  rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
  rd_kafka_poll(producer_.get(), 0);
  if (!under_way_.empty()) return;
  const Failure failure = *failure_;
  failure_.reset();
  if (failure.for_good) {
    listener_->refused(failure.sequence, failure.sentence);
    return;
  }
  // Of a topic that was refused once, a producer believes it for five minutes.
  std::string problem;
  const bool goes_on = begin_session(&problem);
  listener_->failed(failure.sequence, failure.sentence);
  if (goes_on) return;
  connected_ = false;
  listener_->disconnected(name() + " cannot be reached: " + problem, false);
}

void KafkaTransport::on_report(const rd_kafka_message_t& report) {
  const Sequence sequence = *static_cast<const Sequence*>(report._private);
  const bool alone = under_way_.size() == 1;
  under_way_.erase(sequence);
  switch (report.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      note_connected(true, {});
      listener_->delivered(sequence);
      return;
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__DESTROY:
      return;  // sent again
    default:
      break;
  }
  if (failure_) return;
  // A broker refuses whole batches, so a message in company may be innocent.
  failure_ = {sequence,
              name() + " did not take a message for the topic '" + rd_kafka_topic_name(report.rkt) +
                  "': " + rd_kafka_err2str(report.err),
              alone && is_of_the_message(report.err)};
}

void KafkaTransport::on_error(rd_kafka_resp_err_t error, const std::string& words) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      note_connected(false, words_.empty() ? words : words_);
      break;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__RESOLVE:
      remember(words, true);
      break;
    case RD_KAFKA_RESP_ERR__TRANSPORT:
      remember(words, false);
      break;
    default:
      break;
  }
}

/// Keeps why brokers cannot be reached until they are told to be: a reason rather than that a
/// connection ended, which follows it.
void KafkaTransport::remember(const std::string& words, bool is_reason) {
  if (has_reason_ && !is_reason) return;
  has_reason_ = is_reason;
  // Without " (after 3ms in state CONNECT, 2 identical error(s) suppressed)".
  words_ = words.substr(0, words.find(" (after "));
}

void KafkaTransport::on_statistics(const char* json, std::size_t size) {
  const auto statistics = nlohmann::json::parse(json, json + size, nullptr, false);
  if (!statistics.is_object() || !statistics.contains("brokers")) return;
  for (const auto& broker : statistics["brokers"]) {
    if (broker.value("state", "") == "UP") {
      note_connected(true, {});
      return;
    }
  }
}

void KafkaTransport::note_connected(bool is_connected, const std::string& reason) {
  if (is_connected == connected_ && is_connected) return;
  connected_ = is_connected;
  if (is_connected) {
    listener_->connected();
  } else {
    listener_->disconnected(name() + " cannot be reached: " + reason, true);
  }
  words_.clear();
  has_reason_ = false;
}

void KafkaTransport::close(milliseconds timeout) {
  if (producer_ == nullptr) return;
  if (connected_ && !under_way_.empty()) {
    rd_kafka_flush(producer_.get(), static_cast<int>(timeout.count()));
  }
  rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_poll(producer_.get(), 0);
  end_session();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_kafka_configuration(
    const std::string& text) {
  std::vector<std::pair<std::string, std::string>> configuration;
  int part_number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    ++part_number;
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t first = part.find_first_not_of(" \t\n");
    if (first == std::string::npos) continue;
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos || equals == first) {
      throw Error(ErrorCode::kInvalidArgument,
                  // Not quoted: a password with a semicolon has parts of its own.
                  "The Kafka configuration has a part without = where name=value should be, part " +
                      std::to_string(part_number));
    }
    configuration.emplace_back(part.substr(first, equals - first), part.substr(equals + 1));
  }
  return configuration;
}

std::unique_ptr<Transport> make_kafka_transport(const KafkaOptions& options) {
  return std::make_unique<KafkaTransport>(options);
}

}  // namespace deepocr::publish
