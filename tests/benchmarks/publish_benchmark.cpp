// SPDX-License-Identifier: MIT
// What publishing an event costs the thread that publishes, while another one delivers.
#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <poll.h>

#include "publish/line_file.h"
#include "publish/publisher.h"
#include "test_files.h"

namespace {

using namespace deepocr::publish;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

/// Acknowledges everything, so that the delivery thread reads and deletes without a pause.
class Obliging final : public Transport {
 public:
  std::string name() const override { return "The receiver"; }
  void connect(TransportListener& listener, const std::string&) override {
    listener_ = &listener;
    is_new_ = true;
  }
  bool send(Sequence sequence, const Message&) override {
    sent_.push_back(sequence);
    return true;
  }
  void wait(std::chrono::milliseconds timeout, int wake) override {
    pollfd file{wake, POLLIN, 0};
    const bool has_work = is_new_ || !sent_.empty();
    poll(&file, 1, has_work ? 0 : static_cast<int>(timeout.count()));
    if (std::exchange(is_new_, false)) listener_->connected();
    for (const Sequence sequence : std::exchange(sent_, {})) listener_->delivered(sequence);
  }
  void close(std::chrono::milliseconds) override {}

 private:
  TransportListener* listener_ = nullptr;
  bool is_new_ = false;
  std::vector<Sequence> sent_;
};

double percentile(std::vector<double>& times, double part) {
  const auto nth = times.begin() + static_cast<std::ptrdiff_t>(part * double(times.size() - 1));
  std::nth_element(times.begin(), nth, times.end());
  return *nth;
}

void report(benchmark::State& state, std::vector<double>& times) {
  state.counters["median_us"] = percentile(times, 0.5);
  state.counters["p99_us"] = percentile(times, 0.99);
  state.counters["p99.9_us"] = percentile(times, 0.999);
  state.counters["max_us"] = percentile(times, 1);
}

/// The time of one call, in microseconds.
template <typename Call>
double time_of(const Call& call) {
  const auto begin = Clock::now();
  call();
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

/// Arguments: events a second, 0 for no pause; bytes of a payload.
void publish(benchmark::State& state) {
  const test::TemporaryFolder folder;
  PublisherOptions options;
  options.spool.path = folder / "spool.db";
  Publisher publisher(std::make_unique<Obliging>(), options);
  const auto pause = microseconds(state.range(0) == 0 ? 0 : 1'000'000 / state.range(0));
  const Message message = test::message_of(1, "gate", static_cast<std::size_t>(state.range(1)));
  std::vector<double> times;
  auto next = Clock::now();
  for (auto _ : state) {
    std::this_thread::sleep_until(next);
    next = std::max(next + pause, Clock::now());
    const double time = time_of([&] { benchmark::DoNotOptimize(publisher.publish(message)); });
    times.push_back(time);
    state.SetIterationTime(time / 1e6);
  }
  report(state, times);
  state.counters["waiting"] = double(publisher.counters().waiting);
}
BENCHMARK(publish)
    ->ArgNames({"per_second", "bytes"})
    ->Args({200, 1500})
    ->Args({2000, 1500})
    ->Args({0, 1500})
    ->Iterations(10000)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

void write_line(benchmark::State& state) {
  const test::TemporaryFolder folder;
  LineFileOptions options;
  options.location = folder / "readings.jsonl";
  options.max_file_size = 10 << 20;
  LineFile file(options);
  const std::string line = test::message_of(1).payload;
  std::vector<double> times;
  for (auto _ : state) times.push_back(time_of([&] { file.write(line); }));
  report(state, times);
}
BENCHMARK(write_line)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
