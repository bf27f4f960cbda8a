// SPDX-License-Identifier: MIT
// The thread that hands messages from a spool to a transport.
#include "publish/delivery.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <poll.h>

#include "publish/wake.h"

namespace deepocr::publish {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Of a connection after which the next attempt need not wait for long.
constexpr auto kStableAfter = std::chrono::seconds(10);
// Losses of a connection after which the first message under way is suspected. Brokers are
// restarted, too.
constexpr int kLossesToSuspect = 3;
constexpr auto kGoodbye = milliseconds(500);
constexpr auto kSayAgain = std::chrono::minutes(1);  // what changes about a receiver that is away

/// Waiting times that double, spread so that a hundred cameras do not come back at once.
class Backoff {
 public:
  Backoff(milliseconds least, milliseconds most, unsigned seed)
      : least_(least), most_(most), next_(least), random_(seed) {}

  milliseconds next() {
    const auto count = next_.count();
    next_ = std::min(2 * next_, most_);
    return milliseconds(
        std::uniform_int_distribution<milliseconds::rep>(count * 3 / 4, count * 5 / 4)(random_));
  }
  void reset() { next_ = least_; }

 private:
  milliseconds least_;
  milliseconds most_;
  milliseconds next_;
  std::minstd_rand random_;
};

/// When it is woken, this thread waits for its turn instead of taking that of the thread that
/// publishes.
void be_patient() {
  const sched_param none{};
  pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);  // without it, all works as well
}

/// Signals are the application's, and a broken pipe is an error of write() like any other. Threads
/// that this one starts inherit it.
void block_signals() {
  sigset_t signals;
  sigfillset(&signals);
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigdelset(&signals, own);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

class Delivery::Private final : public TransportListener {
 public:
  Private(Spool& spool, std::unique_ptr<Transport> transport, const PublisherOptions& options);
  ~Private() override;

  void wake() noexcept;
  Counters counters() const;
  bool drain(milliseconds timeout);
  void close();

  void connected() override;
  void disconnected(const std::string& sentence, bool kept) override;
  void delivered(Sequence sequence) override;
  void refused(Sequence sequence, const std::string& sentence) override;
  void failed(Sequence sequence, const std::string& sentence) override;

 private:
  void run() noexcept;
  void guard(void (Private::*part)()) noexcept;
  void give_up(const char* reason) noexcept;
  void begin();
  void step();
  void end();
  void wait();
  void send_more();
  void settle();
  void reconnect();
  void rewind();
  void blame(Sequence sequence, const std::string& sentence, milliseconds max_trouble);
  void watch_spool();
  void report_outage(const std::string& sentence);
  void note_error(const std::string& sentence);
  void say(const Report& report, const std::string& sentence) const noexcept;
  int window() const;
  milliseconds patience() const;

  const PublisherOptions options_;
  Spool& spool_;
  std::unique_ptr<Transport> transport_;

  // The thread's.
  Backoff backoff_;
  bool connected_ = false;
  bool pending_ = false;    ///< not connected, and the transport is busy with that
  bool abandoned_ = false;  ///< what the transport is at is given up: it may do nothing but connect
  std::string said_;        ///< the problem of the connection that was reported
  Clock::time_point said_at_;
  std::string spool_said_;    ///< the same, of the spool
  std::string refusal_said_;  ///< the same, of messages
  Clock::time_point connected_at_;
  Clock::time_point not_before_ = Clock::now();  ///< of connecting, or of sending, again
  Sequence cursor_ = 0;                          ///< the last that was sent
  Sequence furthest_ = 0;                        ///< that ever was: what follows is sent anew
  std::set<Sequence> under_way_;
  std::vector<Sequence> acknowledged_;
  Sequence suspect_ = 0;             ///< with which sending ended
  int attempts_ = 0;                 ///< of it, with nothing delivered in between
  Clock::time_point trouble_since_;  ///< the first of them
  bool alone_ = false;               ///< it is sent by itself

  Wake wake_;
  std::atomic<bool> asleep_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> hurry_{false};

  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  Counters counters_;
  bool was_connected_ = false;

  std::thread thread_;  // last: it uses all of the above
};

Delivery::Private::Private(Spool& spool, std::unique_ptr<Transport> transport,
                           const PublisherOptions& options)
    : options_(options),
      spool_(spool),
      transport_(std::move(transport)),
      backoff_(options.min_backoff, options.max_backoff,
               static_cast<unsigned>(std::hash<std::string>()(spool.instance()))),
      thread_([this] { run(); }) {}

Delivery::Private::~Private() { close(); }

void Delivery::Private::close() {
  stopping_ = true;
  wake_.set();
  if (thread_.joinable()) thread_.join();
}

void Delivery::Private::wake() noexcept {
  if (asleep_.exchange(false)) wake_.set();
}

Counters Delivery::Private::counters() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  return counters_;
}

