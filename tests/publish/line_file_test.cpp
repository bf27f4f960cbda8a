// SPDX-License-Identifier: MIT
// Complete lines, whatever happens to the disk, to other writers and to the reader.
#include "publish/line_file.h"

#include <csignal>
#include <filesystem>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deepocr/error.h"
#include "full_disk.h"
#include "pipe_reader.h"
#include "test_files.h"

namespace deepocr::publish {
namespace {

using test::content_of;
using test::PipeReader;
using test::TemporaryFolder;
using test::write_file;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using training::FullDisk;

class LineFileTest : public ::testing::Test {
 protected:
  LineFileOptions options() {
    LineFileOptions options;
    options.location = folder_ / "readings.jsonl";
    options.on_problem = [this](const std::string& sentence) { problems_.push_back(sentence); };
    options.on_recovery = [this](const std::string& sentence) { recoveries_.push_back(sentence); };
    return options;
  }

  std::string refusal(const LineFileOptions& options) const {
    try {
      const LineFile file(options);
      return {};
    } catch (const Error& error) {
      return error.what();
    }
  }

  TemporaryFolder folder_;
  std::vector<std::string> problems_;
  std::vector<std::string> recoveries_;
};

TEST_F(LineFileTest, AppendsLines) {
  for (const char* line : {R"({"a":1})", R"({"a":2})"}) {
    LineFile file(options());
    EXPECT_TRUE(file.write(line));
    EXPECT_EQ(file.counters().written, 1U);
  }
  EXPECT_EQ(content_of(options().location), "{\"a\":1}\n{\"a\":2}\n");
}

TEST_F(LineFileTest, EachLineIsInTheFileAtOnce) {
  LineFile file(options());
  file.write("{}");
  EXPECT_EQ(content_of(options().location), "{}\n");
}

TEST_F(LineFileTest, CutsOffALineThatAKilledProcessLeft) {
  const std::string long_text(20000, 'x');
  write_file(options().location, "{\"a\":1}\n{\"text\":\"" + long_text);
  LineFile file(options());
  EXPECT_EQ(content_of(options().location), "{\"a\":1}\n");
  file.write("{}");
  EXPECT_EQ(content_of(options().location), "{\"a\":1}\n{}\n");
}

TEST_F(LineFileTest, CutsOffALineThatAnotherWriterLeaves) {
  LineFile file(options());
  file.write("{}");
  std::ofstream(options().location, std::ios::app) << "{\"a\":";
  file.write("{}");
  EXPECT_EQ(content_of(options().location), "{}\n{}\n");
}

TEST_F(LineFileTest, EndsALineThatIsNotOfItsKindOrLacksOnlyItsEnd) {
  write_file(options().location, "a note");
  { const LineFile file(options()); }
  EXPECT_EQ(content_of(options().location), "a note\n");
  write_file(options().location, "{\"a\":1}");
  { const LineFile file(options()); }
  EXPECT_EQ(content_of(options().location), "{\"a\":1}\n");
}

TEST_F(LineFileTest, RotatesBySize) {
  LineFileOptions options = this->options();
  options.max_file_size = 25;
  options.max_files = 3;
  LineFile file(options);
  for (int i = 10; i < 20; ++i) file.write("{\"n\":" + std::to_string(i) + "}");
  EXPECT_EQ(content_of(options.location), "{\"n\":18}\n{\"n\":19}\n");
  EXPECT_EQ(content_of(options.location + ".1"), "{\"n\":16}\n{\"n\":17}\n");
  EXPECT_EQ(content_of(options.location + ".2"), "{\"n\":14}\n{\"n\":15}\n");
  EXPECT_FALSE(std::filesystem::exists(options.location + ".3"));
  EXPECT_EQ(file.counters().written, 10U);
}

TEST_F(LineFileTest, KeepsNoMoreFilesThanItIsToldNow) {
  LineFileOptions options = this->options();
  options.max_file_size = 8;
  options.max_files = 6;
  const auto write_lines = [&](int count) {
    LineFile file(options);
    for (int i = 0; i < count; ++i) file.write("{\"a\":1}");
  };
  write_lines(6);
  ASSERT_TRUE(std::filesystem::exists(options.location + ".5"));
  for (const int kept : {3, 1}) {
    options.max_files = kept;
    write_lines(2);
    EXPECT_EQ(std::filesystem::exists(options.location + ".2"), kept == 3);
    for (const char* number : {".3", ".4", ".5"}) {
      EXPECT_FALSE(std::filesystem::exists(options.location + number)) << number;
    }
  }
}

TEST_F(LineFileTest, ALineLargerThanAFileHasOneForItself) {
  LineFileOptions options = this->options();
  options.max_file_size = 10;
  LineFile file(options);
  file.write("{}");
  file.write("{\"long\":\"text\"}");
  file.write("{}");
  EXPECT_EQ(content_of(options.location), "{}\n");
  EXPECT_EQ(content_of(options.location + ".1"), "{\"long\":\"text\"}\n");
}

TEST_F(LineFileTest, AsOneFileItBeginsAfresh) {
  LineFileOptions options = this->options();
  options.max_file_size = 8;
  options.max_files = 1;
  LineFile file(options);
  for (const char* line : {"{\"a\":1}", "{\"b\":1}"}) file.write(line);
  EXPECT_EQ(content_of(options.location), "{\"b\":1}\n");
  EXPECT_FALSE(std::filesystem::exists(options.location + ".1"));
}

TEST_F(LineFileTest, FollowsAFileThatSomebodyElseRotated) {
  LineFile file(options());
  file.write("{\"a\":1}");
  std::filesystem::rename(options().location, options().location + ".old");
  file.write("{\"a\":2}");
  EXPECT_EQ(content_of(options().location), "{\"a\":2}\n");
}

TEST_F(LineFileTest, WritersShareAFileAndItsRotation) {
  LineFileOptions options = this->options();
  options.max_file_size = 5000;
  options.max_files = 1000;
  std::vector<std::thread> writers;
  for (int w = 0; w < 3; ++w) {
    writers.emplace_back([&options, w] {
      LineFileOptions own = options;
      own.on_problem = nullptr;
      LineFile file(own);
      for (int i = 0; i < 500; ++i) file.write("{\"writer\":" + std::to_string(w) + "}");
    });
  }
  for (std::thread& writer : writers) writer.join();
  int lines = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "")) {
    EXPECT_LE(entry.file_size(), 5000U);
    std::istringstream content(content_of(entry.path()));
    for (std::string line; std::getline(content, line); ++lines) {
      ASSERT_THAT(line, StartsWith("{\"writer\":"));
    }
  }
  EXPECT_EQ(lines, 1500);
}

