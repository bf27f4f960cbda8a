// SPDX-License-Identifier: MIT
// A real broker that is killed, a publisher that is killed, and what a broker may object to.
#include "publish/mqtt_transport.h"

#include <iostream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mosquitto.h>

#include "arrivals.h"
#include "deepocr/error.h"
#include "no_descriptors.h"
#include "processes.h"
#include "publish/publisher.h"
#include "test_files.h"

namespace deepocr::publish {
namespace {

using std::chrono::milliseconds;
using test::Arrivals;
using test::content_of;
using test::message_of;
using test::NoDescriptors;
using test::Process;
using test::TemporaryFolder;
using test::write_file;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kPatience = std::chrono::seconds(30);

/// mosquitto on a port of its own.
class Broker {
 public:
  explicit Broker(const std::string& folder, const std::string& settings = "allow_anonymous true\n")
      : folder_(folder), port_(test::free_port()) {
    // The session of the subscriber is saved when the test asks for it, and at no other time.
    write_file(folder + "/mosquitto.conf",
               "listener " + std::to_string(port_) + " 127.0.0.1\nuser root\n" +
                   "persistence true\npersistence_location " + folder +
                   "/\nautosave_interval 0\nmax_queued_messages 0\nqueue_qos0_messages true\n" +
                   settings);
    start();
  }

  void start() {
    process_ = std::make_unique<Process>(
        std::vector<std::string>{MOSQUITTO, "-v", "-c", folder_ + "/mosquitto.conf"},
        folder_ + "/mosquitto.log");
    if (!test::wait_until([this] { return test::accepts_connections(port_); })) {
      throw std::runtime_error(content_of(folder_ + "/mosquitto.log"));
    }
  }
  void kill() { process_->kill(); }
  void signal(int number) { process_->signal(number); }
  int port() const { return port_; }

 private:
  std::string folder_;
  int port_;
  std::unique_ptr<Process> process_;
};

/// Hears everything below deepocr/, over restarts of the broker too. With quality of service 0 it
/// need not answer: libmosquitto forgets what came before an answer that it cannot send.
class Subscriber {
 public:
  explicit Subscriber(int port) : client_(mosquitto_new("subscriber", false, this)) {
    mosquitto_connect_callback_set(client_, [](mosquitto* client, void*, int) {
      mosquitto_subscribe(client, nullptr, "deepocr/#", 0);
    });
    mosquitto_subscribe_callback_set(client_, [](mosquitto*, void* self, int, int, const int*) {
      static_cast<Subscriber*>(self)->note_subscription();
    });
    mosquitto_message_callback_set(client_,
                                   [](mosquitto*, void* self, const mosquitto_message* message) {
                                     static_cast<Subscriber*>(self)->note(*message);
                                   });
    mosquitto_reconnect_delay_set(client_, 0, 1, false);
    mosquitto_connect(client_, "127.0.0.1", port, 60);
    mosquitto_loop_start(client_);
  }
  ~Subscriber() {
    mosquitto_disconnect(client_);
    mosquitto_loop_stop(client_, false);
    mosquitto_destroy(client_);
  }
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  bool wait_for_subscriptions(int count) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return subscriptions_ >= count; });
  }
  bool wait_for_status(const std::string& status) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return status_ == status; });
  }
  Arrivals arrivals;

 private:
  void note_subscription() {
    const std::lock_guard<std::mutex> guard(mutex_);
    ++subscriptions_;
    changed_.notify_all();
  }
  void note(const mosquitto_message& message) {
    const std::string payload(static_cast<const char*>(message.payload),
                              static_cast<std::size_t>(message.payloadlen));
    if (std::string(message.topic) != "deepocr/status") {
      arrivals.note(payload);
      return;
    }
    const std::lock_guard<std::mutex> guard(mutex_);
    status_ = payload;
    changed_.notify_all();
  }

  mosquitto* client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int subscriptions_ = 0;
  std::string status_;
};

class MqttTransportTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { mosquitto_lib_init(); }

  MqttTransportTest() {
    options_.host = "127.0.0.1";
    options_.status_topic = "deepocr/status";
  }

  std::unique_ptr<Publisher> publisher() { return publisher(make_mqtt_transport(options_)); }
  std::unique_ptr<Publisher> publisher(std::unique_ptr<Transport> transport) {
    PublisherOptions options;
    options.spool.path = folder_ / "spool.db";
    options.min_backoff = milliseconds(20);
    options.max_backoff = milliseconds(100);
    options.on_problem = [this](const std::string& sentence) {
      const std::lock_guard<std::mutex> guard(mutex_);
      problem_ = sentence;
      said_.notify_all();
    };
    return std::make_unique<Publisher>(std::move(transport), options);
  }
  std::string problem() {
    std::unique_lock<std::mutex> lock(mutex_);
    said_.wait_for(lock, kPatience, [this] { return !problem_.empty(); });
    return problem_;
  }
  std::string refusal() const {
    try {
      make_mqtt_transport(options_);
      return {};
    } catch (const Error& error) {
      return error.what();
    }
  }

  void make_certificate(const std::string& name, const std::string& host) const {
    test::make_certificate(folder_ / name, host);
  }
  std::string tls_settings(const std::string& name) const {
    return "allow_anonymous true\ncertfile " + (folder_ / (name + ".pem")) + "\nkeyfile " +
           (folder_ / (name + ".key")) + "\n";
  }

  TemporaryFolder folder_;
  MqttOptions options_;
  std::mutex mutex_;
  std::condition_variable said_;
  std::string problem_;
};

TEST_F(MqttTransportTest, DeliversAndSaysThatItIsThere) {
  Broker broker(folder_ / "");
  Subscriber subscriber(broker.port());
  ASSERT_TRUE(subscriber.wait_for_subscriptions(1));
  options_.port = broker.port();
  auto publisher = this->publisher();
  ASSERT_TRUE(subscriber.wait_for_status("online"));
  for (int i = 0; i < 500; ++i) publisher->publish(message_of(i));
  ASSERT_TRUE(publisher->drain(kPatience));
  ASSERT_TRUE(subscriber.arrivals.wait_for(500));
  EXPECT_EQ(subscriber.arrivals.total(), 500U);
  EXPECT_THAT(subscriber.arrivals.disordered(), IsEmpty());
  EXPECT_TRUE(publisher->counters().connected);
  publisher.reset();
  EXPECT_TRUE(subscriber.wait_for_status("offline"));
}

TEST_F(MqttTransportTest, TheBrokerIsKilledTenTimesAndThePublisherTwice) {
  Broker broker(folder_ / "");
  Subscriber subscriber(broker.port());
  ASSERT_TRUE(subscriber.wait_for_subscriptions(1));
  broker.signal(SIGUSR1);  // the session is saved, and queues from now on what comes too early
  ASSERT_TRUE(
      test::wait_until([this] { return std::filesystem::exists(folder_ / "mosquitto.db"); }));

  const std::string accepted = folder_ / "accepted";
  const std::string output = folder_ / "output";
  const auto start = [&](int first) {
    return std::make_unique<Process>(
        std::vector<std::string>{PUBLISH_EVENTS, "mqtt", std::to_string(broker.port()),
                                 folder_ / "spool.db", accepted, std::to_string(first)},
        output);
  };
  const auto count_accepted = [&] {
    const std::string ids = content_of(accepted);
    return static_cast<int>(std::count(ids.begin(), ids.end(), '\n'));
  };
  auto publisher = start(0);
  for (int round = 1; round <= 10; ++round) {
    // In the middle of what is published at once.
    const std::size_t arrived = subscriber.arrivals.different();
    ASSERT_TRUE(test::wait_until([&] { return count_accepted() >= 200 * round; }));
    ASSERT_TRUE(subscriber.arrivals.wait_for(arrived + 150)) << content_of(output);
    if (round == 4) publisher->kill();
    broker.kill();
    if (round == 7) publisher->kill();
    if (round == 4 || round == 7) publisher = start(count_accepted());
    const int accepted_before = count_accepted();
    // Some events come while there is no broker.
    ASSERT_TRUE(test::wait_until([&] { return count_accepted() >= accepted_before + 20; }));
    broker.start();
    ASSERT_TRUE(subscriber.wait_for_subscriptions(1 + round));
  }
  write_file(accepted + ".enough", "");
  EXPECT_EQ(publisher->wait(), 0) << content_of(output);
  EXPECT_TRUE(subscriber.arrivals.wait_for(static_cast<std::size_t>(count_accepted())));

  EXPECT_GE(count_accepted(), 2000);
  test::expect_all(content_of(accepted), subscriber.arrivals);
  std::cout << subscriber.arrivals.different() << " events, " << subscriber.arrivals.total()
            << " arrivals; the last process: " << content_of(output);
}

TEST_F(MqttTransportTest, TheLastWillIsSpokenForAProcessThatIsKilled) {
  Broker broker(folder_ / "");
  Subscriber subscriber(broker.port());
  Process publisher({PUBLISH_EVENTS, "mqtt", std::to_string(broker.port()), folder_ / "spool.db",
                     folder_ / "accepted", "0"},
                    folder_ / "output");
  ASSERT_TRUE(subscriber.wait_for_status("online"));
  publisher.kill();
  EXPECT_TRUE(subscriber.wait_for_status("offline"));
}

