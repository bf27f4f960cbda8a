// SPDX-License-Identifier: MIT
// Messages to an MQTT broker.
#include "publish/mqtt_transport.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>
#include <thread>
#include <unordered_map>

#include <mosquitto.h>
#include <netdb.h>
#include <poll.h>

#include "deepocr/error.h"
#include "publish/wake.h"

namespace deepocr::publish {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kQos = 1;
constexpr auto kConnectTime = std::chrono::seconds(15);  // name, connection, TLS and greeting
constexpr auto kTick = milliseconds(1000);               // of keep-alive
constexpr const char* kOnline = "online";
constexpr const char* kOffline = "offline";
constexpr const char* kSystemAuthorities = "/etc/ssl/certs";

class MqttTransport;

/// @throws Error when libmosquitto did not take what it was given.
void require(int result, const char* what) {
  if (result == MOSQ_ERR_SUCCESS) return;
  throw Error(ErrorCode::kInvalidArgument,
              std::string("libmosquitto did not take ") + what + ": " + mosquitto_strerror(result));
}

struct Destroy {
  void operator()(mosquitto* client) const { mosquitto_destroy(client); }
};

/// One connection. libmosquitto looks up names and tries one address after the other only while it
/// waits for them, so that is done on a thread of its own; one that was given up ends by itself.
/// A client serves one connection: in the next it would send by itself what it remembers.
struct Link {
  std::unique_ptr<mosquitto, Destroy> client;
  std::string words;  ///< what libmosquitto logged as errors
  MqttTransport* owner = nullptr;

  // Of the connecting thread, until is_done.
  Wake done;
  std::atomic<bool> is_done{false};
  int result = MOSQ_ERR_SUCCESS;
  int error_number = 0;
};

int port_of(const MqttOptions& options) {
  if (options.port != 0) return options.port;
  return options.access.uses_tls() ? 8883 : 1883;
}

class MqttTransport final : public Transport {
 public:
  explicit MqttTransport(const MqttOptions& options);

  std::string name() const override;
  void connect(TransportListener& listener, const std::string& instance) override;
  bool send(Sequence sequence, const Message& message) override;
  void wait(milliseconds timeout, int wake) override;
  void close(milliseconds timeout) override;

  // What libmosquitto calls.
  void on_greeting(int code);
  void on_acknowledged(int id);

 private:
  std::shared_ptr<Link> make_link(const std::string& instance);
  void secure(mosquitto* client) const;
  void begin_connecting();
  void take_over();
  void work(int events);
  void lose(const std::string& reason);
  std::string reason_of(int result, int error_number) const;
  int publish_status(const char* status);
  mosquitto* client() const { return link_->client.get(); }

  const MqttOptions options_;
  TransportListener* listener_ = nullptr;
  std::shared_ptr<Link> link_;  ///< none: not connected, and not about to be
  Clock::time_point deadline_;  ///< of being greeted
  bool linked_ = false;         ///< the connecting thread is done
  bool greeted_ = false;
  int broken_ = MOSQ_ERR_SUCCESS;  ///< found out by send()
  std::string refusal_;            ///< in the broker's greeting
  int goodbye_ = 0;                ///< id of the last status; 0 once it is acknowledged
  std::unordered_map<int, Sequence> under_way_;  ///< by the ids of MQTT
};

void remember_words(mosquitto*, void* link, int level, const char* words) {
  if (level != MOSQ_LOG_ERR) return;
  std::string& all = static_cast<Link*>(link)->words;
  const char* prefix = "Error: ";
  if (std::strncmp(words, prefix, std::strlen(prefix)) == 0) words += std::strlen(prefix);
  // OpenSSL's: "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed"
  if (const char* reason = std::strstr(words, "::")) words = reason + 2;
  if (all.size() < 300) all += (all.empty() ? "" : "; ") + std::string(words);
}

MqttTransport::MqttTransport(const MqttOptions& options) : options_(options) {
  static const int initialised = mosquitto_lib_init();
  if (initialised != MOSQ_ERR_SUCCESS) {
    throw Error(ErrorCode::kInvalidArgument, "libmosquitto cannot be used here");
  }
  if (options.host.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "The MQTT broker's host is missing");
  }
  if (options.port < 0 || options.port > 65535) {
    throw Error(ErrorCode::kInvalidArgument, "The MQTT broker's port is " +
                                                 std::to_string(options.port) +
                                                 ", and must be between 1 and 65535");
  }
  check_files(options.access);
}

