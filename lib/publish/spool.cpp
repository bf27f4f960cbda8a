// SPDX-License-Identifier: MIT
// Messages that wait on disk, in order, until they are delivered.
#include "publish/spool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "deepocr/error.h"
#include "publish/database.h"
#include "publish/spool_file.h"

namespace deepocr::publish {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kRemovalDelay = milliseconds(100);  // what a killed process may send twice
constexpr auto kRetryDelay = milliseconds(1000);   // of a file that could not be written
constexpr auto kIdleDelay = milliseconds(1000);
constexpr std::size_t kRemovalBatch = 64;
// Rows of one transaction, during which add() waits: less than 100 µs.
constexpr std::size_t kRowsAtOnce = 16;
// Pages of the write-ahead log, 4 KiB each: when it is copied into the file, and when add() has to
// wait for that because it has been outrun.
constexpr int kCheckpointPages = 1000;
constexpr int kTooManyPages = 16000;
constexpr std::size_t kKeptAside = 100;  // refused messages

constexpr const char* kTouch = "UPDATE spool SET instance = instance";

std::int64_t size_of(const Message& message) {
  return static_cast<std::int64_t>(message.id.size() + message.topic.size() + message.key.size() +
                                   message.payload.size());
}

std::string prepare_folder(const std::string& path) {
  namespace fs = std::filesystem;
  if (path.empty()) throw Error(ErrorCode::kInvalidArgument, "The spool has no path");
  try {
    // One name for one file: its lock has to be found by others.
    const fs::path whole = fs::weakly_canonical(fs::absolute(path));
    fs::create_directories(whole.parent_path());
    return whole.string();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kWrite,
                "The folder of the spool " + path + " cannot be made: " + error.code().message(),
                error.what());
  }
}

int remember_pages(void* pages, sqlite3*, const char*, int count) {
  static_cast<std::atomic<int>*>(pages)->store(count, std::memory_order_relaxed);
  return SQLITE_OK;
}

}  // namespace

class Spool::Private {
 public:
  explicit Private(const SpoolOptions& options);
  ~Private();

  bool add(const Message& message);
  SpoolState state() const;
  std::vector<SpooledMessage> after(Sequence sequence, int limit);
  void delivered(const std::vector<Sequence>& sequences);
  void set_aside(Sequence sequence, const std::string& reason);
  void maintain();
  int maintenance_due() const;

  const std::string& instance() const { return instance_; }
  const std::string& complaint() const { return complaint_; }

 private:
  struct Dropped {
    std::int64_t messages = 0;
    std::int64_t bytes = 0;
    Sequence below = 0;  ///< nothing that waits in the file has a lesser sequence
    std::vector<Sequence> delivered;
  };
  struct Aside {
    Sequence sequence;
    Message message;
    std::string reason;
  };

  // With the mutex held.
  bool is_full(std::int64_t bytes) const;
  void insert(Sequence sequence, const Message& message);
  void insert_making_room(Sequence sequence, const Message& message);
  Dropped drop_oldest(std::int64_t bytes);
  bool add_to_memory(Message message);
  void forget_one(std::int64_t bytes);
  void cannot_write(const DatabaseError& error);
  std::deque<SpooledMessage>::iterator find_in_memory(Sequence sequence);
  bool settle(Sequence sequence);
  void write_aside();
  void remove_rows(std::size_t limit);
  void move_to_disk();

  std::vector<SpooledMessage> read_file(Sequence sequence, std::size_t limit);
  void add_from_memory(Sequence sequence, std::size_t limit, std::vector<SpooledMessage>* found);
  std::optional<Message> waiting(Sequence sequence);
  void remove_delivered();
  void recover();
  void checkpoint();

  const SpoolOptions options_;
  const std::string path_;
  const FileLock lock_;
  std::string complaint_;
  std::string instance_;
  std::atomic<int> log_pages_{0};

  // add() and the removal of rows write through the one, everything is read and checkpoints are
  // made through the other: neither reading nor syncing delays add().
  std::unique_ptr<Database> writer_;
  std::unique_ptr<Database> reader_;
  Statement insert_;
  Statement remove_;
  Statement oldest_;
  Statement read_;

