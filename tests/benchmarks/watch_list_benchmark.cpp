// SPDX-License-Identifier: MIT
// What a watch list costs for each plate that is reported, and when it is loaded.
#include <sstream>

#include <benchmark/benchmark.h>

#include "deepocr/reading.h"
#include "deepocr/watch_list.h"

namespace {

std::string text_of(int numbers) {
  std::string text;
  for (int i = 0; i < numbers; ++i) {
    std::string number = std::to_string(i * 7919LL % 100000);
    text += number.insert(0, 5 - number.size(), '0') + " a note of some length\n";
  }
  return text;
}

void match(benchmark::State& state) {
  std::istringstream stream(text_of(static_cast<int>(state.range(0))));
  const deepocr::WatchList list(stream);
  deepocr::Reading reading;
  for (auto& row : reading.posteriors) row.fill(0.1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(list.match(reading.posteriors.front().data(), 0));
  }
}
BENCHMARK(match)->Arg(10)->Arg(1000)->Arg(100000)->Unit(benchmark::kMicrosecond);

void load(benchmark::State& state) {
  const std::string text = text_of(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    std::istringstream stream(text);
    benchmark::DoNotOptimize(deepocr::WatchList(stream));
  }
}
BENCHMARK(load)->Arg(1000)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
