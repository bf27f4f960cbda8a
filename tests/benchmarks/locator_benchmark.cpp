// SPDX-License-Identifier: MIT
// What finding plates in a 1080p frame costs on one thread, and finding and reading together.
#include <filesystem>
#include <iostream>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "deepocr/default_threshold.h"
#include "deepocr/model_path.h"
#include "deepocr/plate_locator.h"
#include "deepocr/plate_reader.h"
#include "frame.h"
#include "roof.h"

namespace {

using benchmark::Counter;

constexpr int kMaxPlates = 16;

/// Cells of all levels of the pyramid for 1920 × 1080: 640 × 384, 224 × 128 and 96 × 64 pixels.
constexpr double kPixels = 640 * 384 + 224 * 128 + 96 * 64;
constexpr double kWindowPixels = 192 * 128;  // that the model's figure is for

double flops(const deepocr::PlateLocator& locator) {
  const double mmac = nlohmann::json::parse(locator.info().figures).value("mmac", 0.0);
  return 2e6 * mmac * kPixels / kWindowPixels;
}

void locate_plates(benchmark::State& state) {
  const deepocr::PlateLocator locator(deepocr::default_locator_path());
  const auto frame = deepocr::benchmark_frame();
  locator.locate(frame, deepocr::kDefaultLocatorThreshold, kMaxPlates);  // warms up for the size
  for (auto _ : state) {
    benchmark::DoNotOptimize(locator.locate(frame, deepocr::kDefaultLocatorThreshold, kMaxPlates));
  }
  state.counters["flop/s"] = Counter(flops(locator), Counter::kIsIterationInvariantRate);
  state.counters["at_roof"] = flops(locator) / deepocr::peak_flops();
}

void locate_and_read_one_plate(benchmark::State& state) {
  const deepocr::PlateLocator locator(deepocr::default_locator_path());
  const deepocr::PlateReader reader(deepocr::default_model_path());
  const auto frame = deepocr::benchmark_frame();
  const std::vector<deepocr::Quad> plate = {deepocr::to_quad({900, 700, 160, 40})};
  locator.locate(frame, deepocr::kDefaultLocatorThreshold, kMaxPlates);
  for (auto _ : state) {
    benchmark::DoNotOptimize(locator.locate(frame, deepocr::kDefaultLocatorThreshold, kMaxPlates));
    benchmark::DoNotOptimize(reader.read(frame, plate, deepocr::kDefaultThreshold));
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  if (!std::filesystem::exists(deepocr::default_locator_path())) {
    std::cout << "no model at " << deepocr::default_locator_path() << ": nothing is measured\n";
    return EXIT_SUCCESS;
  }
  std::cout << "roof: " << deepocr::peak_flops() / 1e9
            << " GFLOP/s (float32 matrix product, one thread)\n";
  benchmark::RegisterBenchmark("locate_plates", locate_plates)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("locate_and_read_one_plate", locate_and_read_one_plate)
      ->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
