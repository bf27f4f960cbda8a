// SPDX-License-Identifier: MIT
// Examples that other threads make ahead of time.
#include "data/prefetcher.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "expect_error.h"

namespace deepocr::training {
namespace {

/// Example i holds the number i; some take longer than others, and the 50th is broken.
class CountingSource : public ExampleSource {
 public:
  Example example(std::uint64_t index) const override {
    if (index == 50) throw Error(ErrorCode::kUnreadable, "the fiftieth");
    std::this_thread::sleep_for(std::chrono::microseconds(index % 3 * 500));
    return {{static_cast<float>(index)}, {}};
  }
};

TEST(Prefetcher, KeepsTheOrderWithAnyNumberOfWorkers) {
  for (const int workers : {1, 4}) {
    Prefetcher prefetcher(std::make_shared<CountingSource>(), 10, workers, 5);
    for (int i = 10; i < 40; ++i) EXPECT_EQ(prefetcher.next().pixels.front(), i);
  }
}

TEST(Prefetcher, PassesOnAnErrorInItsPlace) {
  Prefetcher prefetcher(std::make_shared<CountingSource>(), 48, 3, 8);
  prefetcher.next();
  prefetcher.next();
  expect_error([&] { prefetcher.next(); }, ErrorCode::kUnreadable, "the fiftieth");
  EXPECT_EQ(prefetcher.next().pixels.front(), 51);
}

}  // namespace
}  // namespace deepocr::training