std::string MqttTransport::name() const {
  return "The MQTT broker " + options_.host + ":" + std::to_string(port_of(options_));
}

void MqttTransport::secure(mosquitto* client) const {
  const auto or_null = [](const std::string& path) {
    return path.empty() ? nullptr : path.c_str();
  };
  // A client whose files cannot be read connects without TLS, and sends the password in clear.
  const Access& access = options_.access;
  check_files(access);
  require(mosquitto_tls_set(client, or_null(access.ca_file),
                            access.ca_file.empty() ? kSystemAuthorities : nullptr,
                            or_null(access.cert_file), or_null(access.key_file), nullptr),
          "TLS");
}

std::shared_ptr<Link> MqttTransport::make_link(const std::string& instance) {
  auto link = std::make_shared<Link>();
  // 23 letters and digits, which every broker takes.
  const std::string id = options_.client_id.empty() ? "deepocr" + instance : options_.client_id;
  link->owner = this;
  link->client.reset(mosquitto_new(id.c_str(), true, link.get()));
  mosquitto* client = link->client.get();
  if (client == nullptr) throw std::bad_alloc();
  mosquitto_log_callback_set(client, remember_words);
  mosquitto_connect_callback_set(client, [](mosquitto*, void* data, int code) {
    static_cast<Link*>(data)->owner->on_greeting(code);
  });
  mosquitto_publish_callback_set(client, [](mosquitto*, void* data, int message) {
    static_cast<Link*>(data)->owner->on_acknowledged(message);
  });
  mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311);
  mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_max_inflight_messages_set(client, 0);  // the publisher has a window of its own
  const Access& access = options_.access;
  if (!access.user.empty()) {
    require(mosquitto_username_pw_set(client, access.user.c_str(), access.password.c_str()),
            "the user name");
  }
  if (!options_.status_topic.empty()) {
    require(mosquitto_will_set(client, options_.status_topic.c_str(),
                               static_cast<int>(std::strlen(kOffline)), kOffline, kQos, true),
            "the status topic");
  }
  if (access.uses_tls()) secure(client);
  return link;
}

void MqttTransport::connect(TransportListener& listener, const std::string& instance) {
  listener_ = &listener;
  under_way_.clear();
  linked_ = greeted_ = false;
  broken_ = MOSQ_ERR_SUCCESS;
  refusal_.clear();
  deadline_ = Clock::now() + kConnectTime;
  try {
    link_ = make_link(instance);
    begin_connecting();
  } catch (const std::system_error& error) {  // no file descriptor, or no thread, is left
    lose("cannot be reached: " + error.code().message());
  } catch (const std::exception& error) {
    lose(std::string("cannot be reached: ") + error.what());
  }
}

void MqttTransport::begin_connecting() {
  const int keep_alive = static_cast<int>(options_.keep_alive.count());
  std::thread([link = link_, host = options_.host, port = port_of(options_), keep_alive] {
    link->result = mosquitto_connect(link->client.get(), host.c_str(), port, keep_alive);
    link->error_number = errno;
    link->is_done = true;
    link->done.set();
  }).detach();
}

void MqttTransport::take_over() {
  if (link_->result != MOSQ_ERR_SUCCESS) {
    lose("cannot be reached: " + reason_of(link_->result, link_->error_number));
  } else {
    linked_ = true;
  }
}

std::string MqttTransport::reason_of(int result, int error_number) const {
  if (!link_->words.empty()) return link_->words;
  if (result == MOSQ_ERR_EAI) return gai_strerror(error_number);
  if (result == MOSQ_ERR_ERRNO && error_number != 0) return std::strerror(error_number);
  return mosquitto_strerror(result);
}

void MqttTransport::lose(const std::string& reason) {
  const std::string sentence = name() + " " + (refusal_.empty() ? reason : refusal_);
  link_.reset();
  under_way_.clear();
  linked_ = greeted_ = false;
  listener_->disconnected(sentence, false);
}