  // The reader's.
  int checkpoint_at_ = kCheckpointPages;
  Clock::time_point last_removal_ = Clock::now();
  Clock::time_point last_retry_ = Clock::now();

  mutable std::mutex mutex_;
  SpoolState state_;
  Sequence last_ = 0;          ///< given to a message
  Sequence last_on_disk_ = 0;  ///< in the file now, or once
  Sequence dropped_below_ = 0;
  std::deque<SpooledMessage> memory_;       ///< behind what is in the file
  std::deque<Aside> aside_;                 ///< refused, and not in the table yet
  std::set<Sequence> gone_;                 ///< delivered, and still in the file
  std::map<Sequence, std::int64_t> sizes_;  ///< of what was read, and was neither delivered nor
                                            ///< dropped since
  bool writable_ = true;                    ///< otherwise the next messages go to memory
  bool readable_ = true;
};

Spool::Private::Private(const SpoolOptions& options)
    : options_(options),
      path_(prepare_folder(options.path)),
      lock_(path_),
      writer_(open_spool_file(path_, &complaint_)),
      reader_(std::make_unique<Database>(path_, SQLITE_OPEN_READWRITE)),
      insert_(*writer_, "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)"),
      remove_(*writer_, "DELETE FROM messages WHERE seq BETWEEN ? AND ?"),
      oldest_(*writer_, "SELECT seq, bytes FROM messages ORDER BY seq LIMIT 1"),
      read_(*reader_, "SELECT * FROM messages WHERE seq > ? ORDER BY seq") {
  instance_ = writer_->text("SELECT instance FROM spool");
  state_.waiting = writer_->integer("SELECT count(*) FROM messages");
  state_.waiting_bytes = writer_->integer("SELECT total(bytes) FROM messages");
  last_ = last_on_disk_ = writer_->integer("SELECT max(seq) FROM messages");
  // A file that was large once, and is empty now.
  if (state_.waiting == 0 && writer_->integer("PRAGMA freelist_count") > 1000) {
    writer_->execute("VACUUM");
  }
  writer_->execute("PRAGMA journal_size_limit=16777216");
  sqlite3_wal_hook(writer_->get(), remember_pages, &log_pages_);
}

Spool::Private::~Private() {
  try {
    if (!writable_ || !memory_.empty()) recover();
    while (writable_ && !gone_.empty()) remove_delivered();
  } catch (...) {  // what stays in the file is sent again
  }
}

bool Spool::Private::is_full(std::int64_t bytes) const {
  return std::int64_t(state_.waiting) + 1 > options_.max_messages ||
         std::int64_t(state_.waiting_bytes) + bytes > options_.max_bytes;
}

void Spool::Private::insert(Sequence sequence, const Message& message) {
  Use use(insert_);
  use->bind(1, sequence).bind(2, message.id).bind(3, message.topic).bind(4, message.key);
  use->bind(5, message.payload).bind(6, size_of(message)).step();
}

Spool::Private::Dropped Spool::Private::drop_oldest(std::int64_t bytes) {
  Dropped dropped;
  while (std::int64_t(state_.waiting) - dropped.messages + 1 > options_.max_messages ||
         std::int64_t(state_.waiting_bytes) - dropped.bytes + bytes > options_.max_bytes) {
    Sequence oldest = 0;
    std::int64_t size = 0;
    {
      Use use(oldest_);
      if (!use->step()) break;
      oldest = use->integer(0);
      size = use->integer(1);
    }
    Use use(remove_);
    use->bind(1, oldest).bind(2, oldest).step();
    dropped.below = oldest + 1;
    if (gone_.count(oldest) > 0) {
      dropped.delivered.push_back(oldest);
    } else {
      dropped.messages += 1;
      dropped.bytes += size;
    }
  }
  return dropped;
}

