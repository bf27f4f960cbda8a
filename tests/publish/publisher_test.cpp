// SPDX-License-Identifier: MIT
// Order, repetition and patience, with a receiver that does what the test says.
#include "publish/publisher.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <system_error>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "deepocr/error.h"
#include "full_disk.h"
#include "publish/wake.h"
#include "test_files.h"

namespace deepocr::publish {
namespace {

using std::chrono::milliseconds;
using test::message_of;
using test::TemporaryFolder;

constexpr auto kPatience = std::chrono::seconds(20);

/// A receiver in memory. What it does with a message is up to `react`. Where one of its functions
/// throws, so does the transport to it.
class Receiver {
 public:
  enum Reaction { kTake, kTakeAtTheEnd, kKeepSilent, kHangUp, kRefuse, kFail };

  std::function<Reaction(const Message&)> react = [](const Message&) { return kTake; };
  std::function<bool()> accepts_connections = [] { return true; };

  void note(const Message& message) {
    const std::lock_guard<std::mutex> guard(mutex_);
    ids_.push_back(message.id);
    changed_.notify_all();
  }
  void note_connection() {
    const std::lock_guard<std::mutex> guard(mutex_);
    ++connections_;
    changed_.notify_all();
  }
  std::vector<std::string> ids() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return ids_;
  }
  int connections() const {
    const std::lock_guard<std::mutex> guard(mutex_);
    return connections_;
  }
  template <typename Condition>
  bool wait_for(Condition condition) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return condition(ids_, connections_); });
  }
  bool wait_for_messages(std::size_t count) {
    return wait_for([count](const auto& ids, int) { return ids.size() >= count; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> ids_;
  int connections_ = 0;
};

class FakeTransport final : public Transport {
 public:
  explicit FakeTransport(Receiver& receiver) : receiver_(receiver) {}

  std::string name() const override { return "The receiver"; }
  void connect(TransportListener& listener, const std::string&) override {
    listener_ = &listener;
    events_.clear();
    late_.clear();
    if (receiver_.accepts_connections()) {
      events_.push_back([this] {
        receiver_.note_connection();
        listener_->connected();
      });
    } else {
      events_.push_back([this] { listener_->disconnected("The receiver is away", false); });
    }
  }
  bool send(Sequence sequence, const Message& message) override {
    const Receiver::Reaction reaction = receiver_.react(message);
    receiver_.note(message);
    events_.push_back([this, sequence, reaction] { answer(sequence, reaction); });
    return true;
  }
  void wait(milliseconds timeout, int wake) override {
    pollfd file{wake, POLLIN, 0};
    poll(&file, 1, events_.empty() ? static_cast<int>(timeout.count()) : 0);
    const std::deque<std::function<void()>> now = std::exchange(events_, {});
    over_ = false;
    for (const auto& event : now) {
      if (!over_) event();
    }
  }
  void close(milliseconds) override {
    for (const Sequence sequence : late_) listener_->delivered(sequence);
  }

 private:
  void answer(Sequence sequence, Receiver::Reaction reaction) {
    switch (reaction) {
      case Receiver::kTake:
        listener_->delivered(sequence);
        break;
      case Receiver::kTakeAtTheEnd:
        late_.push_back(sequence);
        break;
      case Receiver::kKeepSilent:
        break;
      case Receiver::kHangUp:
        over_ = true;
        listener_->disconnected("The receiver ended the connection", false);
        break;
      case Receiver::kRefuse:
        listener_->refused(sequence, "The receiver finds a message too large");
        break;
      case Receiver::kFail:
        over_ = true;
        listener_->failed(sequence, "The receiver has no such topic");
        break;
    }
  }

  Receiver& receiver_;
  TransportListener* listener_ = nullptr;
  std::deque<std::function<void()>> events_;
  std::vector<Sequence> late_;  // acknowledged while it says goodbye
  bool over_ = false;
};

class PublisherTest : public ::testing::Test {
 protected:
  PublisherTest() {
    options_.spool.path = folder_ / "spool.db";
    options_.min_backoff = milliseconds(1);
    options_.max_backoff = milliseconds(8);
    options_.on_problem = [this](const std::string& sentence) { note(problems_, sentence); };
    options_.on_recovery = [this](const std::string& sentence) { note(recoveries_, sentence); };
  }

  void start() {
    publisher_ = std::make_unique<Publisher>(std::make_unique<FakeTransport>(receiver_), options_);
  }
  void publish(int first, int last) {
    for (int i = first; i <= last; ++i) ASSERT_TRUE(publisher_->publish(message_of(i)));
  }
  bool wait_for_problem(const std::string& part, std::size_t times = 1) {
    std::unique_lock<std::mutex> lock(mutex_);
    return said_.wait_for(lock, kPatience, [&] { return count(problems_, part) >= times; });
  }
  bool wait_for_recovery(const std::string& part) {
    std::unique_lock<std::mutex> lock(mutex_);
    return said_.wait_for(lock, kPatience, [&] { return count(recoveries_, part) >= 1; });
  }
  std::size_t problems(const std::string& part) {
    const std::lock_guard<std::mutex> guard(mutex_);
    return count(problems_, part);
  }

  TemporaryFolder folder_;
  PublisherOptions options_;
  Receiver receiver_;

 private:
  void note(std::vector<std::string>& sentences, const std::string& sentence) {
    const std::lock_guard<std::mutex> guard(mutex_);
    sentences.push_back(sentence);
    said_.notify_all();
  }
  static std::size_t count(const std::vector<std::string>& sentences, const std::string& part) {
    return static_cast<std::size_t>(std::count_if(
        sentences.begin(), sentences.end(),
        [&](const std::string& sentence) { return sentence.find(part) != std::string::npos; }));
  }

  std::mutex mutex_;
  std::condition_variable said_;
  std::vector<std::string> problems_;
  std::vector<std::string> recoveries_;

 protected:
  std::unique_ptr<Publisher> publisher_;  // last: it reports to the others
};

std::vector<std::string> ids_of(int first, int last) {
  std::vector<std::string> ids;
  for (int i = first; i <= last; ++i) ids.push_back(message_of(i).id);
  return ids;
}

TEST_F(PublisherTest, DeliversInOrder) {
  start();
  publish(1, 1000);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 1000));
  const Counters counters = publisher_->counters();
  EXPECT_EQ(counters.accepted, 1000U);
  EXPECT_EQ(counters.delivered, 1000U);
  EXPECT_EQ(counters.resent, 0U);
  EXPECT_EQ(counters.waiting, 0U);
  EXPECT_EQ(counters.waiting_bytes, 0U);
  EXPECT_EQ(counters.errors, 0U);
  EXPECT_TRUE(counters.connected);
}

