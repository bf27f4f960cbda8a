// SPDX-License-Identifier: MIT
// What a network learns from: a picture and what is true of it, and where such pairs come from.
#pragma once

#include <cstdint>
#include <vector>

namespace deepocr::training {

struct Example {
  std::vector<float> pixels;   ///< rows of the network's input, luma 0..1
  std::vector<float> targets;  ///< what is true of them, in the layout of the task
};

/// Every index of an endless sequence has an example. Implementations are thread-safe, and give the
/// same example for the same index at any time: a position in the sequence is all that has to be
/// remembered to go on.
class ExampleSource {
 public:
  virtual ~ExampleSource() = default;
  virtual Example example(std::uint64_t index) const = 0;
};

}  // namespace deepocr::training