void Spool::Private::insert_making_room(Sequence sequence, const Message& message) {
  Transaction transaction(*writer_);
  const Dropped dropped = drop_oldest(size_of(message));
  insert(sequence, message);
  transaction.commit();
  state_.waiting -= dropped.messages;
  state_.waiting_bytes -= dropped.bytes;
  state_.dropped += dropped.messages;
  dropped_below_ = std::max(dropped_below_, dropped.below);
  sizes_.erase(sizes_.begin(), sizes_.lower_bound(dropped_below_));
  for (const Sequence gone : dropped.delivered) gone_.erase(gone);
}

bool Spool::Private::add(const Message& message) {
  const std::int64_t bytes = size_of(message);
  const std::lock_guard<std::mutex> guard(mutex_);
  const bool full = is_full(bytes);
  if (bytes > options_.max_bytes || (full && options_.overflow == Overflow::kDropNewest)) {
    ++state_.dropped;
    return false;
  }
  if (!writable_) return add_to_memory(message);
  try {
    if (full) {
      insert_making_room(last_ + 1, message);
    } else {
      insert(last_ + 1, message);
    }
  } catch (const DatabaseError& error) {
    cannot_write(error);
    return add_to_memory(message);
  }
  last_on_disk_ = ++last_;
  ++state_.waiting;
  state_.waiting_bytes += bytes;
  return true;
}

bool Spool::Private::add_to_memory(Message message) {
  if (std::int64_t(memory_.size()) >= options_.max_in_memory) {
    ++state_.dropped;
    if (options_.overflow == Overflow::kDropNewest || memory_.empty()) return false;
    forget_one(size_of(memory_.front().message));
    sizes_.erase(memory_.front().sequence);
    memory_.pop_front();
  }
  ++state_.waiting;
  state_.waiting_bytes += size_of(message);
  memory_.push_back({++last_, std::move(message)});
  return true;
}

void Spool::Private::forget_one(std::int64_t bytes) {
  --state_.waiting;
  state_.waiting_bytes -= bytes;
}

void Spool::Private::cannot_write(const DatabaseError& error) {
  if (writable_) ++state_.failures;
  writable_ = false;
  state_.problem = "The spool " + path_ + " cannot be written (" + error.what() +
                   "): what comes is kept in memory until it can";
}

SpoolState Spool::Private::state() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  SpoolState state = state_;
  state.in_memory = memory_.size();
  return state;
}

std::vector<SpooledMessage> Spool::Private::read_file(Sequence sequence, std::size_t limit) {
  std::vector<SpooledMessage> found;
  Use use(read_);
  use->bind(1, sequence);
  while (found.size() < limit && use->step()) {
    SpooledMessage next;
    next.sequence = use->integer(0);
    next.message = {use->text(1), use->text(2), use->text(3), use->text(4)};
    found.push_back(std::move(next));
  }
  return found;
}

std::vector<SpooledMessage> Spool::Private::after(Sequence sequence, int limit) {
  if (limit <= 0) return {};
  Sequence last_on_disk = 0;
  std::size_t wanted = static_cast<std::size_t>(limit);
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    last_on_disk = last_on_disk_;
    wanted += static_cast<std::size_t>(std::distance(gone_.upper_bound(sequence), gone_.end()));
  }
  std::vector<SpooledMessage> found;
  try {
    if (sequence < last_on_disk) found = read_file(sequence, wanted);
  } catch (const DatabaseError& error) {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (readable_) ++state_.failures;
    readable_ = false;
    state_.problem = "The spool " + path_ + " cannot be read (" + error.what() +
                     "): nothing is delivered until it can";
    return {};
  }
  const bool all_read = found.size() < wanted;
  const std::lock_guard<std::mutex> guard(mutex_);
  readable_ = true;
  if (writable_) state_.problem.clear();
  found.erase(std::remove_if(found.begin(), found.end(),
                             [&](const SpooledMessage& next) {
                               return gone_.count(next.sequence) > 0 ||
                                      next.sequence < dropped_below_;
                             }),
              found.end());
  if (found.size() > std::size_t(limit)) found.resize(limit);
  // Had something come to the file meanwhile, it would belong between the two.
  if (all_read && last_on_disk == last_on_disk_) add_from_memory(sequence, limit, &found);
  for (const SpooledMessage& next : found) sizes_[next.sequence] = size_of(next.message);
  return found;
}

