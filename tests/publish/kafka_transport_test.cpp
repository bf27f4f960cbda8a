// SPDX-License-Identifier: MIT
// Brokers of librdkafka's mock cluster, which speak the real protocol, come, go and object.
#include "publish/kafka_transport.h"

#include <array>
#include <atomic>
#include <iostream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arrivals.h"
#include "deepocr/error.h"
#include "processes.h"
#include "publish/publisher.h"
#include "publish/spool.h"
#include "test_files.h"

namespace deepocr::publish {
namespace {

using std::chrono::milliseconds;
using test::Arrivals;
using test::content_of;
using test::Process;
using test::TemporaryFolder;
using test::write_file;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr auto kPatience = std::chrono::seconds(30);
constexpr const char* kTopic = "deepocr";
constexpr int kPartitions = 4;
constexpr std::int16_t kProduce = 0;  // the protocol's number of the request

rd_kafka_t* make_client(rd_kafka_type_t type, const std::string& brokers) {
  char words[512];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  const auto set = [&](const char* name, const char* value) {
    rd_kafka_conf_set(conf, name, value, words, sizeof words);
  };
  if (!brokers.empty()) set("bootstrap.servers", brokers.c_str());
  if (type == RD_KAFKA_CONSUMER) {
    set("group.id", "test");
    set("enable.auto.commit", "false");
    set("auto.offset.reset", "earliest");
    set("fetch.wait.max.ms", "50");
    set("reconnect.backoff.max.ms", "100");
  }
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  return rd_kafka_new(type, conf, words, sizeof words);
}

class Cluster {
 public:
  Cluster()
      : owner_(make_client(RD_KAFKA_PRODUCER, "")), cluster_(rd_kafka_mock_cluster_new(owner_, 3)) {
    rd_kafka_mock_topic_create(cluster_, kTopic, kPartitions, 3);
  }
  ~Cluster() {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(owner_);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  std::string address() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
  void down() { rd_kafka_mock_broker_set_down(cluster_, -1); }
  void up() { rd_kafka_mock_broker_set_up(cluster_, -1); }
  void answer_next(const std::vector<rd_kafka_resp_err_t>& errors) {
    rd_kafka_mock_push_request_errors_array(cluster_, kProduce, errors.size(), errors.data());
  }

 private:
  rd_kafka_t* owner_;
  rd_kafka_mock_cluster_t* cluster_;
};

/// Reads all partitions from their beginning.
class Consumer {
 public:
  explicit Consumer(const std::string& brokers) : client_(make_client(RD_KAFKA_CONSUMER, brokers)) {
    rd_kafka_poll_set_consumer(client_);
    rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(kPartitions);
    for (int i = 0; i < kPartitions; ++i) {
      rd_kafka_topic_partition_list_add(list, kTopic, i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(client_, list);
    rd_kafka_topic_partition_list_destroy(list);
    thread_ = std::thread([this] { run(); });
  }
  ~Consumer() {
    stopping_ = true;
    thread_.join();
    rd_kafka_destroy(client_);
  }
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  /// How many different partitions the messages of a camera are in.
  std::size_t partitions_of(const std::string& camera) {
    const std::lock_guard<std::mutex> guard(mutex_);
    return partitions_[camera].size();
  }
  Arrivals arrivals;

 private:
  void run() {
    while (!stopping_) {
      rd_kafka_message_t* message = rd_kafka_consumer_poll(client_, 50);
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) note(*message);
      rd_kafka_message_destroy(message);
    }
  }
  void note(const rd_kafka_message_t& message) {
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      partitions_[{static_cast<const char*>(message.key), message.key_len}].insert(
          message.partition);
    }
    arrivals.note({static_cast<const char*>(message.payload), message.len});
  }

  rd_kafka_t* client_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::map<std::string, std::set<int>> partitions_;
  std::thread thread_;
};

/// A broker that only listens: the mock cluster does not tell how its clients call themselves.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address_;
    bind(socket_, reinterpret_cast<sockaddr*>(&address_), length);
    listen(socket_, 1);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &length);
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

  /// @returns whether a client that calls itself so connects, after others maybe.
  bool hears_of(const std::string& client_id) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
      pollfd caller{socket_, POLLIN, 0};
      if (poll(&caller, 1, 100) != 1) continue;
      const int connection = accept(socket_, nullptr, nullptr);
      const std::string found = client_id_in(connection);
      close(connection);
      if (found == client_id) return true;
    }
    return false;
  }

 private:
  /// Empty when the client leaves without a word.
  static std::string client_id_in(int connection) {
    // The head of a request: its size, what it is, its version and its number; the id's length.
    std::array<unsigned char, 14> head{};
    if (recv(connection, head.data(), head.size(), MSG_WAITALL) != ssize_t{head.size()}) return {};
    std::string id(static_cast<std::size_t>(head[12] << 8 | head[13]), '\0');
    const ssize_t count = recv(connection, id.data(), id.size(), MSG_WAITALL);
    return count == static_cast<ssize_t>(id.size()) ? id : std::string();
  }

  int socket_;
  sockaddr_in address_{};
};

