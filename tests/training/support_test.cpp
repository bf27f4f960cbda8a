// SPDX-License-Identifier: MIT
// Files that are written whole, and work that is shared between threads.
#include <algorithm>
#include <atomic>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "expect_error.h"
#include "full_disk.h"
#include "support/atomic_file.h"
#include "support/contact_sheet.h"
#include "support/parallel.h"
#include "support/readable.h"
#include "test_folder.h"

namespace deepocr::training {
namespace {

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(AtomicFile, ReadsBackWhatItWrote) {
  const TestFolder folder;
  const std::string contents("a\0b\n", 4);
  write_file(folder / "file", contents);
  write_file(folder / "file", contents + contents);
  EXPECT_EQ(read_file(folder / "file"), contents + contents);
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFile, KeepsTheOldFileWhenTheDiskIsFull) {
  const TestFolder folder;
  write_file(folder / "file", "old");
  {
    const FullDisk full(1000);
    expect_error([&] { write_file(folder / "file", std::string(5000, 'x')); }, ErrorCode::kWrite,
                 (folder / "file").string());
  }
  EXPECT_EQ(read_file(folder / "file"), "old");
  EXPECT_EQ(entries(folder.path()), 1U) << "the temporary file is still there";
}

TEST(AtomicFile, NamesTheFolderThatIsMissing) {
  const TestFolder folder;
  expect_error([&] { write_file(folder / "no/file", "x"); }, ErrorCode::kWrite, "no/file");
  expect_error([&] { read_file(folder / "none"); }, ErrorCode::kNotFound, "none");
}

TEST(AtomicFile, SaysBeforehandWhetherThereIsAPlace) {
  const TestFolder folder;
  write_file(folder / "file", "old");
  require_writable(folder / "file");
  require_writable(folder / "another");
  EXPECT_EQ(read_file(folder / "file"), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
  const auto require = [&folder](const std::string& name) { require_writable(folder / name); };
  expect_error([&] { require("no/file"); }, ErrorCode::kWrite, "no/file': No such file");
  expect_error([&] { require("file/file"); }, ErrorCode::kWrite, "file/file': Not a directory");
  expect_error([&] { require_writable(folder.path()); }, ErrorCode::kWrite, "Is a directory");
}

TEST(AtomicFile, DoesNotReplaceWhatIsNoFile) {
  const TestFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error([&] { write_file(folder / "pipe", "text"); }, ErrorCode::kWrite, "pipe'");
  expect_error([&] { require_writable(folder / "pipe"); }, ErrorCode::kWrite, "no regular file");
  EXPECT_TRUE(std::filesystem::is_fifo(folder / "pipe"));
}

TEST(ContactSheet, IsRefusedWhereNoPictureCanHoldIt) {
  const std::vector<Tile> tiles(1);
  expect_error([&] { make_contact_sheet(tiles, 10000); }, ErrorCode::kInvalidArgument, "too large");
}

TEST(Readable, SaysWhatAFileOrAFolderIsInstead) {
  const TestFolder folder;
  write_file(folder / "file", "x");
  require_readable_file(folder / "file");
  require_folder(folder.path());
  expect_error([&] { read_file(folder.path()); }, ErrorCode::kUnreadable,
               "is a folder, not a file");
  expect_error([&] { require_folder(folder / "file"); }, ErrorCode::kUnreadable,
               "is a file, not a folder");
  expect_error([&] { require_folder(folder / "none"); }, ErrorCode::kNotFound, "none");
}

TEST(Readable, FindsPicturesInFoldersBelow) {
  const TestFolder folder;
  make_folder(folder / "far/away");
  for (const char* name : {"near.png", "far/away/first.JPG", "far/notes.txt", "far/png"}) {
    write_file(folder / name, "x");
  }
  const auto files = pictures_below(folder.path(), std::filesystem::directory_options::none);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files.front(), folder / "far/away/first.JPG");
  EXPECT_EQ(files.back(), folder / "near.png");
}

TEST(ForEachNumber, CallsEachJobOnce) {
  for (const int threads : {1, 4}) {
    std::vector<std::atomic<int>> calls(100);
    std::uint64_t last = 0;
    for_each_number(
        calls.size(), threads, [&](std::uint64_t number) { ++calls[number]; },
        [&](std::uint64_t done) { last = done; });
    EXPECT_TRUE(std::all_of(calls.begin(), calls.end(), [](const auto& n) { return n == 1; }));
    EXPECT_EQ(last, 100U);
  }
}

TEST(ForEachNumber, PassesOnTheErrorOfAJob) {
  const auto job = [](std::uint64_t number) {
    if (number == 7) throw Error(ErrorCode::kWrite, "the seventh");
  };
  expect_error([&] { for_each_number(1000, 3, job, [](std::uint64_t) {}); }, ErrorCode::kWrite,
               "the seventh");
}

}  // namespace
}  // namespace deepocr::training
