// SPDX-License-Identifier: MIT
// A small seeded random number generator with the same draws on every platform.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace deepocr::synth {

/// SplitMix64 (Steele, Lea, Flood 2014). Cheap to construct, so every picture has its own.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  /// An independent generator for each tuple of keys.
  Rng(std::uint64_t seed, std::uint64_t key, std::uint64_t subkey) : state_(seed) {
    state_ = next() ^ (key * 0xd1342543de82ef95ULL);
    state_ = next() ^ (subkey * 0xaf251af3b0f025b5ULL);
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * unit(); }

  /// Uniform in the logarithm, in [low, high); low > 0.
  double log_uniform(double low, double high) {
    return std::exp(uniform(std::log(low), std::log(high)));
  }

  /// Whole number in [low, high].
  int between(int low, int high) {
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
  }

  bool chance(double probability) { return unit() < probability; }

  /// Gaussian, by Box and Muller.
  double normal(double deviation) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
    return deviation * radius * std::cos(2.0 * 3.14159265358979323846 * unit());
  }

  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[next() % values.size()];
  }

  /// An index drawn with the given weights.
  int weighted(std::initializer_list<double> weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double left = unit() * total;
    int index = 0;
    for (const double weight : weights) {
      left -= weight;
      if (left < 0) return index;
      ++index;
    }
    return index - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace deepocr::synth