TEST_F(PublisherTest, CountsWhatIsAcknowledgedAtTheEnd) {
  receiver_.react = [](const Message&) { return Receiver::kTakeAtTheEnd; };
  start();
  publish(1, 3);
  ASSERT_TRUE(receiver_.wait_for_messages(3));
  publisher_->close();
  EXPECT_EQ(publisher_->counters().delivered, 3U);
  EXPECT_EQ(publisher_->counters().waiting, 0U);
}

TEST_F(PublisherTest, LeavesWhatIsPublishedAfterTheEndForTheNext) {
  start();
  publisher_->close();
  publish(1, 2);
  EXPECT_EQ(publisher_->counters().waiting, 2U);
  publisher_.reset();
  start();
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 2));
}

TEST_F(PublisherTest, StartsWithWhatWaits) {
  std::atomic<bool> there{false};
  receiver_.accepts_connections = [&] { return there.load(); };
  start();
  publish(1, 3);
  EXPECT_FALSE(publisher_->drain(milliseconds(20)));
  EXPECT_EQ(publisher_->counters().waiting, 3U);
  publisher_.reset();
  there = true;
  start();
  publish(4, 5);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 5));
  EXPECT_EQ(publisher_->counters().delivered, 5U);
  EXPECT_EQ(publisher_->counters().accepted, 2U);
}

TEST_F(PublisherTest, BeginsAgainAtTheFirstThatWasNotAcknowledged) {
  std::atomic<int> sent{0};
  receiver_.react = [&](const Message&) {
    const int n = ++sent;
    if (n == 4) return Receiver::kKeepSilent;
    return n == 6 ? Receiver::kHangUp : Receiver::kTake;
  };
  start();
  publish(1, 10);
  ASSERT_TRUE(publisher_->drain(kPatience));
  const std::vector<std::string> ids = receiver_.ids();
  const auto again = std::find(ids.begin() + 4, ids.end(), "gate-4");
  ASSERT_NE(again, ids.end());
  // The fifth was acknowledged.
  EXPECT_EQ(*(again + 1), "gate-6");
  const Counters counters = publisher_->counters();
  EXPECT_EQ(counters.delivered, 10U);
  EXPECT_EQ(counters.reconnects, 1U);
  EXPECT_GE(counters.resent, 2U);
  EXPECT_EQ(counters.last_error, "The receiver ended the connection");
}

