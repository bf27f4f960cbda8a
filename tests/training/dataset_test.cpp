// SPDX-License-Identifier: MIT
// Data sets on disk.
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "data/labelled_files.h"
#include "dataset/dataset_writer.h"
#include "expect_error.h"
#include "full_disk.h"
#include "support/atomic_file.h"
#include "test_folder.h"

namespace deepocr::training {
namespace {

namespace fs = std::filesystem;

DatasetOptions few_plates() {
  DatasetOptions options;
  options.count = 30;
  options.augmentations = 2;
  options.validation_share = 0.3;
  options.sampler.seed = 11;
  return options;
}

std::size_t write(const DatasetOptions& options, const fs::path& output, int threads) {
  return write_dataset(options, output, threads, [](std::uint64_t) {});
}

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[entry.path().lexically_relative(folder).string()] = read_file(entry.path());
  }
  return files;
}

/// Values of one column of labels.csv by the split.
std::map<std::string, std::set<std::string>> column_by_split(const fs::path& folder, int column) {
  std::istringstream lines(read_file(folder / kLabelsFile));
  std::map<std::string, std::set<std::string>> values;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream stream(line + ",");
    std::vector<std::string> fields;
    for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
    const auto& value = fields.at(static_cast<std::size_t>(column));
    if (!value.empty()) values[fields.at(2)].insert(value);
  }
  return values;
}

std::set<std::string> common(const std::map<std::string, std::set<std::string>>& by_split) {
  std::set<std::string> both;
  for (const auto& value : by_split.at("training")) {
    if (by_split.at("validation").count(value) > 0) both.insert(value);
  }
  return both;
}

TEST(Dataset, HoldsTheSameBytesWithAnyNumberOfThreads) {
  const TestFolder folder;
  EXPECT_EQ(write(few_plates(), folder / "one", 1), 60U);
  EXPECT_EQ(write(few_plates(), folder / "three", 3), 60U);
  const auto one = contents(folder / "one");
  EXPECT_EQ(one.size(), 60U + 3U);
  EXPECT_EQ(one, contents(folder / "three"));
}

TEST(Dataset, SharesNeitherPlateNorTypefaceBetweenTrainingAndValidation) {
  const TestFolder folder;
  write(few_plates(), folder / "set", 2);
  constexpr int kBase = 3, kTypeface = 5;
  const auto bases = column_by_split(folder / "set", kBase);
  EXPECT_EQ(bases.at("training").size(), 21U);
  EXPECT_EQ(bases.at("validation").size(), 9U);
  EXPECT_TRUE(common(bases).empty());
  EXPECT_TRUE(common(column_by_split(folder / "set", kTypeface)).empty());
}

TEST(Dataset, CanBeReadByTableAndByName) {
  const TestFolder folder;
  write(few_plates(), folder / "set", 2);
  const auto by_table = find_labelled_files(folder / "set");
  fs::remove(folder / "set" / kLabelsFile);
  fs::remove(folder / "set/contact-sheet.png");
  const auto by_name = find_labelled_files(folder / "set");
  ASSERT_EQ(by_table.size(), 60U);
  ASSERT_EQ(by_name.size(), 60U);
  for (std::size_t i = 0; i < by_table.size(); ++i) {
    EXPECT_EQ(by_table[i].file, by_name[i].file);
    EXPECT_EQ(by_table[i].label, by_name[i].label);
    EXPECT_FALSE(load_gray(by_table[i].file).empty());
  }
}

TEST(Dataset, DoesNotTouchAFolderThatIsNotEmpty) {
  const TestFolder folder;
  write_file(folder / "mine", "x");
  expect_error([&] { write(few_plates(), folder.path(), 1); }, ErrorCode::kInvalidArgument,
               "not an empty folder");
  EXPECT_EQ(contents(folder.path()).size(), 1U);
}

TEST(Dataset, FillsAnEmptyFolderThatCannotBeReplaced) {
  const TestFolder folder;
  fs::create_directory(folder / "empty");
  fs::create_directory_symlink(folder / "empty", folder / "link");
  write(few_plates(), folder / "set", 2);
  write(few_plates(), folder / "link", 2);
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(contents(folder / "empty"), contents(folder / "set"));
}

TEST(Dataset, IsRefusedWhenItsTableCannotFitIntoMemory) {
  const TestFolder folder;
  auto options = few_plates();
  options.count = std::numeric_limits<std::uint64_t>::max();
  expect_error([&] { write(options, folder / "set", 1); }, ErrorCode::kInvalidArgument,
               "at most 10000000 pictures");
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Dataset, LeavesNothingBehindWhenTheDiskIsFull) {
  const TestFolder folder;
  {
    const FullDisk full(100);
    expect_error([&] { write(few_plates(), folder / "set", 2); }, ErrorCode::kWrite,
                 "Cannot write");
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Dataset, LeavesNothingBehindWhenItIsStopped) {
  const TestFolder folder;
  const auto stop = [](std::uint64_t) { throw Error(ErrorCode::kWrite, "Stopped"); };
  expect_error([&] { write_dataset(few_plates(), folder / "set/", 2, stop); }, ErrorCode::kWrite,
               "Stopped");
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace deepocr::training