Message message_of(int index, const std::string& camera = "gate", std::size_t size = 1500) {
  Message message = test::message_of(index, camera, size);
  message.topic = kTopic;
  return message;
}

class KafkaTransportTest : public ::testing::Test {
 protected:
  std::unique_ptr<Publisher> publisher() {
    PublisherOptions options;
    options.spool.path = folder_ / "spool.db";
    options.min_backoff = milliseconds(20);
    options.max_backoff = milliseconds(100);
    options.on_problem = [this](const std::string& sentence) {
      const std::lock_guard<std::mutex> guard(mutex_);
      problem_ = sentence;
      said_.notify_all();
    };
    options_.configuration.emplace_back("reconnect.backoff.max.ms", "100");
    return std::make_unique<Publisher>(make_kafka_transport(options_), options);
  }
  std::string problem() {
    std::unique_lock<std::mutex> lock(mutex_);
    said_.wait_for(lock, kPatience, [this] { return !problem_.empty(); });
    return problem_;
  }
  std::string refusal() const {
    try {
      make_kafka_transport(options_);
      return {};
    } catch (const Error& error) {
      return error.what();
    }
  }

  TemporaryFolder folder_;
  KafkaOptions options_;
  std::mutex mutex_;
  std::condition_variable said_;
  std::string problem_;
};

TEST_F(KafkaTransportTest, DeliversEachCameraToOnePartitionInOrder) {
  Cluster cluster;
  options_.brokers = cluster.address();
  auto publisher = this->publisher();
  for (int i = 0; i < 600; ++i) {
    publisher->publish(message_of(i, i % 2 == 0 ? "gate" : "yard"));
  }
  ASSERT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
  Consumer consumer(cluster.address());
  ASSERT_TRUE(consumer.arrivals.wait_for(600));
  EXPECT_EQ(consumer.arrivals.total(), 600U);
  EXPECT_THAT(consumer.arrivals.disordered(), IsEmpty());
  EXPECT_EQ(consumer.partitions_of("gate"), 1U);
  EXPECT_EQ(consumer.partitions_of("yard"), 1U);
  EXPECT_TRUE(publisher->counters().connected);
}

TEST_F(KafkaTransportTest, BrokersFailTenTimesAndThePublisherIsKilledTwice) {
  Cluster cluster;
  const std::string accepted = folder_ / "accepted";
  const std::string output = folder_ / "output";
  const auto start = [&](int first) {
    return std::make_unique<Process>(
        std::vector<std::string>{PUBLISH_EVENTS, "kafka", cluster.address(), folder_ / "spool.db",
                                 accepted, std::to_string(first)},
        output);
  };
  const auto count_accepted = [&] {
    const std::string ids = content_of(accepted);
    return static_cast<int>(std::count(ids.begin(), ids.end(), '\n'));
  };
  auto publisher = start(0);
  std::size_t arrived = 0;
  for (int round = 1; round <= 10; ++round) {
    ASSERT_TRUE(test::wait_until([&] { return count_accepted() >= 200 * round; }));
    {
      // A new one each time, that reads everything: librdkafka's consumers may stand still for long
      // after all brokers were away.
      Consumer consumer(cluster.address());
      ASSERT_TRUE(consumer.arrivals.wait_for(arrived + 150)) << content_of(output);
      arrived = consumer.arrivals.different();
    }
    cluster.answer_next({RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                         RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
                         RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS});
    if (round == 4) publisher->kill();
    cluster.down();
    if (round == 7) publisher->kill();
    if (round == 4 || round == 7) publisher = start(count_accepted());
    const int accepted_before = count_accepted();
    ASSERT_TRUE(test::wait_until([&] { return count_accepted() >= accepted_before + 20; }));
    cluster.up();
  }
  write_file(accepted + ".enough", "");
  EXPECT_EQ(publisher->wait(), 0) << content_of(output);
  Consumer consumer(cluster.address());
  EXPECT_TRUE(consumer.arrivals.wait_for(static_cast<std::size_t>(count_accepted())));

  EXPECT_GE(count_accepted(), 2000);
  test::expect_all(content_of(accepted), consumer.arrivals);
  std::cout << consumer.arrivals.different() << " events, " << consumer.arrivals.total()
            << " arrivals; the processes said: " << content_of(output);
}