bool Delivery::Private::drain(milliseconds timeout) {
  hurry_ = true;
  wake_.set();
  std::unique_lock<std::mutex> lock(mutex_);
  return emptied_.wait_for(lock, timeout, [this] { return spool_.state().waiting == 0; });
}

void Delivery::Private::run() noexcept {
  block_signals();
  be_patient();
  guard(&Private::begin);
  while (!stopping_) guard(&Private::step);
  guard(&Private::end);
}

/// What is thrown here, and is caught nowhere else on this thread, would end the application.
void Delivery::Private::guard(void (Private::*part)()) noexcept {
  try {
    (this->*part)();
  } catch (const std::exception& error) {
    give_up(error.what());
  } catch (...) {
    give_up("an unknown error");
  }
}

/// The connection, whose state nobody knows, is made anew later. What it had not acknowledged is
/// sent again then.
void Delivery::Private::give_up(const char* reason) noexcept {
  asleep_ = false;
  connected_ = false;
  pending_ = false;
  abandoned_ = true;
  rewind();
  not_before_ = Clock::now() + backoff_.next();
  try {
    report_outage(transport_->name() + " cannot be served at the moment (" + reason +
                  "): messages wait, and it is tried again");
  } catch (...) {  // where memory lacks, the words may lack, too
  }
}

void Delivery::Private::begin() {
  if (spool_.complaint().empty()) return;
  note_error(spool_.complaint());
  say(options_.on_problem, spool_.complaint());
}

void Delivery::Private::step() {
  reconnect();
  asleep_ = true;  // before the spool is looked at: what comes later wakes
  send_more();
  wait();
  asleep_ = false;
  wake_.clear();
  settle();
  spool_.maintain();
  watch_spool();
}

void Delivery::Private::end() {
  if (!abandoned_) transport_->close(kGoodbye);
  settle();
}

void Delivery::Private::wait() {
  if (!abandoned_) {
    transport_->wait(patience(), wake_.descriptor());
    return;
  }
  pollfd woken{wake_.descriptor(), POLLIN, 0};
  poll(&woken, 1, static_cast<int>(patience().count()));
}

/// How long nothing needs to be done.
milliseconds Delivery::Private::patience() const {
  milliseconds patience(spool_.maintenance_due());
  const Clock::time_point now = Clock::now();
  if (not_before_ > now) {
    // Rounded up, or the last millisecond would be spent in a loop.
    const auto left = std::chrono::duration_cast<milliseconds>(not_before_ - now) + milliseconds(1);
    patience = std::min(patience, left);
  }
  return patience;
}

int Delivery::Private::window() const { return alone_ ? 1 : options_.window; }

void Delivery::Private::send_more() {
  if (!connected_ || Clock::now() < not_before_) return;
  const int room = window() - static_cast<int>(under_way_.size());
  for (const SpooledMessage& next : spool_.after(cursor_, room)) {
    // Before it is sent: a transport may answer at once.
    under_way_.insert(next.sequence);
    if (!transport_->send(next.sequence, next.message)) {
      under_way_.erase(next.sequence);
      return;
    }
    cursor_ = next.sequence;
    if (next.sequence <= furthest_) {
      const std::lock_guard<std::mutex> guard(mutex_);
      ++counters_.resent;
    }
    furthest_ = std::max(furthest_, next.sequence);
  }
}

void Delivery::Private::settle() {
  if (!acknowledged_.empty()) {
    spool_.delivered(acknowledged_);
    acknowledged_.clear();
    attempts_ = 0;
    alone_ = false;
    refusal_said_.clear();
    backoff_.reset();
  }
  if (spool_.state().waiting == 0) {
    const std::lock_guard<std::mutex> guard(mutex_);
    emptied_.notify_all();
  }
}

void Delivery::Private::reconnect() {
  if (hurry_.exchange(false)) not_before_ = Clock::now();
  if (connected_ || pending_ || Clock::now() < not_before_) return;
  pending_ = true;
  abandoned_ = false;
  transport_->connect(*this, spool_.instance());
}