bool MqttTransport::send(Sequence sequence, const Message& message) {
  if (!greeted_ || broken_ != MOSQ_ERR_SUCCESS) return false;
  int id = 0;
  const int result = mosquitto_publish(client(), &id, message.topic.c_str(),
                                       static_cast<int>(message.payload.size()),
                                       message.payload.data(), kQos, false);
  switch (result) {
    case MOSQ_ERR_SUCCESS:
      under_way_[id] = sequence;
      return true;
    case MOSQ_ERR_INVAL:
    case MOSQ_ERR_MALFORMED_UTF8:
    case MOSQ_ERR_PAYLOAD_SIZE:
    case MOSQ_ERR_OVERSIZE_PACKET:
      listener_->refused(sequence, name() + " takes no message for the topic '" + message.topic +
                                       "': " + mosquitto_strerror(result));
      return true;
    default:
      broken_ = result;
      return false;
  }
}

void MqttTransport::wait(milliseconds timeout, int wake) {
  pollfd files[2] = {{wake, POLLIN, 0}, {-1, POLLIN, 0}};
  if (link_ != nullptr) {
    files[1].fd = linked_ ? mosquitto_socket(client()) : link_->done.descriptor();
    if (linked_ && mosquitto_want_write(client())) files[1].events |= POLLOUT;
    timeout = std::min(timeout, kTick);
  }
  if (broken_ != MOSQ_ERR_SUCCESS) timeout = milliseconds(0);
  poll(files, 2, static_cast<int>(timeout.count()));
  if (link_ == nullptr) return;
  if (linked_) {
    work(files[1].revents);
  } else if (link_->is_done) {
    take_over();
  }
  if (link_ != nullptr && !greeted_ && Clock::now() > deadline_) {
    lose("cannot be reached: it does not answer");
  }
}

void MqttTransport::work(int events) {
  const std::shared_ptr<Link> link = link_;  // stays while libmosquitto is at work with it
  int result = broken_;
  errno = 0;
  if (result == MOSQ_ERR_SUCCESS && (events & ~POLLOUT) != 0) {
    result = mosquitto_loop_read(client(), 1);
  }
  if (result == MOSQ_ERR_SUCCESS && (events & POLLOUT) != 0) {
    result = mosquitto_loop_write(client(), 1);
  }
  const int error_number = errno;
  if (result == MOSQ_ERR_SUCCESS) result = mosquitto_loop_misc(client());
  if (result == MOSQ_ERR_SUCCESS) return;
  lose((greeted_ ? "ended the connection: " : "cannot be reached: ") +
       reason_of(result, error_number));
}

void MqttTransport::on_greeting(int code) {
  if (code != 0) {
    refusal_ = std::string("refuses the connection: ") + mosquitto_connack_string(code);
    return;
  }
  greeted_ = true;
  publish_status(kOnline);
  listener_->connected();
}

void MqttTransport::on_acknowledged(int id) {
  if (id == goodbye_) goodbye_ = 0;
  const auto sent = under_way_.find(id);
  if (sent == under_way_.end()) return;
  const Sequence sequence = sent->second;
  under_way_.erase(sent);
  listener_->delivered(sequence);
}

int MqttTransport::publish_status(const char* status) {
  int id = 0;
  if (options_.status_topic.empty()) return id;
  mosquitto_publish(client(), &id, options_.status_topic.c_str(),
                    static_cast<int>(std::strlen(status)), status, kQos, true);
  return id;
}

void MqttTransport::close(milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  // Without an acknowledgement the broker publishes the last will, which says the same.
  if (greeted_) goodbye_ = publish_status(kOffline);
  while (link_ != nullptr && goodbye_ != 0 && Clock::now() < deadline) {
    wait(milliseconds(20), -1);  // which poll() leaves out
  }
  if (link_ != nullptr && greeted_ && goodbye_ == 0) mosquitto_disconnect(client());
  link_.reset();
}

}  // namespace

std::unique_ptr<Transport> make_mqtt_transport(const MqttOptions& options) {
  return std::make_unique<MqttTransport>(options);
}

}  // namespace deepocr::publish