/// Somebody else who has a file locked.
class Locked {
 public:
  explicit Locked(const std::string& path) : file_(open(path.c_str(), O_RDWR | O_CREAT, 0600)) {
    EXPECT_EQ(flock(file_, LOCK_EX), 0);
  }
  ~Locked() { close(file_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  int file_;
};

TEST_F(LineFileTest, WaitsForSomebodyWhoHasTheFileLocked) {
  LineFile file(options());
  auto locked = std::make_unique<Locked>(options().location);
  std::thread writer([&] { EXPECT_TRUE(file.write("{}")); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(content_of(options().location), "");
  locked.reset();
  writer.join();
  EXPECT_EQ(content_of(options().location), "{}\n");
}

TEST_F(LineFileTest, WaitsForSomebodyWhoHasTheFileLockedNoLongerThanItMay) {
  LineFile file(options());
  {
    const Locked locked(options().location);
    std::thread writer([&] { EXPECT_FALSE(file.write("{\"a\":1}")); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    file.stop_waiting();
    writer.join();
    ASSERT_EQ(problems_.size(), 1U);
    EXPECT_THAT(problems_[0],
                HasSubstr("readings.jsonl cannot be written: another program keeps it locked, and "
                          "the wait for it was ended: lines are lost until it can"));
  }
  EXPECT_TRUE(file.write("{\"a\":2}")) << "there is nobody to wait for";
  ASSERT_EQ(recoveries_.size(), 1U);
  EXPECT_EQ(content_of(options().location), "{\"a\":2}\n");
}

TEST_F(LineFileTest, GivesUpAtTheStartWhereTheFileStaysLocked) {
  const Locked locked(options().location);
  EXPECT_THAT(refusal(options()), HasSubstr("readings.jsonl cannot be opened for writing: another "
                                            "program keeps it locked"));
}

TEST_F(LineFileTest, AFullDiskLeavesNoHalfLine) {
  LineFile file(options());
  const std::string line = "{\"text\":\"" + std::string(1000, 'x') + "\"}";
  ASSERT_TRUE(file.write(line));
  {
    const FullDisk full(1500);
    EXPECT_FALSE(file.write(line));
    EXPECT_FALSE(file.write(line));
    EXPECT_EQ(content_of(options().location), line + "\n");
    ASSERT_EQ(problems_.size(), 1U) << "said once";
    EXPECT_THAT(problems_[0], HasSubstr("readings.jsonl cannot be written: File too large"));
  }
  EXPECT_TRUE(file.write(line));
  ASSERT_EQ(recoveries_.size(), 1U);
  EXPECT_THAT(recoveries_[0], HasSubstr("lines lost: 2"));
  EXPECT_EQ(content_of(options().location), line + "\n" + line + "\n");
  EXPECT_EQ(file.counters().dropped, 2U);
  EXPECT_EQ(file.counters().errors, 1U);
}

TEST_F(LineFileTest, SaysThatADeviceIsFull) {
  LineFileOptions options = this->options();
  options.location = "/dev/full";
  LineFile file(options);
  EXPECT_FALSE(file.write("{}"));
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_EQ(problems_[0],
            "The file /dev/full cannot be written: No space left on device: lines are lost until "
            "it can");
}

TEST_F(LineFileTest, AReaderThatVanishesIsNoEndOfTheProcess) {
  LineFileOptions options = this->options();
  options.location = folder_ / "pipe";
  ASSERT_EQ(mkfifo(options.location.c_str(), 0600), 0);
  EXPECT_THAT(refusal(options), HasSubstr("pipe cannot be opened for writing")) << "no reader";
  const int reader = open(options.location.c_str(), O_RDONLY | O_NONBLOCK);
  LineFile file(options);
  EXPECT_TRUE(file.write("{}"));
  close(reader);
  EXPECT_FALSE(file.write("{}"));
  EXPECT_FALSE(file.write("{}"));
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_[0], HasSubstr("Broken pipe"));
  const int another = open(options.location.c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_TRUE(file.write("{\"a\":1}"));
  char buffer[100];
  const ssize_t count = read(another, buffer, sizeof buffer);
  EXPECT_EQ(std::string(buffer, static_cast<std::size_t>(count)), "{\"a\":1}\n");
  close(another);
}

class LineFileToAPipeTest : public LineFileTest {
 protected:
  LineFileOptions options() {
    LineFileOptions options = LineFileTest::options();
    options.location = folder_ / "pipe";
    return options;
  }

  // Before the reader: it makes the pipe.
  std::string path_ = folder_ / "pipe";
  PipeReader reader_{path_};
};

TEST_F(LineFileToAPipeTest, WaitsForAReader) {
  LineFile file(options());
  reader_.fill();
  std::thread writer([&] { EXPECT_TRUE(file.write("{}")); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_THAT(reader_.read_until("{}\n"), EndsWith("{}\n"));
  writer.join();
}

TEST_F(LineFileToAPipeTest, WaitsForAReaderNoLongerThanItMay) {
  LineFile file(options());
  reader_.fill();
  std::thread writer([&] { EXPECT_FALSE(file.write("{}")); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  file.stop_waiting();
  writer.join();
  EXPECT_EQ(file.counters().dropped, 1U);
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_[0], HasSubstr("pipe cannot be written: its reader stands still, and the "
                                      "wait for it was ended: lines are lost until it can"));
  EXPECT_FALSE(file.write("{}")) << "it does not wait";
  EXPECT_EQ(problems_.size(), 1U) << "said once";
}

TEST_F(LineFileToAPipeTest, WritesWhereThereIsRoomWithoutWaiting) {
  LineFile file(options());
  file.stop_waiting();
  EXPECT_TRUE(file.write("{}"));
  EXPECT_EQ(reader_.read_until("\n"), "{}\n");
}

TEST_F(LineFileToAPipeTest, WaitsAgain) {
  LineFile file(options());
  reader_.fill();
  file.stop_waiting();
  EXPECT_FALSE(file.write("{\"a\":1}"));
  file.wait_again();
  std::thread writer([&] { EXPECT_TRUE(file.write("{\"a\":2}")); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const std::string all = reader_.read_until("{\"a\":2}\n");
  EXPECT_THAT(all, EndsWith("{\"a\":2}\n"));
  EXPECT_THAT(all, Not(HasSubstr("{\"a\":1}")));
  writer.join();
  ASSERT_EQ(recoveries_.size(), 1U);
  EXPECT_THAT(recoveries_[0], HasSubstr("lines lost: 1"));
}

TEST_F(LineFileToAPipeTest, ALineLargerThanThePipeArrivesInPieces) {
  LineFile file(options());
  const std::string line(300'000, 'x');
  std::thread writer([&] { EXPECT_TRUE(file.write(line)); });
  EXPECT_EQ(reader_.read_until("\n"), line + "\n");
  writer.join();
}

TEST_F(LineFileToAPipeTest, ALineThatAReaderHasTheBeginningOfIsFinishedBeforeTheNext) {
  LineFile file(options());
  const std::string line(300'000, 'x');
  std::thread writer([&] { EXPECT_FALSE(file.write(line)); });
  ASSERT_TRUE(reader_.wait_until_full());
  file.stop_waiting();
  writer.join();
  EXPECT_EQ(file.counters().dropped, 1U);
  file.wait_again();
  writer = std::thread([&] { EXPECT_TRUE(file.write("{}")); });
  EXPECT_EQ(reader_.read_until("{}\n"), line + "\n{}\n");
  writer.join();
}

/// Its standard output is the pipe.
class LineFileToStandardOutputTest : public LineFileToAPipeTest {
 protected:
  LineFileToStandardOutputTest() {
    const int pipe = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    dup2(pipe, STDOUT_FILENO);
    close(pipe);
  }
  ~LineFileToStandardOutputTest() override {
    dup2(stdout_before_, STDOUT_FILENO);
    close(stdout_before_);
  }

  LineFileOptions options() {
    LineFileOptions options = LineFileTest::options();
    options.location = "-";
    return options;
  }

  int stdout_before_ = dup(STDOUT_FILENO);
};

TEST_F(LineFileToStandardOutputTest, WaitsForAReaderNoLongerThanItMay) {
  LineFile file(options());
  reader_.fill();
  std::thread writer([&] { EXPECT_FALSE(file.write(std::string(10'000, 'x'))); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  file.stop_waiting();
  writer.join();
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_[0],
              HasSubstr("Standard output cannot be written: its reader stands still"));
}

TEST_F(LineFileToStandardOutputTest, LeavesWhatOthersShareAsItIs) {
  LineFile file(options());
  EXPECT_TRUE(file.write("{}"));
  EXPECT_EQ(fcntl(STDOUT_FILENO, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(reader_.read_until("\n"), "{}\n");
}

TEST_F(LineFileTest, WritesToASocketAsStandardOutput) {
  // What cannot be opened anew.
  int sockets[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets), 0);
  const int stdout_before = dup(STDOUT_FILENO);
  dup2(sockets[1], STDOUT_FILENO);
  LineFileOptions options = this->options();
  options.location = "-";
  LineFile file(options);
  const std::string line(3'000'000, 'x');
  std::thread writer([&] { EXPECT_FALSE(file.write(line)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  file.stop_waiting();
  writer.join();
  dup2(stdout_before, STDOUT_FILENO);
  for (const int open : {stdout_before, sockets[0], sockets[1]}) close(open);
  EXPECT_EQ(problems_.size(), 1U);
}

TEST_F(LineFileTest, WritesToStandardOutput) {
  for (const char* location : {"", "-"}) {
    LineFileOptions options;
    options.location = location;
    ::testing::internal::CaptureStdout();
    {
      LineFile file(options);
      EXPECT_TRUE(file.write("{\"a\":1}"));
    }
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "{\"a\":1}\n");
  }
}

TEST_F(LineFileTest, SaysWhatItCannotOpen) {
  LineFileOptions options = this->options();
  options.location = folder_ / "missing/readings.jsonl";
  EXPECT_THAT(refusal(options),
              HasSubstr("missing/readings.jsonl cannot be opened for writing: No such file"));
  options.location = folder_ / "";
  EXPECT_THAT(refusal(options), HasSubstr("Is a directory"));
  options = this->options();
  options.max_files = 0;
  EXPECT_THAT(refusal(options), HasSubstr("are not possible"));
}

TEST_F(LineFileTest, HasOnlyCompleteLinesHoweverOftenAWriterIsKilled) {
  const std::string text(9000, 'x');
  for (int round = 0; round < 20; ++round) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      LineFileOptions options = this->options();
      LineFile file(options);
      for (int i = 0;; ++i) {
        file.write("{\"text\":\"" + text + "\"}");
        if (i == 20 && write(ready[1], "", 1) < 0) _exit(1);
      }
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);
  }
  { const LineFile file(options()); }
  std::istringstream content(content_of(options().location));
  int lines = 0;
  for (std::string line; std::getline(content, line); ++lines) {
    ASSERT_EQ(line.size(), text.size() + 11);
    ASSERT_EQ(line.back(), '}');
  }
  EXPECT_GE(lines, 400);
}

}  // namespace
}  // namespace deepocr::publish
