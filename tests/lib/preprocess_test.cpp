// SPDX-License-Identifier: MIT
// Patches cut from pictures of every memory layout.
#include "deepocr/preprocess.h"

#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/error.h"

namespace deepocr {
namespace {

using ::testing::Each;
using ::testing::FloatNear;
using ::testing::Pointwise;
using Bytes = std::vector<std::uint8_t>;
using Patch = std::vector<float>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Patch patch_of(const ImageView& image, const Rect& region, InputSize size = {}) {
  Patch patch(static_cast<std::size_t>(size.width) * size.height, -1.0F);
  extract_patch(image, region, size, patch.data());
  return patch;
}

ErrorCode code_of(const ImageView& image, const Rect& region, InputSize size = {}) {
  try {
    patch_of(image, region, size);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorCode::kInference;
}

/// A noise picture, and the patch of a region with fractional edges, that all layouts must give.
class Layouts : public ::testing::Test {
 protected:
  static constexpr int kWidth = 97;
  static constexpr int kHeight = 41;

  Layouts() : luma_(kWidth * kHeight) {
    std::mt19937 random(7);
    for (std::uint8_t& sample : luma_) sample = static_cast<std::uint8_t>(random());
    expected_ = patch_of(gray_view(luma_.data(), kWidth, kHeight, kWidth), region_);
  }

  std::uint8_t at(int x, int y) const { return luma_[y * kWidth + x]; }

  /// Memory that ends with the last sample, so that a sanitizer sees one byte too many.
  template <typename WritePixel>
  Bytes pack(int row_stride, int pixel_stride, WritePixel write) const {
    Bytes bytes((kHeight - 1) * row_stride + kWidth * pixel_stride, 0xEE);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) write(&bytes[y * row_stride + x * pixel_stride], at(x, y));
    }
    return bytes;
  }

  static ImageView view(const Bytes& bytes, int row_stride, int pixel_stride) {
    ImageView image = gray_view(bytes.data(), kWidth, kHeight, row_stride);
    image.pixel_stride = pixel_stride;
    return image;
  }

