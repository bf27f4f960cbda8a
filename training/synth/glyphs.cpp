// SPDX-License-Identifier: MIT
// Coverage masks of single glyphs.
#include "synth/glyphs.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

constexpr int kOutlinePixels = 64;  // outlines are loaded at this size and scaled by a transform

struct LibraryDeleter {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
struct FaceDeleter {
  void operator()(FT_Face face) const { FT_Done_Face(face); }
};
using LibraryPointer = std::unique_ptr<FT_LibraryRec_, LibraryDeleter>;

struct OpenFace {
  std::unique_ptr<FT_FaceRec_, FaceDeleter> face;
  double digit_height = 0;  // of "0", in pixels at kOutlinePixels
};

[[noreturn]] void fail(const Typeface& typeface, const char* what) {
  throw Error(ErrorCode::kUnreadable,
              "The typeface file '" + typeface.file + "' cannot be " + what + ".");
}

// Faces are not thread-safe (FreeType's documentation of FT_Face), hence one cache per thread.
class FaceCache {
 public:
  FaceCache() {
    FT_Library library = nullptr;
    if (FT_Init_FreeType(&library) != 0) {
      throw Error(ErrorCode::kUnreadable, "FreeType cannot be initialised.");
    }
    library_.reset(library);
  }

  OpenFace& open(const Typeface& typeface) {
    const auto key = std::make_pair(typeface.file, typeface.face_index);
    const auto found = faces_.find(key);
    if (found != faces_.end()) return found->second;
    return faces_.emplace(key, load(typeface)).first->second;
  }

 private:
  OpenFace load(const Typeface& typeface) {
    FT_Face raw = nullptr;
    if (FT_New_Face(library_.get(), typeface.file.c_str(), typeface.face_index, &raw) != 0) {
      fail(typeface, "opened");
    }
    OpenFace open;
    open.face.reset(raw);
    if (FT_Set_Pixel_Sizes(raw, 0, kOutlinePixels) != 0 ||
        FT_Load_Char(raw, '0', FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) {
      fail(typeface, "scaled");
    }
    FT_BBox box;
    FT_Outline_Get_CBox(&raw->glyph->outline, &box);
    open.digit_height = static_cast<double>(box.yMax - box.yMin) / 64.0;
    if (open.digit_height < 1) fail(typeface, "used: it has no digits");
    return open;
  }

  LibraryPointer library_;
  std::map<std::pair<std::string, int>, OpenFace> faces_;  // destroyed before the library
};

FaceCache& face_cache() {
  thread_local FaceCache cache;
  return cache;
}

FT_Fixed fixed16(double value) { return static_cast<FT_Fixed>(std::lround(value * 65536.0)); }

cv::Mat copy_bitmap(const FT_Bitmap& bitmap) {
  cv::Mat mask(static_cast<int>(bitmap.rows), static_cast<int>(bitmap.width), CV_8UC1);
  for (int row = 0; row < mask.rows; ++row) {
    std::memcpy(mask.ptr(row), bitmap.buffer + static_cast<std::ptrdiff_t>(row) * bitmap.pitch,
                static_cast<std::size_t>(mask.cols));
  }
  return mask;
}

}  // namespace

Glyph rasterise(const Typeface& typeface, char32_t character, const GlyphShape& shape) {
  OpenFace& open = face_cache().open(typeface);
  FT_Face face = open.face.get();
  if (FT_Load_Char(face, character, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
      face->glyph->format != FT_GLYPH_FORMAT_OUTLINE) {
    fail(typeface, "rendered");
  }
  const double scale = shape.digit_height / open.digit_height;
  FT_Outline& outline = face->glyph->outline;
  FT_Matrix matrix = {fixed16(scale * shape.width_scale), fixed16(scale * shape.slant), 0,
                      fixed16(scale)};
  FT_Outline_Transform(&outline, &matrix);
  const auto growth = static_cast<FT_Pos>(std::lround(shape.embolden * shape.digit_height * 64));
  FT_Outline_Embolden(&outline, growth);
  // Emboldening moves the outline by the growth; put it back on its centre.
  FT_Outline_Translate(&outline, -growth / 2, -growth / 2);
  Glyph glyph;
  glyph.advance = static_cast<double>(face->glyph->advance.x) / 64.0 * scale * shape.width_scale;
  if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) fail(typeface, "rendered");
  glyph.left = face->glyph->bitmap_left;
  glyph.top = face->glyph->bitmap_top;
  if (face->glyph->bitmap.rows > 0) glyph.mask = copy_bitmap(face->glyph->bitmap);
  return glyph;
}

}  // namespace deepocr::synth
