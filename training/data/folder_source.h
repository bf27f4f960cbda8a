// SPDX-License-Identifier: MIT
// Examples from a folder of labelled pictures, in a new order in each epoch.
#pragma once

#include <vector>

#include "data/example.h"
#include "data/labelled_files.h"
#include "deepocr/preprocess.h"

namespace deepocr::training {

class FolderSource : public ExampleSource {
 public:
  /// @param size of the network's input.
  /// @param augment every picture is seen through another camera each time.
  FolderSource(std::vector<LabelledFile> files, InputSize size, std::uint64_t seed, bool augment);

  /// Index i is picture number i modulo size() of a permutation of its own for each epoch.
  Example example(std::uint64_t index) const override;

  std::size_t size() const { return files_.size(); }

 private:
  std::vector<LabelledFile> files_;
  InputSize input_;
  std::uint64_t seed_;
  bool augment_;
};

}  // namespace deepocr::training
