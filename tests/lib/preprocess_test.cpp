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

template <typename Region = Rect>  // or Quad
Patch patch_of(const ImageView& image, const Region& region, InputSize size = {}) {
  Patch patch(static_cast<std::size_t>(size.width) * size.height, -1.0F);
  extract_patch(image, region, size, patch.data());
  return patch;
}

template <typename Region = Rect>
ErrorCode code_of(const ImageView& image, const Region& region, InputSize size = {}) {
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

TEST_F(Layouts, SlantedQuad) {
  const Quad quad{Point{10.5, 3}, {80, 7.25}, {95, 38}, {-2, 30}};
  const Bytes bytes = pack(205, 2, [](std::uint8_t* pixel, std::uint8_t luma) {
    pixel[0] = 0x77;
    pixel[1] = luma;
  });
  ImageView image = view(bytes, 205, 2);
  image.layout = SampleLayout::kLuma16;
  image.shift = 8;
  EXPECT_EQ(patch_of(image, quad),
            patch_of(gray_view(luma_.data(), kWidth, kHeight, kWidth), quad));
}

TEST_F(Layouts, UprightQuadGivesThePatchOfItsRectangle) {
  const ImageView image = gray_view(luma_.data(), kWidth, kHeight, kWidth);
  EXPECT_EQ(patch_of(image, to_quad(region_)), expected_);
  const Rect outside{-10, -5.5, 60, 70};
  EXPECT_EQ(patch_of(image, to_quad(outside)), patch_of(image, outside));
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

/// A picture whose luma is `x` and `y` times the given slopes.
class Ramp {
 public:
  Ramp(double slope_x, double slope_y) : pixels_(kSide * kSide) {
    for (int i = 0; i < kSide * kSide; ++i) {
      const double value = slope_x * (i % kSide + 0.5) + slope_y * (i / kSide + 0.5);
      pixels_[i] = static_cast<std::uint8_t>(value + 0.5);
    }
  }

  ImageView view() const { return gray_view(pixels_.data(), kSide, kSide, kSide); }

 private:
  static constexpr int kSide = 100;
  Bytes pixels_;
};

constexpr float kOneStep = 1 / 255.0F;

TEST(ExtractPatchOfAQuad, RunsAlongItsTopEdge) {
  // Turned by a quarter: what was on the left comes to the top, in the order of the corners.
  const Quad turned{Point{10, 90}, {10, 10}, {90, 10}, {90, 90}};
  const Patch patch = patch_of(Ramp(2, 0).view(), turned, {80, 80});
  EXPECT_NEAR(patch[0], 21 / 255.0F, kOneStep);
  EXPECT_NEAR(patch[79], 21 / 255.0F, kOneStep);
  EXPECT_NEAR(patch[79 * 80], 179 / 255.0F, kOneStep);
}

TEST(ExtractPatchOfAQuad, TakesTheSlantOut) {
  // Along both edges of this parallelogram the luma grows evenly.
  const Quad slanted{Point{20, 10}, {80, 30}, {70, 80}, {10, 60}};
  const Patch patch = patch_of(Ramp(1, 1).view(), slanted, {64, 64});
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const double u = (x + 0.5) / 64;
      const double v = (y + 0.5) / 64;
      EXPECT_NEAR(patch[y * 64 + x], (30 + 80 * u + 40 * v) / 255, kOneStep) << x << ", " << y;
    }
  }
}

// The diagonals of a square in perspective still meet in its middle.
TEST(ExtractPatchOfAQuad, TakesThePerspectiveOut) {
  const Quad leaning{Point{20, 30}, {80, 10}, {80, 90}, {20, 70}};
  const Patch across = patch_of(Ramp(2, 0).view(), leaning, {81, 81});
  const Patch down = patch_of(Ramp(0, 2).view(), leaning, {81, 81});
  const double meeting = 20 + 60 * 40.0 / 120;  // the edges are 40 and 80 long
  EXPECT_NEAR(across[40 * 81 + 40], 2 * meeting / 255, kOneStep);
  EXPECT_NEAR(down[40 * 81 + 40], 2 * 50 / 255.0, kOneStep);
}

TEST(ExtractPatchOfAQuad, AveragesWhereItShrinks) {
  Bytes board(200 * 200);
  for (int i = 0; i < 200 * 200; ++i) board[i] = (i % 200 + i / 200) % 2 == 0 ? 0 : 200;
  const Quad slanted{Point{20, 10}, {180, 20}, {170, 190}, {10, 180}};
  EXPECT_THAT(patch_of(gray_view(board.data(), 200, 200, 200), slanted, {45, 45}),
              Each(FloatNear(100 / 255.0F, 0.06F)));
}

TEST(ExtractPatchOfAQuad, RepeatsThePicturesEdgeOutside) {
  const Quad slanted{Point{-50, 10}, {50, 11}, {50, 90}, {-50, 89}};
  const Patch patch = patch_of(Ramp(2, 0).view(), slanted, {100, 20});
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 50; ++x) EXPECT_NEAR(patch[y * 100 + x], 1 / 255.0F, kOneStep);
    EXPECT_NEAR(patch[y * 100 + 99], 99 / 255.0F, kOneStep);
  }
}

TEST(ExtractPatchOfAQuad, TakesQuadsOfAnySize) {
  const Bytes pixels(100, 51);
  const ImageView image = gray_view(pixels.data(), 10, 10, 10);
  for (const double size : {0.01, 5.0, 1e6, 1e100}) {
    const Quad quad{Point{5, 5 - size}, {5 + size, 5}, {5, 5 + size}, {5 - size, 5}};
    EXPECT_THAT(patch_of(image, quad), Each(FloatNear(0.2F, 1e-6F))) << size;
  }
  const Quad nearly_a_line{Point{0, 5}, {10, 5}, {5, 5 + 1e-14}, {-1, 5 + 2e-14}};
  ASSERT_TRUE(is_convex(nearly_a_line));
  EXPECT_THAT(patch_of(image, nearly_a_line), Each(FloatNear(0.2F, 1e-6F)));
}

TEST(ExtractPatchOfAQuad, RefusesWhatIsNotConvexOrOutside) {
  const Bytes pixels(100, 0);
  const ImageView image = gray_view(pixels.data(), 10, 10, 10);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Quad& quad :
       {Quad{}, Quad{Point{0, 0}, {10, 1}, {0, 10}, {10, 10}},
        Quad{Point{9, 0}, {0, 1}, {0, 9}, {9, 9}}, Quad{Point{0, 0}, {9, kNan}, {9, 9}, {0, 9}},
        Quad{Point{0, 0}, {infinity, 1}, {9, 9}, {0, 9}},
        Quad{Point{50, 50}, {60, 51}, {60, 60}, {50, 60}}}) {
    EXPECT_EQ(code_of(image, quad), ErrorCode::kInvalidArgument);
  }
  const Quad good{Point{0, 0}, {9, 1}, {9, 9}, {0, 9}};
  EXPECT_EQ(code_of(ImageView(), good), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(image, good, {0, 32}), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace deepocr
