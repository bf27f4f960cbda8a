// SPDX-License-Identifier: MIT
// The moving average of a network's weights, which is what is evaluated and exported.
#pragma once

#include <cstdint>
#include <memory>

#include "networks/network.h"

namespace deepocr::training {

/// Moves the weights and batch statistics of `average` towards those of `network`.
/// @param decay share that stays in the long run; early steps keep less, so that the random start
/// is forgotten.
/// @param step number of steps done before, from 0.
void update_average(Network& average, const Network& network, double decay, std::uint64_t step);

/// Makes `to` equal to `from`; both have the same architecture.
void copy_weights(const Network& from, Network& to);

}  // namespace deepocr::training
