// SPDX-License-Identifier: MIT
// How good a network is on examples it does not learn from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/patch_source.h"
#include "networks/reader_network.h"
#include "trainer/batch.h"

namespace deepocr::training {

/// Examples kept in memory under a name.
struct ValidationSet {
  std::string name;
  Batch examples;
};

struct ValidationFigures {
  std::string name;
  double loss = 0.0;
  Counts counts;
};

/// Examples `first` to `first + count - 1` of a source, made on `workers` threads.
ValidationSet make_validation_set(const std::string& name,
                                  std::shared_ptr<const PatchSource> source, std::uint64_t first,
                                  std::uint64_t count, int workers);

/// @param network in evaluation mode.
ValidationFigures validate(ReaderNetwork& network, const ValidationSet& set);

/// Logits `[examples, 5, 11]` of a network in evaluation mode, computed in batches.
torch::Tensor predict(ReaderNetwork& network, const torch::Tensor& images);

}  // namespace deepocr::training
