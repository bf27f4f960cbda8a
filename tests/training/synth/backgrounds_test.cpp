// SPDX-License-Identifier: MIT
// Photographs behind plates.
#include "synth/backgrounds.h"

#include <fstream>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "../test_folder.h"
#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

using training::TestFolder;

void write_picture(const std::filesystem::path& file, cv::Size size, int level) {
  cv::imwrite(file.string(), cv::Mat(size, CV_8UC1, cv::Scalar(level)));
}

TEST(BackgroundSet, CropsHaveTheSizeAskedForAndRepeatThemselves) {
  const TestFolder folder;
  write_picture(folder / "one.png", {400, 300}, 40);
  write_picture(folder / "two.JPG", {2000, 500}, 200);
  const BackgroundSet set = BackgroundSet::of_folder(folder.path());
  EXPECT_EQ(set.size(), 2U);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    const cv::Mat crop = set.crop({192, 128}, rng);
    ASSERT_EQ(crop.size(), cv::Size(192, 128));
    ASSERT_EQ(crop.type(), CV_8UC1);
    Rng again(seed);
    EXPECT_EQ(cv::norm(crop, set.crop({192, 128}, again), cv::NORM_INF), 0);
  }
}

TEST(BackgroundSet, PicturesSmallerThanAWindowAreEnlarged) {
  const TestFolder folder;
  write_picture(folder / "small.png", {150, 130}, 40);
  const BackgroundSet set = BackgroundSet::of_folder(folder.path());
  Rng rng(1);
  EXPECT_EQ(set.crop({640, 480}, rng).size(), cv::Size(640, 480));
}

TEST(BackgroundSet, OneOfTheSizesOfAWallpaperIsKept) {
  const TestFolder folder;
  const auto images = folder / "Hill/contents/images";
  std::filesystem::create_directories(images);
  write_picture(images / "400x300.png", {400, 300}, 40);
  write_picture(images / "800x600.png", {800, 600}, 40);
  write_picture(folder / "Hill/contents/screenshot.png", {400, 300}, 40);
  EXPECT_EQ(BackgroundSet::of_folder(folder.path()).size(), 1U);
}

TEST(BackgroundSet, FilesThatAreNoPicturesArePassedOver) {
  const TestFolder folder;
  std::ofstream(folder / "broken.jpg") << "not a picture";
  std::ofstream(folder / "notes.txt") << "not a picture either";
  write_picture(folder / "good.png", {200, 200}, 40);
  EXPECT_EQ(BackgroundSet::of_folder(folder.path()).size(), 1U);
}

TEST(BackgroundSet, FoldersWithoutPicturesAreRefused) {
  const TestFolder folder;
  EXPECT_THROW(BackgroundSet::of_folder(folder.path()), Error);
  EXPECT_THROW(BackgroundSet::of_folder(folder / "missing"), Error);
}

}  // namespace
}  // namespace deepocr::synth
