// SPDX-License-Identifier: MIT
// What waits on disk, who may use it, and what happens when the disk is full.
#include "publish/spool.h"

#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "deepocr/error.h"
#include "full_disk.h"
#include "test_files.h"

namespace deepocr::publish {
namespace {

using test::content_of;
using test::message_of;
using test::TemporaryFolder;
using test::write_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using training::FullDisk;

class SpoolTest : public ::testing::Test {
 protected:
  SpoolOptions options() const {
    SpoolOptions options;
    options.path = folder_ / "queue/spool.db";
    return options;
  }

  std::string refusal(const SpoolOptions& options) const {
    try {
      const Spool spool(options);
      return {};
    } catch (const Error& error) {
      return error.what();
    }
  }

  TemporaryFolder folder_;
};

std::vector<std::string> ids_after(Spool& spool, Sequence sequence, int limit = 1000) {
  std::vector<std::string> ids;
  for (const SpooledMessage& next : spool.after(sequence, limit)) ids.push_back(next.message.id);
  return ids;
}

void deliver_first(Spool& spool, int count) {
  std::vector<Sequence> sequences;
  for (const SpooledMessage& next : spool.after(0, count)) sequences.push_back(next.sequence);
  spool.delivered(sequences);
}

void add(Spool& spool, int first, int last) {
  for (int i = first; i <= last; ++i) ASSERT_TRUE(spool.add(message_of(i)));
}

/// "ID REASON" of each row of the table `refused`, the oldest first.
std::vector<std::string> set_aside_in(const std::string& path) {
  sqlite3* file = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &file), SQLITE_OK);
  std::vector<std::string> rows;
  sqlite3_exec(
      file, "SELECT id || ' ' || reason FROM refused ORDER BY seq",
      [](void* texts, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(texts)->push_back(values[0]);
        return 0;
      },
      &rows, nullptr);
  sqlite3_close(file);
  return rows;
}

/// maintain() tries a file again once a second.
void maintain_until(Spool& spool, const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && std::chrono::steady_clock::now() < deadline) {
    spool.maintain();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_TRUE(condition());
}

TEST_F(SpoolTest, KeepsMessagesInOrderWithAllTheirParts) {
  Spool spool(options());
  Message odd{"id", "a topic", std::string("ca\0mera", 7), "{\"text\":\"\xc3\xa4\"}"};
  ASSERT_TRUE(spool.add(message_of(1)));
  ASSERT_TRUE(spool.add(odd));
  const std::vector<SpooledMessage> found = spool.after(0, 10);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_LT(found[0].sequence, found[1].sequence);
  EXPECT_EQ(found[0].message.payload, message_of(1).payload);
  EXPECT_EQ(found[1].message.id, odd.id);
  EXPECT_EQ(found[1].message.topic, odd.topic);
  EXPECT_EQ(found[1].message.key, odd.key);
  EXPECT_EQ(found[1].message.payload, odd.payload);
}

TEST_F(SpoolTest, WhatWasNotDeliveredIsThereForTheNextProcess) {
  std::string instance;
  {
    Spool spool(options());
    instance = spool.instance();
    add(spool, 1, 5);
    deliver_first(spool, 2);
    EXPECT_EQ(spool.state().waiting, 3U);
    EXPECT_EQ(spool.state().delivered, 2U);
  }
  Spool spool(options());
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-3", "gate-4", "gate-5"));
  EXPECT_EQ(spool.state().waiting, 3U);
  EXPECT_GT(spool.state().waiting_bytes, 4500U);
  EXPECT_EQ(spool.instance(), instance);
  EXPECT_EQ(instance.size(), 16U);
}