  Bytes luma_;
  Rect region_{10.25, 3.5, 70.5, 30.125};
  Patch expected_;
};

TEST_F(Layouts, OddRowStride) {
  const Bytes bytes = pack(131, 1, [](std::uint8_t* pixel, std::uint8_t luma) { *pixel = luma; });
  EXPECT_EQ(patch_of(view(bytes, 131, 1), region_), expected_);
}

TEST_F(Layouts, PackedYuvWithLumaFirst) {
  const Bytes bytes = pack(200, 2, [](std::uint8_t* pixel, std::uint8_t luma) { *pixel = luma; });
  EXPECT_EQ(patch_of(view(bytes, 200, 2), region_), expected_);
}

TEST_F(Layouts, PackedYuvWithLumaSecond) {
  const Bytes bytes = pack(200, 2, [](std::uint8_t* pixel, std::uint8_t luma) { pixel[1] = luma; });
  ImageView image = view(bytes, 200, 2);
  image.data += 1;
  EXPECT_EQ(patch_of(image, region_), expected_);
}

TEST_F(Layouts, RowsFromTheBottomUp) {
  ImageView image = gray_view(&luma_[(kHeight - 1) * kWidth], kWidth, kHeight, -kWidth);
  const Rect mirrored{region_.x, kHeight - region_.y - region_.height, region_.width,
                      region_.height};
  Bytes flipped(luma_.size());
  for (int y = 0; y < kHeight; ++y) {
    std::copy_n(&luma_[y * kWidth], kWidth, &flipped[(kHeight - 1 - y) * kWidth]);
  }
  EXPECT_EQ(patch_of(image, mirrored),
            patch_of(gray_view(flipped.data(), kWidth, kHeight, kWidth), mirrored));
}

TEST_F(Layouts, PixelsFromRightToLeft) {
  ImageView image = gray_view(&luma_[kWidth - 1], kWidth, kHeight, kWidth);
  image.pixel_stride = -1;
  Bytes mirrored = luma_;
  for (int y = 0; y < kHeight; ++y) {
    std::reverse(&mirrored[y * kWidth], &mirrored[y * kWidth] + kWidth);
  }
  EXPECT_EQ(patch_of(image, region_),
            patch_of(gray_view(mirrored.data(), kWidth, kHeight, kWidth), region_));
}

TEST_F(Layouts, OneRowForAll) {
  ImageView image = gray_view(luma_.data(), kWidth, kHeight, 0);
  const Patch patch = patch_of(image, {0, 0, kWidth, kHeight}, {kWidth, 2});
  EXPECT_EQ(Patch(patch.begin(), patch.begin() + kWidth),
            Patch(patch.begin() + kWidth, patch.end()));
}

TEST_F(Layouts, SixteenBits) {
  const Bytes bytes = pack(205, 2, [](std::uint8_t* pixel, std::uint8_t luma) {
    pixel[0] = 0x77;
    pixel[1] = luma;
  });
  ImageView image = view(bytes, 205, 2);
  image.layout = SampleLayout::kLuma16;
  image.shift = 8;
  EXPECT_EQ(patch_of(image, region_), expected_);
}

TEST_F(Layouts, TenBitsInTheLowBits) {
  const Bytes bytes = pack(205, 2, [](std::uint8_t* pixel, std::uint8_t luma) {
    const unsigned sample = luma * 4U + 3U;
    pixel[0] = static_cast<std::uint8_t>(sample & 0xFF);
    pixel[1] = static_cast<std::uint8_t>(sample >> 8);
  });
  ImageView image = view(bytes, 205, 2);
  image.layout = SampleLayout::kLuma16;
  image.shift = 2;
  EXPECT_EQ(patch_of(image, region_), expected_);
}

TEST_F(Layouts, GreyColours) {
  for (const int pixel_stride : {3, 4}) {
    const int row_stride = kWidth * pixel_stride + 5;
    const Bytes bytes = pack(row_stride, pixel_stride, [](std::uint8_t* pixel, std::uint8_t luma) {
      std::fill_n(pixel, 3, luma);
    });
    ImageView image = view(bytes, row_stride, pixel_stride);
    image.layout = SampleLayout::kColour8;
    EXPECT_EQ(patch_of(image, region_), expected_) << pixel_stride << " bytes per pixel";
  }
}

TEST(ExtractPatch, WeighsColoursByBt601) {
  const Bytes pixels{255, 0, 0, 0, 255, 0, 0, 0, 255};
  ImageView image = gray_view(pixels.data(), 3, 1, 9);
  image.layout = SampleLayout::kColour8;
  image.pixel_stride = 3;
  EXPECT_THAT(patch_of(image, {0, 0, 3, 1}, {3, 1}),
              Pointwise(FloatNear(1e-6F), {76 / 255.F, 150 / 255.F, 29 / 255.F}));
  std::swap(image.red, image.blue);
  EXPECT_THAT(patch_of(image, {0, 0, 3, 1}, {3, 1}),
              Pointwise(FloatNear(1e-6F), {29 / 255.F, 150 / 255.F, 76 / 255.F}));
}

TEST(ExtractPatch, ClampsSamplesAboveTheirDepth) {
  const Bytes pixels{0xFF, 0xFF};
  ImageView image = gray_view(pixels.data(), 1, 1, 2);
  image.layout = SampleLayout::kLuma16;
  image.pixel_stride = 2;
  image.shift = 2;
  EXPECT_THAT(patch_of(image, {0, 0, 1, 1}), Each(1.0F));
}

TEST(ExtractPatch, KeepsSamplesWhereNothingIsStretched) {
  Bytes pixels(256);
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  const Patch patch = patch_of(gray_view(pixels.data(), 16, 16, 16), {0, 0, 16, 16}, {16, 16});
  for (int i = 0; i < 256; ++i) EXPECT_FLOAT_EQ(patch[i], i / 255.0F);
}

TEST(ExtractPatch, AveragesWhereItShrinks) {
  const Bytes pixels{0, 100, 200, 40};
  EXPECT_THAT(patch_of(gray_view(pixels.data(), 2, 2, 2), {0, 0, 2, 2}, {1, 1}),
              Each(FloatNear(85 / 255.0F, 1e-6F)));
}

TEST(ExtractPatch, InterpolatesWhereItEnlarges) {
  const Bytes pixels{0, 200};
  EXPECT_THAT(patch_of(gray_view(pixels.data(), 2, 1, 2), {0, 0, 2, 1}, {4, 1}),
              Pointwise(FloatNear(1e-6F), {0.F, 50 / 255.F, 150 / 255.F, 200 / 255.F}));
}

// Skipped columns would turn this pattern into full black or full white.
TEST(ExtractPatch, AveragesTheAxisThatShrinksWhileTheOtherGrows) {
  const int width = 800;
  Bytes pixels(width * 2);
  for (int i = 0; i < width * 2; ++i) pixels[i] = i % 2 == 0 ? 0 : 200;
  EXPECT_THAT(patch_of(gray_view(pixels.data(), width, 2, width), {0, 0, 800, 2}, {100, 16}),
              Each(FloatNear(100 / 255.0F, 1e-6F)));
  const ImageView upright = gray_view(pixels.data(), 2, width, 2);
  const Patch patch = patch_of(upright, {0, 0, 2, 800}, {16, 100});
  EXPECT_FLOAT_EQ(patch[0], 0.0F);  // columns stay apart: the left one is black
  EXPECT_FLOAT_EQ(patch[15], 200 / 255.0F);
}

TEST(ExtractPatch, RoundsEdgesOutward) {
  const Bytes pixels{0, 100, 200, 255};
  const ImageView image = gray_view(pixels.data(), 4, 1, 4);
  EXPECT_THAT(patch_of(image, {1.9, 0.4, 0.2, 0.1}, {2, 1}),
              Pointwise(FloatNear(1e-6F), {100 / 255.F, 200 / 255.F}));
}

TEST(ExtractPatch, ClipsTheRegionToThePicture) {
  const Bytes pixels{0, 100, 200, 255};
  const ImageView image = gray_view(pixels.data(), 4, 1, 4);
  EXPECT_EQ(patch_of(image, {-50, -50, 1000, 1000}, {4, 1}), patch_of(image, {0, 0, 4, 1}, {4, 1}));
}

TEST(ExtractPatch, TakesPicturesOfOnePixelAndOfOneRowOrColumn) {
  const Bytes pixels(4000, 51);
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 4000}, {4000, 1}}) {
    const Rect all{0, 0, double(width), double(height)};
    EXPECT_THAT(patch_of(gray_view(pixels.data(), width, height, width), all),
                Each(FloatNear(0.2F, 1e-6F)))
        << width << "x" << height;
  }
}

