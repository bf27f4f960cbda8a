// SPDX-License-Identifier: MIT
// Where examples come from: every index of an endless sequence has one.
#pragma once

#include <cstdint>

#include "data/labelled_patch.h"

namespace deepocr::training {

/// Implementations are thread-safe, and give the same example for the same index at any time: a
/// position in the sequence is all that has to be remembered to go on.
class PatchSource {
 public:
  virtual ~PatchSource() = default;
  virtual LabelledPatch patch(std::uint64_t index) const = 0;
};

}  // namespace deepocr::training
