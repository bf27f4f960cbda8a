// SPDX-License-Identifier: MIT
// Folders of labelled pictures, good and bad.
#include "data/labelled_files.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "data/folder_source.h"
#include "data/permutation.h"
#include "data/read_example.h"
#include "deepocr/image_view.h"
#include "deepocr/preprocess.h"
#include "expect_error.h"
#include "support/atomic_file.h"
#include "support/picture_file.h"
#include "test_folder.h"

namespace deepocr::training {
namespace {

cv::Mat make_picture(int seed) {
  cv::Mat image(24, 90, CV_8UC1);
  cv::RNG(static_cast<std::uint64_t>(seed) + 1).fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

TEST(Labels, AreFiveDigitsOrNothing) {
  EXPECT_EQ(classes_of("01239"), (SlotClasses{0, 1, 2, 3, 9}));
  EXPECT_EQ(classes_of(""), (SlotClasses{10, 10, 10, 10, 10}));
  for (const char* wrong : {"1234", "123456", "12a45", "1234 "}) {
    expect_error([&] { classes_of(wrong); }, ErrorCode::kInvalidArgument, wrong);
  }
}

TEST(LabelledFiles, AreFoundByNameInSubfolders) {
  const TestFolder folder;
  make_folder(folder / "far/away");
  write_png(folder / "37463__001.png", make_picture(1));
  write_png(folder / "far/12345.png", make_picture(2));
  write_png(folder / "far/away/none__7.png", make_picture(3));
  write_file(folder / "notes.txt", "not a picture");
  const auto files = find_labelled_files(folder.path());
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].label, "37463");
  EXPECT_EQ(files[0].group, ".");
  EXPECT_EQ(files[1].label, "12345");
  EXPECT_EQ(files[1].group, "far");
  EXPECT_EQ(files[2].label, "");
  EXPECT_EQ(files[2].group, "far/away");
}

TEST(LabelledFiles, AreListedInATable) {
  const TestFolder folder;
  write_file(folder / kLabelsFile, "label,file,note\r\n01234,a/x.png,worn\r\n,a/y.png,\r\n");
  const auto files = find_labelled_files(folder.path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].file, folder / "a/x.png");
  EXPECT_EQ(files[0].label, "01234");
  EXPECT_EQ(files[0].group, "a");
  EXPECT_EQ(files[1].label, "");
}

TEST(LabelledFiles, AreOfTheSameGroupHoweverATableWritesTheirPlace) {
  const TestFolder folder;
  const std::string whole = (folder / "a/z.png").string();
  write_file(folder / kLabelsFile,
             "file,label\n./a/x.png,01234\nb/../a/y.png,01234\n" + whole + ",01234\n./t.png,\n");
  std::vector<std::string> groups;
  for (const auto& entry : find_labelled_files(folder.path())) groups.push_back(entry.group);
  EXPECT_THAT(groups, testing::UnorderedElementsAre("a", "a", "a", "."));
}

TEST(LabelledFiles, AreListedInATableOfASpreadsheet) {
  const TestFolder folder;
  write_file(folder / kLabelsFile,
             "\xEF\xBB\xBF"
             "file,label\r\na/x.png,01234\r\n\r\na/y.png,\r\na/z.png,none\r\n\r\n");
  const auto files = find_labelled_files(folder.path());
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].label, "01234");
  EXPECT_EQ(files[1].label, "");
  EXPECT_EQ(files[2].label, "");
}

TEST(LabelledFiles, NameWhatIsWrong) {
  const TestFolder folder;
  const auto find = [&] { find_labelled_files(folder.path()); };
  expect_error(find, ErrorCode::kNotFound, "holds no pictures");
  expect_error([&] { find_labelled_files(folder / "missing"); }, ErrorCode::kNotFound, "missing");
  write_png(folder / "1234__1.png", make_picture(1));
  expect_error(find, ErrorCode::kInvalidArgument, "1234__1.png");
  write_file(folder / kLabelsFile, "picture,label\n");
  expect_error(find, ErrorCode::kUnreadable, "no column 'file'");
  write_file(folder / kLabelsFile, "file,label\nx.png,12x45\n");
  expect_error(find, ErrorCode::kInvalidArgument, "Line 2");
  write_file(folder / kLabelsFile, "file,label\nx.png\n");
  expect_error(find, ErrorCode::kUnreadable, "Line 2");
}

TEST(LabelledFiles, NameThePictureThatCannotBeDecoded) {
  const TestFolder folder;
  write_file(folder / "12345.png", "\x89PNG\r\n\x1a\n and then nothing");
  expect_error([&] { load_gray(folder / "12345.png"); }, ErrorCode::kUnreadable, "12345.png");
  expect_error([&] { load_gray(folder / "gone.png"); }, ErrorCode::kNotFound, "gone.png");
}

TEST(Permutation, VisitsEachNumberOnce) {
  for (const std::uint64_t size : {1U, 2U, 5U, 64U, 1000U}) {
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < size; ++i) seen.insert(permute(i, size, 42));
    EXPECT_EQ(seen.size(), size);
    EXPECT_LT(*seen.rbegin(), size);
  }
}

TEST(FolderSource, ShowsEachPictureOnceInAnEpochAndInAnotherOrderInTheNext) {
  const TestFolder folder;
  for (int i = 0; i < 20; ++i) {
    write_png(folder / (std::to_string(10000 + i) + ".png"), make_picture(i));
  }
  const FolderSource source(find_labelled_files(folder.path()), InputSize(), 5, false);
  const auto epoch = [&source](std::uint64_t number) {
    std::vector<std::vector<float>> labels;
    for (std::uint64_t i = 0; i < 20; ++i)
      labels.push_back(source.example(20 * number + i).targets);
    return labels;
  };
  const auto first = epoch(0), second = epoch(1);
  EXPECT_EQ(std::set(first.begin(), first.end()).size(), 20U);
  EXPECT_EQ(std::set(second.begin(), second.end()).size(), 20U);
  EXPECT_NE(first, second);
}

TEST(FolderSource, AugmentsTheSameWayEachTime) {
  const TestFolder folder;
  write_png(folder / "12345.png", make_picture(1));
  const auto files = find_labelled_files(folder.path());
  const FolderSource plain(files, InputSize(), 5, false), augmented(files, InputSize(), 5, true);
  EXPECT_EQ(augmented.example(3).pixels, augmented.example(3).pixels);
  EXPECT_NE(augmented.example(3).pixels, augmented.example(4).pixels);
  EXPECT_NE(augmented.example(3).pixels, plain.example(3).pixels);
}

TEST(ReadExample, IsWhatInferenceExtracts) {
  const cv::Mat picture = make_picture(9);
  const InputSize size;
  std::vector<float> expected(static_cast<std::size_t>(size.width) * size.height);
  const auto view = gray_view(picture.data, picture.cols, picture.rows,
                              static_cast<std::ptrdiff_t>(picture.step));
  extract_patch(view, Rect{0, 0, 90, 24}, size, expected.data());
  EXPECT_EQ(make_read_example(picture, "12345", size).pixels, expected);
}

}  // namespace
}  // namespace deepocr::training