TEST_F(SpoolTest, MessagesOutliveAProcessThatIsKilled) {
  const pid_t child = fork();
  if (child == 0) {
    Spool spool(options());
    for (int i = 1; i <= 300; ++i) spool.add(message_of(i));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  Spool spool(options());
  EXPECT_EQ(spool.state().waiting, 300U);
  EXPECT_EQ(ids_after(spool, 0).back(), "gate-300");
}

TEST_F(SpoolTest, WhatIsDeliveredDoesNotComeAgainBeforeItIsRemoved) {
  Spool spool(options());
  add(spool, 1, 4);
  const std::vector<SpooledMessage> found = spool.after(0, 10);
  spool.delivered({found[2].sequence, found[0].sequence});
  EXPECT_THAT(ids_after(spool, 0, 2), ElementsAre("gate-2", "gate-4"));
  maintain_until(spool, [&] { return spool.maintenance_due() > 100; });
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-2", "gate-4"));
}

TEST_F(SpoolTest, DropsTheOldestWhenItIsFull) {
  SpoolOptions options = this->options();
  options.max_messages = 3;
  Spool spool(options);
  add(spool, 1, 5);
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-3", "gate-4", "gate-5"));
  EXPECT_EQ(spool.state().dropped, 2U);
  EXPECT_EQ(spool.state().waiting, 3U);
}

TEST_F(SpoolTest, DropsWhatComesWhenItIsFullAndToldSo) {
  SpoolOptions options = this->options();
  options.max_messages = 3;
  options.overflow = Overflow::kDropNewest;
  Spool spool(options);
  add(spool, 1, 3);
  EXPECT_FALSE(spool.add(message_of(4)));
  EXPECT_EQ(spool.state().dropped, 1U);
  deliver_first(spool, 1);
  EXPECT_TRUE(spool.add(message_of(5)));
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-2", "gate-3", "gate-5"));
}

TEST_F(SpoolTest, IsBoundedByBytesToo) {
  SpoolOptions options = this->options();
  options.max_bytes = 5000;
  Spool spool(options);
  add(spool, 1, 4);
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-2", "gate-3", "gate-4"));
  EXPECT_LE(spool.state().waiting_bytes, 5000U);
  EXPECT_FALSE(spool.add(message_of(5, "gate", 6000))) << "larger than all of the spool";
  EXPECT_EQ(spool.state().waiting, 3U);
}

TEST_F(SpoolTest, CountsAMessageOnceThatIsDroppedWhileItIsUnderWay) {
  SpoolOptions options = this->options();
  options.max_messages = 2;
  Spool spool(options);
  add(spool, 1, 2);
  const std::vector<SpooledMessage> found = spool.after(0, 10);
  add(spool, 3, 3);
  spool.delivered({found[0].sequence, found[1].sequence});
  const SpoolState state = spool.state();
  EXPECT_EQ(state.dropped, 1U);
  EXPECT_EQ(state.delivered, 1U);
  EXPECT_EQ(state.waiting, 1U);
}

TEST_F(SpoolTest, SetsRefusedMessagesAside) {
  Spool spool(options());
  add(spool, 1, 2);
  spool.set_aside(spool.after(0, 1)[0].sequence, "too large");
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-2"));
  EXPECT_EQ(spool.state().refused, 1U);
  EXPECT_THAT(set_aside_in(options().path), ElementsAre("gate-1 too large"));
}

TEST_F(SpoolTest, SetsRefusedMessagesAsideWhenTheDiskHasRoomAgain) {
  Spool spool(options());
  add(spool, 1, 2);
  {
    const FullDisk full(std::filesystem::file_size(options().path + "-wal"));
    add(spool, 3, 4);
    const std::vector<SpooledMessage> found = spool.after(0, 4);
    spool.set_aside(found[0].sequence, "too large");  // in the file
    spool.set_aside(found[2].sequence, "forbidden");  // in memory
    EXPECT_EQ(spool.state().refused, 2U);
    EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-2", "gate-4"));
  }
  maintain_until(spool, [&] { return spool.state().problem.empty(); });
  EXPECT_THAT(set_aside_in(options().path), ElementsAre("gate-1 too large", "gate-3 forbidden"));
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-2", "gate-4"));
}

TEST_F(SpoolTest, OnlyOneMayUseAFile) {
  const Spool spool(options());
  EXPECT_THAT(refusal(options()), HasSubstr("is used by another process or element"));
  // By another name, too.
  SpoolOptions other = options();
  std::filesystem::create_directory_symlink(folder_ / "queue", folder_ / "link");
  other.path = folder_ / "link/spool.db";
  EXPECT_THAT(refusal(other), HasSubstr("is used by another process or element"));
}

TEST_F(SpoolTest, AnotherProcessIsRefused) {
  const Spool spool(options());
  const pid_t child = fork();
  if (child == 0) _exit(refusal(options()).find("another process") != std::string::npos ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(SpoolTest, LeavesFilesOfOthersAsTheyAre) {
  SpoolOptions options;
  options.path = folder_ / "notes.txt";
  for (const std::string& content :
       {std::string("my notes"), std::string(5000, 'n'), std::string("SQLite format 3")}) {
    write_file(options.path, content);
    EXPECT_THAT(refusal(options), HasSubstr("is no spool of DeepOCR, and is left as it is"));
    EXPECT_EQ(content_of(options.path), content);
  }
  std::filesystem::remove(options.path);
  sqlite3* file = nullptr;
  sqlite3_open(options.path.c_str(), &file);
  sqlite3_exec(file, "CREATE TABLE messages(seq)", nullptr, nullptr, nullptr);
  sqlite3_close(file);
  const std::string before = content_of(options.path);
  EXPECT_THAT(refusal(options), HasSubstr("is no spool of DeepOCR"));
  EXPECT_EQ(content_of(options.path), before);
  options.path = folder_ / "";
  EXPECT_THAT(refusal(options), HasSubstr("is no spool of DeepOCR"));
}

TEST_F(SpoolTest, AnEmptyFileBecomesASpool) {
  SpoolOptions options;
  options.path = folder_ / "empty.db";
  write_file(options.path, "");
  EXPECT_EQ(refusal(options), "");
}

TEST_F(SpoolTest, MovesADamagedSpoolAsideAndBeginsANewOne) {
  {
    Spool spool(options());
    add(spool, 1, 50);
  }
  std::string content = content_of(options().path);
  content.replace(4096, content.size() - 8192, content.size() - 8192, '\x5a');
  write_file(options().path, content);
  Spool spool(options());
  EXPECT_THAT(spool.complaint(), HasSubstr("was damaged"));
  EXPECT_THAT(spool.complaint(), HasSubstr("spool.db.damaged-1, and a new one is begun"));
  EXPECT_EQ(content_of(options().path + ".damaged-1"), content);
  add(spool, 51, 51);
  EXPECT_THAT(ids_after(spool, 0), ElementsAre("gate-51"));
}

TEST_F(SpoolTest, MovesASpoolAsideThatWasCutShort) {
  {
    Spool spool(options());
    add(spool, 1, 50);
  }
  std::filesystem::resize_file(options().path, 10000);
  const Spool spool(options());
  EXPECT_THAT(spool.complaint(), HasSubstr("was damaged"));
}

TEST_F(SpoolTest, RefusesTheSpoolOfANewerVersion) {
  { const Spool spool(options()); }
  sqlite3* file = nullptr;
  sqlite3_open(options().path.c_str(), &file);
  sqlite3_exec(file, "PRAGMA user_version=2", nullptr, nullptr, nullptr);
  sqlite3_close(file);
  EXPECT_THAT(refusal(options()), HasSubstr("has version 2, and this program knows version 1"));
}

TEST_F(SpoolTest, SaysWhatItCannotMake) {
  write_file(folder_ / "file", "");
  SpoolOptions options;
  options.path = folder_ / "file/spool.db";
  EXPECT_THAT(refusal(options), HasSubstr("The folder of the spool"));
  options.path = "/proc/spool.db";
  EXPECT_THAT(refusal(options), HasSubstr("/proc/spool.db"));
  options.path = "";
  EXPECT_EQ(refusal(options), "The spool has no path");
}

TEST_F(SpoolTest, NobodyElseMayReadIt) {
  Spool spool(options());
  add(spool, 1, 1);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(stat((options().path + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(SpoolTest, GoesOnInMemoryWhileTheDiskIsFull) {
  Spool spool(options());
  add(spool, 1, 10);
  {
    const FullDisk full(std::filesystem::file_size(options().path + "-wal"));
    add(spool, 11, 20);
    EXPECT_THAT(spool.state().problem, HasSubstr("cannot be written"));
    EXPECT_THAT(spool.state().problem, HasSubstr("spool.db"));
    EXPECT_EQ(spool.state().in_memory, 10U);
    EXPECT_EQ(spool.state().failures, 1U);
    EXPECT_EQ(ids_after(spool, 0).size(), 20U) << "what is in memory is delivered";
    deliver_first(spool, 12);
    EXPECT_EQ(ids_after(spool, 0).front(), "gate-13");
    EXPECT_EQ(spool.state().waiting, 8U);
  }
  maintain_until(spool, [&] { return spool.state().problem.empty(); });
  EXPECT_EQ(spool.state().in_memory, 0U);
  add(spool, 21, 21);
  const std::vector<std::string> ids = ids_after(spool, 0);
  EXPECT_EQ(ids.size(), 9U);
  EXPECT_EQ(ids.front(), "gate-13");
  EXPECT_EQ(ids.back(), "gate-21");
}

TEST_F(SpoolTest, WhatWasInMemoryIsOnDiskAfterwards) {
  {
    Spool spool(options());
    add(spool, 1, 10);
    {
      const FullDisk full(std::filesystem::file_size(options().path + "-wal"));
      add(spool, 11, 60);
      deliver_first(spool, 5);
    }
  }
  Spool spool(options());
  const std::vector<std::string> ids = ids_after(spool, 0);
  EXPECT_EQ(ids.size(), 55U);
  EXPECT_EQ(ids.front(), "gate-6");
}

TEST_F(SpoolTest, MemoryIsBoundedToo) {
  SpoolOptions options = this->options();
  options.max_in_memory = 4;
  Spool spool(options);
  add(spool, 1, 10);
  const FullDisk full(std::filesystem::file_size(options.path + "-wal"));
  add(spool, 11, 16);
  EXPECT_EQ(spool.state().in_memory, 4U);
  EXPECT_EQ(spool.state().dropped, 2U);
  EXPECT_THAT(ids_after(spool, 9),
              ElementsAre("gate-10", "gate-13", "gate-14", "gate-15", "gate-16"));
}

TEST_F(SpoolTest, TheFilesStayBoundedHoweverMuchPasses) {
  SpoolOptions options = this->options();
  options.max_messages = 1000;
  Spool spool(options);
  for (int i = 0; i < 20000; ++i) {
    spool.add(message_of(i));
    if (i % 100 == 0) spool.maintain();
  }
  spool.maintain();
  EXPECT_LT(std::filesystem::file_size(options.path), 8U << 20);
  EXPECT_LT(std::filesystem::file_size(options.path + "-wal"), 17U << 20);
}

TEST_F(SpoolTest, AddsFromSeveralThreadsWhileItIsRead) {
  Spool spool(options());
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&spool, t] {
      for (int i = 0; i < 500; ++i) spool.add(message_of(i, "camera" + std::to_string(t)));
    });
  }
  std::map<std::string, int> next;
  Sequence last = 0;
  int count = 0;
  while (count < 1500) {
    std::vector<Sequence> sequences;
    for (const SpooledMessage& found : spool.after(last, 64)) {
      EXPECT_EQ(found.message.id, message_of(next[found.message.key]++, found.message.key).id);
      last = found.sequence;
      sequences.push_back(last);
    }
    count += static_cast<int>(sequences.size());
    spool.delivered(sequences);
    spool.maintain();
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(spool.state().waiting, 0U);
  EXPECT_THAT(ids_after(spool, 0), IsEmpty());
}

}  // namespace
}  // namespace deepocr::publish
