// SPDX-License-Identifier: MIT
// The typefaces that plates are rendered in, found by fontconfig.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace deepocr::synth {

/// One family is in exactly one split, so that validation sees shapes of digits that training never
/// did.
enum class Split { kTraining, kValidation };

struct Typeface {
  std::string family;
  std::string file;
  int face_index = 0;  ///< of a collection file
};

/// An immutable list of typefaces.
class TypefaceSet {
 public:
  /// @param typefaces faces of one family must follow one another.
  explicit TypefaceSet(std::vector<Typeface> typefaces);

  /// The installed families of our list that belong to `split`.
  /// @throws Error kNotFound naming the packages to install when fewer than kMinimum are found.
  static std::shared_ptr<const TypefaceSet> installed(Split split);

  static constexpr std::size_t kMinimum = 5;  ///< families

  const std::vector<Typeface>& typefaces() const { return typefaces_; }
  /// For each family, the indices of its faces in typefaces().
  const std::vector<std::vector<std::size_t>>& families() const { return families_; }

 private:
  std::vector<Typeface> typefaces_;
  std::vector<std::vector<std::size_t>> families_;
};

}  // namespace deepocr::synth