void Delivery::Private::connected() {
  connected_ = true;
  pending_ = false;
  connected_at_ = Clock::now();
  if (!said_.empty()) {
    say(options_.on_recovery, transport_->name() + " can be reached again");
    said_.clear();
  }
  const std::lock_guard<std::mutex> guard(mutex_);
  if (was_connected_) ++counters_.reconnects;
  was_connected_ = true;
  counters_.connected = true;
}

void Delivery::Private::disconnected(const std::string& sentence, bool kept) {
  if (connected_ && Clock::now() - connected_at_ >= kStableAfter) backoff_.reset();
  settle();  // else what was acknowledged last would be sent again
  if (!kept) {
    if (connected_ && !under_way_.empty()) blame(*under_way_.begin(), sentence, milliseconds(0));
    rewind();
    not_before_ = Clock::now() + backoff_.next();
  }
  connected_ = false;
  pending_ = kept;
  report_outage(sentence);
}

/// Nothing can be sent for now. Said once, until something can, and again when the reason changes.
void Delivery::Private::report_outage(const std::string& sentence) {
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    counters_.connected = false;
  }
  note_error(sentence);
  const Clock::time_point now = Clock::now();
  if (sentence == said_ || (!said_.empty() && now - said_at_ < kSayAgain)) return;
  said_ = sentence;
  said_at_ = now;
  say(options_.on_problem, sentence);
}

void Delivery::Private::delivered(Sequence sequence) {
  under_way_.erase(sequence);
  acknowledged_.push_back(sequence);
}

void Delivery::Private::refused(Sequence sequence, const std::string& sentence) {
  under_way_.erase(sequence);
  attempts_ = 0;
  alone_ = false;
  spool_.set_aside(sequence, sentence);
  note_error(sentence);
  say(options_.on_problem, sentence);
}

void Delivery::Private::failed(Sequence sequence, const std::string& sentence) {
  settle();
  rewind();
  not_before_ = Clock::now() + backoff_.next();
  note_error(sentence);
  if (sentence != refusal_said_) {
    refusal_said_ = sentence;
    say(options_.on_problem, sentence);
  }
  alone_ = true;
  blame(sequence, sentence, options_.max_trouble);
}

/// Counts an attempt of a message that may be why sending ended.
void Delivery::Private::blame(Sequence sequence, const std::string& sentence,
                              milliseconds max_trouble) {
  const Clock::time_point now = Clock::now();
  if (sequence != suspect_) attempts_ = 0;
  if (attempts_ == 0) trouble_since_ = now;
  suspect_ = sequence;
  ++attempts_;
  alone_ = alone_ || attempts_ >= kLossesToSuspect;
  if (attempts_ < options_.max_attempts || now - trouble_since_ < max_trouble) return;
  refused(sequence,
          "A message was set aside after " + std::to_string(attempts_) + " attempts: " + sentence);
}

void Delivery::Private::rewind() {
  under_way_.clear();
  cursor_ = 0;
}

void Delivery::Private::watch_spool() {
  const std::string problem = spool_.state().problem;
  if (problem == spool_said_) return;
  spool_said_ = problem;
  if (problem.empty()) {
    say(options_.on_recovery, "The spool " + options_.spool.path + " can be used again");
  } else {
    const std::lock_guard<std::mutex> guard(mutex_);
    counters_.last_error = problem;
  }
  if (!problem.empty()) say(options_.on_problem, problem);
}

void Delivery::Private::note_error(const std::string& sentence) {
  const std::lock_guard<std::mutex> guard(mutex_);
  ++counters_.errors;
  counters_.last_error = sentence;
}

/// What is said is lost where it cannot be; what is to be delivered must not suffer from that.
void Delivery::Private::say(const Report& report, const std::string& sentence) const noexcept try {
  if (report) report(sentence);
} catch (...) {
}

Delivery::Delivery(Spool& spool, std::unique_ptr<Transport> transport,
                   const PublisherOptions& options)
    : d_(std::make_unique<Private>(spool, std::move(transport), options)) {}

Delivery::~Delivery() = default;

void Delivery::wake() noexcept { d_->wake(); }
Counters Delivery::counters() const { return d_->counters(); }
bool Delivery::drain(milliseconds timeout) { return d_->drain(timeout); }
void Delivery::close() { d_->close(); }

}  // namespace deepocr::publish