TEST_F(KafkaTransportTest, AnErrorOfATopicIsTriedAgain) {
  Cluster cluster;
  cluster.answer_next(
      {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  options_.brokers = cluster.address();
  auto publisher = this->publisher();
  for (int i = 0; i < 20; ++i) publisher->publish(message_of(i));
  ASSERT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
  EXPECT_THAT(problem(), HasSubstr("did not take a message for the topic 'deepocr': "));
  EXPECT_EQ(publisher->counters().refused, 0U);
  Consumer consumer(cluster.address());
  EXPECT_TRUE(consumer.arrivals.wait_for(20));
  EXPECT_THAT(consumer.arrivals.disordered(), IsEmpty());
}

TEST_F(KafkaTransportTest, AMessageThatIsTooLargeDoesNotBlockTheOthers) {
  Cluster cluster;
  options_.brokers = cluster.address();
  options_.configuration = {{"message.max.bytes", "10000"}};
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  publisher->publish(message_of(2, "gate", 20000));
  publisher->publish(message_of(3));
  ASSERT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
  EXPECT_EQ(publisher->counters().refused, 1U);
  EXPECT_EQ(publisher->counters().delivered, 2U);
}

TEST_F(KafkaTransportTest, ABrokersRefusalOfABatchIsTheFaultOfOne) {
  Cluster cluster;
  cluster.answer_next({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  options_.brokers = cluster.address();
  auto publisher = this->publisher();
  for (int i = 0; i < 20; ++i) publisher->publish(message_of(i));
  ASSERT_TRUE(publisher->drain(kPatience)) << publisher->counters().last_error;
  EXPECT_LE(publisher->counters().refused, 1U);
  EXPECT_GE(publisher->counters().delivered, 19U);
}

TEST_F(KafkaTransportTest, SaysThatNobodyListensAndComesBack) {
  auto cluster = std::make_unique<Cluster>();
  cluster->down();
  options_.brokers = cluster->address();
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  EXPECT_THAT(problem(), HasSubstr("The Kafka cluster " + options_.brokers + " cannot be reached"));
  EXPECT_FALSE(publisher->counters().connected);
  cluster->up();
  EXPECT_TRUE(publisher->drain(kPatience));
}

TEST_F(KafkaTransportTest, SaysThatAHostHasNoAddress) {
  options_.brokers = "broker.invalid:9092";
  auto publisher = this->publisher();
  publisher->publish(message_of(1));
  EXPECT_THAT(problem(), HasSubstr("broker.invalid"));
  EXPECT_FALSE(publisher->drain(milliseconds(50)));
  const auto begin = std::chrono::steady_clock::now();
  publisher.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(KafkaTransportTest, SaysThatACertificateIsNotTrusted) {
  for (const char* name : {"broker", "other"}) {
    test::make_certificate(folder_ / name, "localhost");
  }
  const int port = test::free_port();
  const Process listener({"openssl", "s_server", "-quiet", "-accept", std::to_string(port), "-cert",
                          folder_ / "broker.pem", "-key", folder_ / "broker.key"},
                         folder_ / "output");
  ASSERT_TRUE(test::wait_until([port] { return test::accepts_connections(port); }));
  options_.brokers = "localhost:" + std::to_string(port);
  options_.access.ca_file = folder_ / "other.pem";
  auto publisher = this->publisher();
  EXPECT_THAT(problem(), HasSubstr("certificate verify failed"));
}

TEST_F(KafkaTransportTest, CallsItselfByItsSpoolUnlessToldOtherwise) {
  SpoolOptions spool;
  spool.path = folder_ / "spool.db";
  const std::string instance = Spool(spool).instance();
  {
    const Listener listener;
    options_.brokers = listener.address();
    const auto publisher = this->publisher();
    EXPECT_TRUE(listener.hears_of("deepocr" + instance));
  }
  const Listener listener;
  options_.brokers = listener.address();
  options_.client_id = "gate";
  const auto publisher = this->publisher();
  EXPECT_TRUE(listener.hears_of("gate"));
}

TEST_F(KafkaTransportTest, SaysWhichOptionIsWrong) {
  EXPECT_EQ(refusal(), "The address of the Kafka cluster is missing");
  options_.brokers = "localhost:1";
  options_.configuration = {{"no.such.option", "1"}};
  EXPECT_THAT(refusal(), HasSubstr("no.such.option is not possible: No such configuration"));
  options_.configuration = {{"sasl.pasword", "hunter2"}};
  EXPECT_THAT(refusal(), Not(HasSubstr("hunter2")));
  options_.configuration = {{"acks", "0"}};
  EXPECT_THAT(refusal(), HasSubstr("The Kafka configuration is not possible: "));
  options_.configuration.clear();
  options_.access.ca_file = folder_ / "missing.pem";
  EXPECT_THAT(refusal(), HasSubstr("missing.pem cannot be read"));
}

TEST_F(KafkaTransportTest, ReadsAConfiguration) {
  EXPECT_THAT(parse_kafka_configuration("a=1; b.c=x=y;;"),
              ElementsAre(Pair("a", "1"), Pair("b.c", "x=y")));
  EXPECT_THAT(parse_kafka_configuration(""), IsEmpty());
  EXPECT_THROW(parse_kafka_configuration("a=1;b"), Error);
  EXPECT_THROW(parse_kafka_configuration("=1"), Error);
  try {
    parse_kafka_configuration("sasl.password=hun;ter2");
    ADD_FAILURE() << "a part has no name";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("part 2"), Not(HasSubstr("ter2"))));
  }
}

}  // namespace
}  // namespace deepocr::publish