TEST_F(PublisherTest, SaysOnceThatTheReceiverIsAway) {
  std::atomic<int> attempts{0};
  receiver_.accepts_connections = [&] { return ++attempts > 20; };
  start();
  publish(1, 1);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(problems("The receiver is away"), 1U);
  EXPECT_TRUE(wait_for_recovery("The receiver can be reached again"));
  EXPECT_EQ(publisher_->counters().errors, 20U);
}

TEST_F(PublisherTest, KeepsNoMoreThanTheWindowUnderWay) {
  options_.window = 5;
  receiver_.react = [](const Message&) { return Receiver::kKeepSilent; };
  start();
  publish(1, 50);
  ASSERT_TRUE(receiver_.wait_for_messages(5));
  EXPECT_FALSE(publisher_->drain(milliseconds(50)));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 5));
}

TEST_F(PublisherTest, SetsAsideWhatIsRefusedForGood) {
  receiver_.react = [](const Message& message) {
    return message.id == "gate-2" ? Receiver::kRefuse : Receiver::kTake;
  };
  start();
  publish(1, 3);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 3));
  EXPECT_EQ(publisher_->counters().refused, 1U);
  EXPECT_EQ(publisher_->counters().delivered, 2U);
  EXPECT_TRUE(wait_for_problem("too large"));
}

TEST_F(PublisherTest, AMessageThatEndsEveryConnectionIsFoundAndSetAside) {
  receiver_.react = [](const Message& message) {
    return message.id == "gate-3" ? Receiver::kHangUp : Receiver::kTake;
  };
  start();
  publish(1, 6);
  ASSERT_TRUE(publisher_->drain(kPatience));
  const Counters counters = publisher_->counters();
  EXPECT_EQ(counters.refused, 1U);
  EXPECT_EQ(counters.delivered, 5U);
  EXPECT_TRUE(wait_for_problem("set aside after 8 attempts: The receiver ended the connection"));
}

TEST_F(PublisherTest, ARestartedReceiverIsNoReasonToGiveAMessageUp) {
  std::atomic<int> sent{0};
  // Always after something was taken.
  receiver_.react = [&](const Message&) {
    return ++sent % 3 == 0 ? Receiver::kHangUp : Receiver::kTake;
  };
  start();
  publish(1, 200);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(publisher_->counters().refused, 0U);
  EXPECT_EQ(publisher_->counters().delivered, 200U);
}

TEST_F(PublisherTest, WaitsForATopicThatComesLater) {
  std::atomic<int> sent{0};
  receiver_.react = [&](const Message&) { return ++sent <= 5 ? Receiver::kFail : Receiver::kTake; };
  start();
  publish(1, 4);
  ASSERT_TRUE(publisher_->drain(kPatience));
  const std::vector<std::string> ids = receiver_.ids();
  EXPECT_EQ(std::vector<std::string>(ids.end() - 4, ids.end()), ids_of(1, 4));
  EXPECT_EQ(publisher_->counters().refused, 0U);
  EXPECT_EQ(problems("no such topic"), 1U);
}

TEST_F(PublisherTest, DoesNotWaitForATopicForEver) {
  receiver_.react = [](const Message& message) {
    return message.id == "gate-1" ? Receiver::kFail : Receiver::kTake;
  };
  options_.max_trouble = milliseconds(200);
  const auto begin = std::chrono::steady_clock::now();
  start();
  publish(1, 3);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(publisher_->counters().refused, 1U);
  EXPECT_EQ(publisher_->counters().delivered, 2U);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, options_.max_trouble);
  EXPECT_TRUE(wait_for_problem("attempts: The receiver has no such topic"));
}

TEST_F(PublisherTest, DrainingTriesAtOnce) {
  options_.min_backoff = options_.max_backoff = std::chrono::hours(1);
  std::atomic<int> attempts{0};
  receiver_.accepts_connections = [&] { return ++attempts > 1; };
  start();
  ASSERT_TRUE(wait_for_problem("The receiver is away"));
  publish(1, 1);
  EXPECT_TRUE(publisher_->drain(kPatience));
}