TEST(ExtractPatch, RefusesRegionsWithoutAPixel) {
  const Bytes pixels(100, 0);
  const ImageView image = gray_view(pixels.data(), 10, 10, 10);
  for (const Rect& region : {Rect{0, 0, 0, 0}, Rect{5, 5, 0, 3}, Rect{20, 0, 5, 5},
                             Rect{-9, -9, 9, 9}, Rect{5, 5, -2, -2}, Rect{kNan, 0, 5, 5}}) {
    EXPECT_EQ(code_of(image, region), ErrorCode::kInvalidArgument);
  }
}

TEST(ExtractPatch, RefusesEmptyPicturesAndPatches) {
  const Bytes pixels(100, 0);
  const Rect region{0, 0, 10, 10};
  EXPECT_EQ(code_of(ImageView(), region), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(gray_view(nullptr, 10, 10, 10), region), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(gray_view(pixels.data(), 0, 10, 10), region), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(gray_view(pixels.data(), 10, -1, 10), region), ErrorCode::kInvalidArgument);
  const ImageView image = gray_view(pixels.data(), 10, 10, 10);
  EXPECT_EQ(code_of(image, region, {0, 32}), ErrorCode::kInvalidArgument);
  EXPECT_THROW(extract_patch(image, region, {128, 32}, nullptr), Error);
}

}  // namespace
}  // namespace deepocr
