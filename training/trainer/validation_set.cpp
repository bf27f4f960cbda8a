// SPDX-License-Identifier: MIT
// Examples that a network does not learn from.
#include "trainer/validation_set.h"

#include <utility>
#include <vector>

#include "data/prefetcher.h"

namespace deepocr::training {

ValidationSet make_validation_set(const std::string& name,
                                  std::shared_ptr<const ExampleSource> source, InputSize size,
                                  std::uint64_t first, std::uint64_t count, int workers) {
  constexpr std::size_t kWaiting = 64;
  Prefetcher prefetcher(std::move(source), first, workers, kWaiting);
  std::vector<Example> examples;
  examples.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) examples.push_back(prefetcher.next());
  return {name, make_batch(examples, size)};
}

}  // namespace deepocr::training