TEST_F(PublisherTest, StopsAtOnceWhileItWaits) {
  options_.min_backoff = options_.max_backoff = std::chrono::hours(1);
  receiver_.accepts_connections = [] { return false; };
  start();
  ASSERT_TRUE(wait_for_problem("The receiver is away"));
  const auto begin = std::chrono::steady_clock::now();
  publisher_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

[[noreturn]] void throw_out_of_descriptors() {
  throw std::system_error(EMFILE, std::generic_category(), "eventfd");
}

TEST_F(PublisherTest, ATransportThatThrowsWhenItConnectsIsTriedAgain) {
  std::atomic<int> attempts{0};
  receiver_.accepts_connections = [&] {
    if (++attempts <= 5) throw_out_of_descriptors();
    return true;
  };
  start();
  publish(1, 3);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 3));
  EXPECT_EQ(problems("The receiver cannot be served at the moment (eventfd: Too many open files): "
                     "messages wait, and it is tried again"),
            1U);
  EXPECT_TRUE(wait_for_recovery("The receiver can be reached again"));
  EXPECT_EQ(publisher_->counters().errors, 5U);
}

TEST_F(PublisherTest, NothingIsLostOrSetAsideWhereATransportThrowsWhenItSends) {
  std::atomic<int> sent{0};
  receiver_.react = [&](const Message& message) {
    if (message.id == "gate-3" && ++sent <= options_.max_attempts + 2) throw std::bad_alloc();
    return Receiver::kTake;
  };
  start();
  publish(1, 6);
  ASSERT_TRUE(publisher_->drain(kPatience));
  const std::vector<std::string> ids = receiver_.ids();
  ASSERT_GE(ids.size(), 6U);
  EXPECT_EQ(std::vector<std::string>(ids.end() - 4, ids.end()), ids_of(3, 6));
  const Counters counters = publisher_->counters();
  EXPECT_EQ(counters.delivered, 6U);
  EXPECT_EQ(counters.refused, 0U);
  EXPECT_EQ(counters.waiting, 0U);
}

TEST_F(PublisherTest, AReportThatThrowsIsNoEndOfTheProcess) {
  std::atomic<int> attempts{0};
  receiver_.accepts_connections = [&] { return ++attempts > 3; };
  options_.on_problem = [](const std::string&) { throw std::bad_alloc(); };
  options_.on_recovery = [](const std::string&) { throw 1; };
  start();
  publish(1, 3);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(publisher_->counters().delivered, 3U);
}

TEST_F(PublisherTest, StopsAtOnceAfterATransportThrew) {
  options_.min_backoff = options_.max_backoff = std::chrono::hours(1);
  receiver_.accepts_connections = []() -> bool { throw_out_of_descriptors(); };
  start();
  publish(1, 1);
  ASSERT_TRUE(wait_for_problem("Too many open files"));
  const auto begin = std::chrono::steady_clock::now();
  publisher_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(PublisherTest, DeliversFromMemoryWhileTheDiskIsFull) {
  std::atomic<bool> there{false};
  receiver_.accepts_connections = [&] { return there.load(); };
  start();
  publish(1, 5);
  {
    const training::FullDisk full(std::filesystem::file_size(options_.spool.path + "-wal"));
    publish(6, 20);
    ASSERT_TRUE(wait_for_problem("spool.db cannot be written"));
    EXPECT_EQ(publisher_->counters().in_memory, 15U);
    there = true;
    ASSERT_TRUE(publisher_->drain(kPatience));
    EXPECT_EQ(receiver_.ids(), ids_of(1, 20));
  }
  EXPECT_TRUE(wait_for_recovery("spool.db can be used again"));
  EXPECT_EQ(problems("spool.db cannot be written"), 1U);
  publisher_.reset();
  start();
  publish(21, 21);
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(1, 21));
}

TEST_F(PublisherTest, CountsWhatOverflows) {
  options_.spool.max_messages = 10;
  std::atomic<bool> there{false};
  receiver_.accepts_connections = [&] { return there.load(); };
  start();
  publish(1, 15);
  there = true;
  ASSERT_TRUE(publisher_->drain(kPatience));
  EXPECT_EQ(receiver_.ids(), ids_of(6, 15));
  const Counters counters = publisher_->counters();
  EXPECT_EQ(counters.accepted, 15U);
  EXPECT_EQ(counters.dropped, 5U);
  EXPECT_EQ(counters.delivered, 10U);
}

TEST_F(PublisherTest, SaysThatADamagedSpoolWasReplaced) {
  start();
  publisher_.reset();
  std::filesystem::resize_file(options_.spool.path, 5000);
  start();
  EXPECT_TRUE(wait_for_problem("was damaged"));
}

TEST_F(PublisherTest, ASpoolThatCannotBeUsedIsAnError) {
  options_.spool.path = "/proc/spool.db";
  EXPECT_THROW(start(), Error);
}

}  // namespace
}  // namespace deepocr::publish
