// SPDX-License-Identifier: MIT
// Examples that a network does not learn from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "data/example.h"
#include "trainer/batch.h"

namespace deepocr::training {

/// Examples kept in memory under a name.
struct ValidationSet {
  std::string name;
  Batch examples;
};

/// Examples `first` to `first + count - 1` of a source, made on `workers` threads.
ValidationSet make_validation_set(const std::string& name,
                                  std::shared_ptr<const ExampleSource> source, InputSize size,
                                  std::uint64_t first, std::uint64_t count, int workers);

}  // namespace deepocr::training