TEST_F(MqttTransportTest, SaysThatNobodyListens) {
  options_.port = test::free_port();
  auto publisher = this->publisher();
  EXPECT_EQ(problem(), "The MQTT broker 127.0.0.1:" + std::to_string(options_.port) +
                           " cannot be reached: Connection refused");
  EXPECT_TRUE(publisher->publish(message_of(1)));
  EXPECT_FALSE(publisher->counters().connected);
}

TEST_F(MqttTransportTest, SaysThatAHostHasNoAddress) {
  options_.host = "broker.invalid";
  auto publisher = this->publisher();
  EXPECT_TRUE(publisher->publish(message_of(1)));
  EXPECT_THAT(problem(), HasSubstr("The MQTT broker broker.invalid:1883 cannot be reached: "));
  EXPECT_THAT(problem(),
              AnyOf(HasSubstr("not known"), HasSubstr("name resolution"), HasSubstr("No address")));
}

TEST_F(MqttTransportTest, StopsAtOnceWhileAHostDoesNotAnswer) {
  options_.host = "192.0.2.1";  // of RFC 5737: no such host
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  EXPECT_FALSE(publisher->drain(milliseconds(50)));
  const auto begin = std::chrono::steady_clock::now();
  publisher.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(MqttTransportTest, WaitsForFileDescriptorsAsItDoesForABroker) {
  Broker broker(folder_ / "");
  broker.kill();
  options_.port = broker.port();
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  EXPECT_THAT(problem(), HasSubstr("cannot be reached: Connection refused"));
  {
    const NoDescriptors none_left;
    EXPECT_TRUE(test::wait_until([&] {
      return publisher->counters().last_error ==
             "The MQTT broker 127.0.0.1:" + std::to_string(broker.port()) +
                 " cannot be reached: Too many open files";
    })) << publisher->counters().last_error;
    publisher->publish(message_of(2));
  }
  broker.start();
  EXPECT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
  EXPECT_EQ(publisher->counters().delivered, 2U);
}

TEST_F(MqttTransportTest, SaysGoodbyeWithoutAFileDescriptorLeft) {
  Broker broker(folder_ / "");
  Subscriber subscriber(broker.port());
  options_.port = broker.port();
  auto publisher = this->publisher();
  ASSERT_TRUE(subscriber.wait_for_status("online"));
  const NoDescriptors none_left;
  publisher.reset();
  EXPECT_TRUE(subscriber.wait_for_status("offline"));
}

TEST_F(MqttTransportTest, ConnectsWithAPasswordAndSaysThatItIsWrong) {
  const std::string passwords = folder_ / "passwords";
  ASSERT_EQ(
      test::run({"mosquitto_passwd", "-b", "-c", passwords, "camera", "right"}, folder_ / "output"),
      0);
  Broker broker(folder_ / "", "allow_anonymous false\npassword_file " + passwords + "\n");
  options_.port = broker.port();
  options_.access.user = "camera";
  options_.access.password = "wrong";
  {
    auto publisher = this->publisher();
    EXPECT_THAT(problem(), HasSubstr("refuses the connection: Connection Refused: "));
    EXPECT_THAT(problem(), AnyOf(HasSubstr("not authorised"), HasSubstr("bad user name")));
  }
  options_.access.password = "right";
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  EXPECT_TRUE(publisher->drain(kPatience));
}

TEST_F(MqttTransportTest, ConnectsWithTls) {
  make_certificate("broker", "localhost");
  Broker broker(folder_ / "", tls_settings("broker"));
  options_.host = "localhost";
  options_.port = broker.port();
  options_.access.ca_file = folder_ / "broker.pem";
  auto publisher = this->publisher();
  for (int i = 0; i < 300; ++i) publisher->publish(message_of(i));
  EXPECT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
}

TEST_F(MqttTransportTest, SaysThatACertificateIsNotTrusted) {
  make_certificate("broker", "localhost");
  make_certificate("other", "localhost");
  Broker broker(folder_ / "", tls_settings("broker"));
  options_.host = "localhost";
  options_.port = broker.port();
  options_.access.ca_file = folder_ / "other.pem";
  auto publisher = this->publisher();
  EXPECT_TRUE(publisher->publish(message_of(1)));
  EXPECT_THAT(problem(), HasSubstr("cannot be reached: certificate verify failed"));
}

TEST_F(MqttTransportTest, SaysThatACertificateIsForAnotherHost) {
  make_certificate("broker", "elsewhere");
  Broker broker(folder_ / "", tls_settings("broker"));
  options_.host = "localhost";
  options_.port = broker.port();
  options_.access.ca_file = folder_ / "broker.pem";
  auto publisher = this->publisher();
  EXPECT_THAT(problem(), HasSubstr("host name verification failed"));
}

TEST_F(MqttTransportTest, SaysThatABrokerSpeaksNoTls) {
  make_certificate("broker", "localhost");
  Broker broker(folder_ / "");
  options_.port = broker.port();
  options_.access.ca_file = folder_ / "broker.pem";
  auto publisher = this->publisher();
  EXPECT_THAT(problem(), HasSubstr("cannot be reached: "));
}

TEST_F(MqttTransportTest, DoesNotDoWithoutTlsWhenAFileIsGone) {
  make_certificate("broker", "localhost");
  Broker broker(folder_ / "");  // takes everybody, without TLS
  options_.port = broker.port();
  options_.access.ca_file = folder_ / "broker.pem";
  auto transport = make_mqtt_transport(options_);
  std::filesystem::remove(options_.access.ca_file);
  auto publisher = this->publisher(std::move(transport));
  EXPECT_TRUE(publisher->publish(message_of(1)));
  EXPECT_THAT(problem(), HasSubstr("broker.pem cannot be read"));
  EXPECT_FALSE(publisher->drain(milliseconds(300)));
}

TEST_F(MqttTransportTest, ConnectsWithACertificateOfItsOwn) {
  make_certificate("broker", "localhost");
  make_certificate("camera", "camera");
  Broker broker(folder_ / "", tls_settings("broker") + "cafile " + (folder_ / "camera.pem") +
                                  "\nrequire_certificate true\n");
  options_.host = "localhost";
  options_.port = broker.port();
  options_.access.ca_file = folder_ / "broker.pem";
  {
    auto publisher = this->publisher();
    EXPECT_THAT(problem(), HasSubstr("cannot be reached: "));
  }
  options_.access.cert_file = folder_ / "camera.pem";
  options_.access.key_file = folder_ / "camera.key";
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  EXPECT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
}

TEST_F(MqttTransportTest, AMessageThatTheBrokerHangsUpOnDoesNotBlockTheOthers) {
  Broker broker(folder_ / "", "allow_anonymous true\nmax_packet_size 10000\n");
  Subscriber subscriber(broker.port());
  ASSERT_TRUE(subscriber.wait_for_subscriptions(1));
  options_.port = broker.port();
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  publisher->publish(message_of(2, "gate", 20000));
  for (int i = 3; i < 10; ++i) publisher->publish(message_of(i));
  ASSERT_TRUE(publisher->drain(kPatience));
  EXPECT_EQ(publisher->counters().refused, 1U);
  EXPECT_EQ(publisher->counters().delivered, 8U);
  EXPECT_TRUE(subscriber.arrivals.wait_for(8));
}

TEST_F(MqttTransportTest, ATopicThatIsNotPossibleIsRefused) {
  Broker broker(folder_ / "");
  options_.port = broker.port();
  auto publisher = this->publisher();
  Message message = message_of(1);
  message.topic = "deepocr/#/events";
  publisher->publish(message);
  publisher->publish(message_of(2));
  ASSERT_TRUE(publisher->drain(kPatience));
  EXPECT_EQ(publisher->counters().refused, 1U);
  EXPECT_THAT(problem(), HasSubstr("takes no message for the topic 'deepocr/#/events'"));
}

TEST_F(MqttTransportTest, SaysWhichOptionIsWrong) {
  options_.host = "";
  EXPECT_EQ(refusal(), "The MQTT broker's host is missing");
  options_.host = "localhost";
  options_.port = 70000;
  EXPECT_THAT(refusal(), HasSubstr("port is 70000"));
  options_.port = 0;
  options_.access.ca_file = folder_ / "missing.pem";
  EXPECT_THAT(refusal(), HasSubstr("missing.pem cannot be read: No such file"));
  options_.access.ca_file = folder_ / "text.pem";
  write_file(options_.access.ca_file, "text");
  EXPECT_THAT(refusal(), HasSubstr("text.pem is not in PEM format"));
  write_file(options_.access.ca_file, "-----BEGIN CERTIFICATE-----");
  options_.access.cert_file = options_.access.ca_file;
  EXPECT_THAT(refusal(), HasSubstr("has no key file"));
}

}  // namespace
}  // namespace deepocr::publish
