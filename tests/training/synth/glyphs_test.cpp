// SPDX-License-Identifier: MIT
// Masks of single characters.
#include "synth/glyphs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

Typeface any_typeface() { return TypefaceSet::installed(Split::kTraining)->typefaces().front(); }

double ink(const Glyph& glyph) { return cv::sum(glyph.mask)[0] / 255.0; }

TEST(Glyphs, TheZeroHasTheHeightAskedFor) {
  const auto set = TypefaceSet::installed(Split::kTraining);
  for (const auto& typeface : set->typefaces()) {
    GlyphShape shape;
    shape.digit_height = 40;
    EXPECT_NEAR(rasterise(typeface, '0', shape).mask.rows, 40, 2) << typeface.file;
  }
}

TEST(Glyphs, WidthScaleStretchesAcross) {
  GlyphShape narrow;
  narrow.width_scale = 0.5;
  const Glyph full = rasterise(any_typeface(), '8', {});
  const Glyph half = rasterise(any_typeface(), '8', narrow);
  EXPECT_NEAR(half.mask.cols, full.mask.cols / 2.0, 2);
  EXPECT_NEAR(half.advance, full.advance / 2, 0.5);
  EXPECT_EQ(half.mask.rows, full.mask.rows);
}

TEST(Glyphs, EmboldeningAddsInk) {
  GlyphShape bold;
  bold.embolden = 0.06;
  GlyphShape thin;
  thin.embolden = -0.02;
  const double plain = ink(rasterise(any_typeface(), '5', {}));
  EXPECT_GT(ink(rasterise(any_typeface(), '5', bold)), 1.1 * plain);
  EXPECT_LT(ink(rasterise(any_typeface(), '5', thin)), plain);
}

TEST(Glyphs, ASpaceHasNoInk) { EXPECT_TRUE(rasterise(any_typeface(), ' ', {}).mask.empty()); }

TEST(Glyphs, AMissingFileIsNamed) {
  try {
    rasterise({"Nowhere", "/nowhere/font.ttf", 0}, '0', {});
    FAIL() << "a missing file was rendered";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnreadable);
    EXPECT_THAT(error.what(), testing::HasSubstr("/nowhere/font.ttf"));
  }
}

}  // namespace
}  // namespace deepocr::synth