void Spool::Private::add_from_memory(Sequence sequence, std::size_t limit,
                                     std::vector<SpooledMessage>* found) {
  for (const SpooledMessage& next : memory_) {
    if (found->size() >= limit) break;
    if (next.sequence > sequence) found->push_back(next);
  }
}

std::deque<SpooledMessage>::iterator Spool::Private::find_in_memory(Sequence sequence) {
  const auto found = std::lower_bound(
      memory_.begin(), memory_.end(), sequence,
      [](const SpooledMessage& message, Sequence wanted) { return message.sequence < wanted; });
  return found != memory_.end() && found->sequence == sequence ? found : memory_.end();
}

/// Takes a message off the count of what waits. @returns false when it was dropped meanwhile.
/// With the mutex held.
bool Spool::Private::settle(Sequence sequence) {
  const auto size = sizes_.find(sequence);
  if (size == sizes_.end()) return false;
  const std::int64_t bytes = size->second;
  sizes_.erase(size);
  const auto in_memory = find_in_memory(sequence);
  if (in_memory != memory_.end()) {
    memory_.erase(in_memory);
  } else {
    gone_.insert(sequence);
  }
  forget_one(bytes);
  return true;
}

void Spool::Private::delivered(const std::vector<Sequence>& sequences) {
  const std::lock_guard<std::mutex> guard(mutex_);
  for (const Sequence sequence : sequences) state_.delivered += settle(sequence) ? 1 : 0;
}

std::optional<Message> Spool::Private::waiting(Sequence sequence) {
  std::vector<SpooledMessage> found;
  try {
    found = read_file(sequence - 1, 1);
  } catch (const DatabaseError&) {  // then it is counted, and not kept
  }
  const std::lock_guard<std::mutex> guard(mutex_);
  const auto in_memory = find_in_memory(sequence);
  if (in_memory != memory_.end()) return in_memory->message;
  if (found.empty() || found.front().sequence != sequence) return std::nullopt;
  return std::move(found.front().message);
}

void Spool::Private::set_aside(Sequence sequence, const std::string& reason) {
  std::optional<Message> message = waiting(sequence);
  const std::lock_guard<std::mutex> guard(mutex_);
  if (!settle(sequence)) return;
  ++state_.refused;
  if (!message) return;
  if (aside_.size() == kKeptAside) aside_.pop_front();
  aside_.push_back({sequence, std::move(*message), reason});
  try {
    write_aside();
  } catch (const DatabaseError& error) {
    cannot_write(error);
  }
}

/// Into the table and out of the queue at once: a process that is killed in between refuses nothing
/// twice.
void Spool::Private::write_aside() {
  Transaction transaction(*writer_);
  for (const Aside& aside : aside_) {
    Statement keep(*writer_,
                   "INSERT INTO refused(id, topic, key, payload, reason) VALUES (?, ?, ?, ?, ?)");
    const Message& message = aside.message;
    keep.bind(1, message.id).bind(2, message.topic).bind(3, message.key);
    keep.bind(4, message.payload).bind(5, aside.reason).step();
    Use use(remove_);
    use->bind(1, aside.sequence).bind(2, aside.sequence).step();
  }
  const std::string kept = std::to_string(kKeptAside);
  writer_->execute(("DELETE FROM refused WHERE seq <= (SELECT seq FROM refused ORDER BY seq DESC "
                    "LIMIT 1 OFFSET " +
                    kept + ")")
                       .c_str());
  transaction.commit();
  for (const Aside& aside : aside_) gone_.erase(aside.sequence);
  aside_.clear();
}

void Spool::Private::remove_rows(std::size_t limit) {
  Transaction transaction(*writer_);
  auto next = gone_.begin();
  for (std::size_t i = 0; i < limit && next != gone_.end();) {
    const Sequence first = *next;
    Sequence last = first;
    for (++next, ++i; i < limit && next != gone_.end() && *next == last + 1; ++next, ++i) ++last;
    Use use(remove_);
    use->bind(1, first).bind(2, last).step();
  }
  transaction.commit();
  gone_.erase(gone_.begin(), next);
}

