// SPDX-License-Identifier: MIT
// What a plate costs on one thread: cutting the patch, reading it, and how far from the machine's
// own limit that is.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "deepocr/model_path.h"
#include "deepocr/plate_reader.h"
#include "deepocr/preprocess.h"
#include "frame.h"
#include "roof.h"

namespace {

using benchmark::Counter;
using deepocr::Rect;

std::string model_path() {
  const char* chosen = std::getenv("DEEPOCR_MODEL");
  return chosen != nullptr ? chosen : deepocr::default_model_path();
}

/// Multiply-adds of one plate in millions, or 0 where the model does not say.
double mmac(const deepocr::ModelInfo& info) {
  return nlohmann::json::parse(info.figures).value("mmac", 0.0);
}

void extract_patch(benchmark::State& state) {
  const deepocr::InputSize size{192, 64};
  std::vector<float> patch(std::size_t(size.width) * size.height);
  const Rect region{600.5, 400.25, double(state.range(0)), double(state.range(1))};
  for (auto _ : state) {
    deepocr::extract_patch(deepocr::benchmark_frame(), region, size, patch.data());
    benchmark::DoNotOptimize(patch.data());
  }
}
BENCHMARK(extract_patch)
    ->ArgNames({"width", "height"})
    ->Args({60, 20})
    ->Args({300, 80})
    ->Args({1200, 320})
    ->Unit(benchmark::kMicrosecond);

void read_plates(benchmark::State& state) {
  const int batch = static_cast<int>(state.range(0));
  deepocr::PlateReaderOptions options;
  options.batch_size = batch;
  const deepocr::PlateReader reader(model_path(), options);
  std::vector<deepocr::Quad> regions;
  for (int i = 0; i < batch; ++i) {
    regions.push_back(deepocr::to_quad({10.0 + 150 * i, 100.0 + 40 * i, 140, 40}));
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(reader.read(deepocr::benchmark_frame(), regions, 0.9));

  state.counters["per_plate"] =
      Counter(batch, Counter::kIsIterationInvariantRate | Counter::kInvert);
  const double flops = 2e6 * mmac(reader.info());
  if (flops > 0) {
    state.counters["flop/s"] = Counter(flops * batch, Counter::kIsIterationInvariantRate);
    state.counters["per_plate_at_roof"] = flops / deepocr::peak_flops();
  }
}

void load_model(benchmark::State& state) {
  for (auto _ : state) deepocr::PlateReader reader(model_path());
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  std::cout << "roof: " << deepocr::peak_flops() / 1e9
            << " GFLOP/s (float32 matrix product, one thread)\n";
  if (std::filesystem::exists(model_path())) {
    std::cout << "model: " << model_path() << "\n";
    benchmark::RegisterBenchmark("read_plates", read_plates)
        ->ArgName("batch")
        ->Arg(1)
        ->Arg(8)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("load_model", load_model)->Unit(benchmark::kMillisecond);
  } else {
    std::cout << "no model at " << model_path() << ": reading is not measured; set DEEPOCR_MODEL\n";
  }
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
