// SPDX-License-Identifier: MIT
// Which typefaces training and validation see.
#include "synth/typefaces.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

std::set<std::string> families_of(const TypefaceSet& set) {
  std::set<std::string> families;
  for (const auto& typeface : set.typefaces()) families.insert(typeface.family);
  return families;
}

TEST(Typefaces, ValidationHoldsOutWholeFamilies) {
  const auto training = families_of(*TypefaceSet::installed(Split::kTraining));
  const auto validation = families_of(*TypefaceSet::installed(Split::kValidation));
  EXPECT_GE(training.size(), TypefaceSet::kMinimum);
  EXPECT_GE(validation.size(), TypefaceSet::kMinimum);
  for (const auto& family : validation) EXPECT_EQ(training.count(family), 0U) << family;
}

TEST(Typefaces, ValidationHoldsOutWholeFiles) {
  const auto training = TypefaceSet::installed(Split::kTraining);
  const auto validation = TypefaceSet::installed(Split::kValidation);
  std::set<std::string> files;
  for (const auto& face : training->typefaces()) files.insert(face.file);
  for (const auto& face : validation->typefaces()) {
    EXPECT_EQ(files.count(face.file), 0U) << face.file;
  }
}

TEST(Typefaces, FacesAreGroupedByFamily) {
  const auto set = TypefaceSet::installed(Split::kTraining);
  std::size_t faces = 0;
  for (const auto& family : set->families()) {
    faces += family.size();
    for (const std::size_t face : family) {
      EXPECT_EQ(set->typefaces().at(face).family, set->typefaces().at(family.front()).family);
    }
  }
  EXPECT_EQ(faces, set->typefaces().size());
  EXPECT_EQ(set->families().size(), families_of(*set).size());
}

}  // namespace
}  // namespace deepocr::synth
