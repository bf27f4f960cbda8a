// SPDX-License-Identifier: MIT
// Finds typefaces by fontconfig.
#include "synth/typefaces.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include <fontconfig/fontconfig.h>

#include "deepocr/error.h"

namespace deepocr::synth {
namespace {

// Families whose zero has neither dot nor slash, like the zeros of licence plates.
constexpr std::array kTrainingFamilies = {"Allerta",
                                          "B612",
                                          "Bebas Neue",
                                          "Cabin",
                                          "Cantarell",
                                          "Carlito",
                                          "Clear Sans",
                                          "DejaVu Sans",
                                          "DejaVu Sans Condensed",
                                          "Dosis",
                                          "FreeSans",
                                          "Gillius ADF",
                                          "Gillius ADF No2 Cond",
                                          "Inter",
                                          "Jura",
                                          "Karla",
                                          "Lato",
                                          "League Spartan",
                                          "Liberation Sans",
                                          "Liberation Sans Narrow",
                                          "Manrope",
                                          "National Park",
                                          "Nimbus Sans Narrow",
                                          "Nimbus Mono PS",
                                          "Open Sans",
                                          "Open Sans Condensed",
                                          "OSP-DIN",
                                          "Oxygen-Sans",
                                          "PT Sans",
                                          "PT Sans Narrow",
                                          "Play",
                                          "Roadgeek 2014 Series B",
                                          "Roadgeek 2014 Series C",
                                          "Roadgeek 2014 Series D",
                                          "Roadgeek 2014 Series E",
                                          "Roboto",
                                          "Roboto Condensed",
                                          "Routed Gothic",
                                          "Routed Gothic Narrow",
                                          "Sora",
                                          "Switzera ADF",
                                          "Switzera ADF Cd",
                                          "TeX Gyre Cursor",
                                          "TeX Gyre Heros Cn",
                                          "Tiresias Infofont",
                                          "Tiresias Signfont",
                                          "Tuffy",
                                          "URW Gothic",
                                          "Universalis ADF Std",
                                          "WenQuanYi Zen Hei",
                                          "Yanone Kaffeesatz",
                                          "osifont",
                                          "IPAexGothic",
                                          "M PLUS 1"};

// None of them is a redrawing of one above. Families whose files also belong to another family (by
// a second name, like "Universalis ADF Std Cond") are never split.
constexpr std::array kValidationFamilies = {
    "Comfortaa",       "FreeMono",  "Lohit Devanagari",       "NanumGothic",
    "Nimbus Sans",     "Quicksand", "Roadgeek 2014 Series F", "Sans Condensed Uralic",
    "Tiresias LPfont", "Veranda"};

struct FontSetDeleter {
  void operator()(FcFontSet* set) const { FcFontSetDestroy(set); }
};
struct PatternDeleter {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
struct ObjectSetDeleter {
  void operator()(FcObjectSet* set) const { FcObjectSetDestroy(set); }
};

bool is_upright_text_weight(FcPattern* font) {
  int slant = FC_SLANT_ROMAN;
  int weight = FC_WEIGHT_REGULAR;
  FcPatternGetInteger(font, FC_SLANT, 0, &slant);
  FcPatternGetInteger(font, FC_WEIGHT, 0, &weight);
  return slant == FC_SLANT_ROMAN && weight >= FC_WEIGHT_REGULAR && weight <= FC_WEIGHT_BOLD;
}

// Every upright face between regular and bold of one family, in a stable order.
std::vector<Typeface> faces_of(const std::string& family) {
  std::unique_ptr<FcPattern, PatternDeleter> pattern(FcPatternCreate());
  const auto* name = reinterpret_cast<const FcChar8*>(family.c_str());
  FcPatternAddString(pattern.get(), FC_FAMILY, name);
  FcPatternAddBool(pattern.get(), FC_SCALABLE, FcTrue);
  std::unique_ptr<FcObjectSet, ObjectSetDeleter> wanted(
      FcObjectSetBuild(FC_FILE, FC_INDEX, FC_SLANT, FC_WEIGHT, FC_VARIABLE, nullptr));
  std::unique_ptr<FcFontSet, FontSetDeleter> fonts(
      FcFontList(nullptr, pattern.get(), wanted.get()));
  std::vector<Typeface> faces;
  for (int i = 0; fonts && i < fonts->nfont; ++i) {
    FcChar8* file = nullptr;
    int index = 0;
    FcPatternGetString(fonts->fonts[i], FC_FILE, 0, &file);
    FcPatternGetInteger(fonts->fonts[i], FC_INDEX, 0, &index);
    const bool plain_face = index < 0x10000;  // higher bits select instances of variable fonts
    if (file == nullptr || !plain_face || !is_upright_text_weight(fonts->fonts[i])) continue;
    faces.push_back({family, reinterpret_cast<const char*>(file), index});
  }
  std::sort(faces.begin(), faces.end(), [](const Typeface& a, const Typeface& b) {
    return std::tie(a.file, a.face_index) < std::tie(b.file, b.face_index);
  });
  return faces;
}

template <std::size_t N>
std::vector<Typeface> installed_faces(const std::array<const char*, N>& families) {
  std::vector<Typeface> all;
  for (const char* family : families) {
    const auto faces = faces_of(family);
    all.insert(all.end(), faces.begin(), faces.end());
  }
  return all;
}

}  // namespace

TypefaceSet::TypefaceSet(std::vector<Typeface> typefaces) : typefaces_(std::move(typefaces)) {
  // Families have different numbers of weights; each family is drawn equally often.
  for (std::size_t i = 0; i < typefaces_.size(); ++i) {
    if (i == 0 || typefaces_[i].family != typefaces_[i - 1].family) families_.emplace_back();
    families_.back().push_back(i);
  }
}

std::shared_ptr<const TypefaceSet> TypefaceSet::installed(Split split) {
  auto faces = split == Split::kTraining ? installed_faces(kTrainingFamilies)
                                         : installed_faces(kValidationFamilies);
  auto set = std::make_shared<const TypefaceSet>(std::move(faces));
  if (set->families().size() < kMinimum) {
    throw Error(ErrorCode::kNotFound,
                "Fewer than " + std::to_string(kMinimum) +
                    " of the typefaces to render plates in are installed: install the packages "
                    "fonts-roadgeek, fonts-urw-base35, fonts-texgyre, fonts-liberation and the "
                    "other typefaces of .ci/packages.sh.");
  }
  return set;
}

}  // namespace deepocr::synth