void Spool::Private::remove_delivered() {
  const std::lock_guard<std::mutex> guard(mutex_);
  try {
    if (!gone_.empty()) remove_rows(kRowsAtOnce);
  } catch (const DatabaseError& error) {
    cannot_write(error);
  }
}

void Spool::Private::move_to_disk() {
  Transaction transaction(*writer_);
  writer_->execute(kTouch);  // so that something is written where nothing is in memory
  const std::size_t count = std::min(memory_.size(), kRowsAtOnce);
  for (std::size_t i = 0; i < count; ++i) insert(memory_[i].sequence, memory_[i].message);
  transaction.commit();
  if (count > 0) last_on_disk_ = memory_[count - 1].sequence;
  memory_.erase(memory_.begin(), memory_.begin() + static_cast<std::ptrdiff_t>(count));
}

void Spool::Private::recover() {
  // What was copied from the log leaves room in it.
  sqlite3_wal_checkpoint_v2(reader_->get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  for (bool done = false; !done;) {
    const std::lock_guard<std::mutex> guard(mutex_);
    try {
      if (!aside_.empty()) write_aside();
      if (!gone_.empty()) remove_rows(kRowsAtOnce);
      move_to_disk();
    } catch (const DatabaseError& error) {
      cannot_write(error);
      return;
    }
    done = memory_.empty();
    writable_ = writable_ || done;
    if (done && readable_) state_.problem.clear();
  }
}

void Spool::Private::checkpoint() {
  int log = 0;
  int copied = 0;
  sqlite3_wal_checkpoint_v2(reader_->get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &log, &copied);
  const std::lock_guard<std::mutex> guard(mutex_);
  if (copied < log && log > kTooManyPages) {
    sqlite3_wal_checkpoint_v2(reader_->get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &log, &copied);
  }
  checkpoint_at_ = copied < log ? log + kCheckpointPages : kCheckpointPages;
  if (copied < log) return;
  // The next write begins the log anew, and syncs its header: better here than in add().
  try {
    writer_->execute(kTouch);
  } catch (const DatabaseError& error) {
    cannot_write(error);
  }
}

void Spool::Private::maintain() {
  const Clock::time_point now = Clock::now();
  std::size_t gone = 0;
  bool healthy = true;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    gone = gone_.size();
    healthy = writable_ && readable_;
  }
  if (!healthy) {
    if (now - last_retry_ < kRetryDelay) return;
    last_retry_ = now;
    recover();
    return;
  }
  last_retry_ = now;
  if (gone >= kRemovalBatch || (gone > 0 && now - last_removal_ >= kRemovalDelay)) {
    last_removal_ = now;
    for (std::size_t removed = 0; removed < gone; removed += kRowsAtOnce) remove_delivered();
  }
  if (log_pages_.load(std::memory_order_relaxed) >= checkpoint_at_) checkpoint();
}

int Spool::Private::maintenance_due() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  milliseconds delay = kIdleDelay;
  if (!gone_.empty() && writable_) delay = kRemovalDelay;
  return static_cast<int>(delay.count());
}

Spool::Spool(const SpoolOptions& options) {
  try {
    d_ = std::make_unique<Private>(options);
  } catch (const DatabaseError& error) {
    throw Error(ErrorCode::kWrite,
                "The spool " + options.path + " cannot be used: " + error.what());
  }
}

Spool::~Spool() = default;

bool Spool::add(const Message& message) { return d_->add(message); }
SpoolState Spool::state() const { return d_->state(); }
std::vector<SpooledMessage> Spool::after(Sequence sequence, int limit) {
  return d_->after(sequence, limit);
}
void Spool::delivered(const std::vector<Sequence>& sequences) { d_->delivered(sequences); }
void Spool::set_aside(Sequence sequence, const std::string& reason) {
  d_->set_aside(sequence, reason);
}
void Spool::maintain() { d_->maintain(); }
int Spool::maintenance_due() const { return d_->maintenance_due(); }
const std::string& Spool::instance() const { return d_->instance(); }
const std::string& Spool::complaint() const { return d_->complaint(); }

}  // namespace deepocr::publish
