// SPDX-License-Identifier: MIT
// A random order that needs no memory.
#pragma once

#include <cstdint>

namespace deepocr::training {

/// Mixes 64 bits into 64 others (SplitMix64, Steele et al. 2014).
constexpr std::uint64_t mix_bits(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

/// Where `index` of 0 … size − 1 goes in the permutation that `key` chooses: a Feistel network over
/// the next power of four, walked until it falls below `size`.
constexpr std::uint64_t permute(std::uint64_t index, std::uint64_t size, std::uint64_t key) {
  constexpr int kRounds = 4;
  int half_bits = 1;
  while ((std::uint64_t{1} << (2 * half_bits)) < size) ++half_bits;
  const std::uint64_t mask = (std::uint64_t{1} << half_bits) - 1;
  do {
    std::uint64_t left = index >> half_bits;
    std::uint64_t right = index & mask;
    for (int round = 0; round < kRounds; ++round) {
      const std::uint64_t next = left ^ (mix_bits(key + round + (right << 8)) & mask);
      left = right;
      right = next;
    }
    index = (left << half_bits) | right;
  } while (index >= size);
  return index;
}

}  // namespace deepocr::training
