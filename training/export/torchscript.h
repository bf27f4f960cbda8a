// SPDX-License-Identifier: MIT
// A C++ network as a TorchScript module that any LibTorch can load without our code.
#pragma once

#include <torch/csrc/jit/api/module.h>

#include "networks/network.h"

namespace deepocr::training {

/// @param network in evaluation mode.
/// @returns a module with the network's weights and a traced `forward`, for any batch size.
torch::jit::Module to_torchscript(Network& network);

/// The largest difference between the logits of both, over batches of 1, 3 and 8 pictures.
double largest_difference(Network& network, torch::jit::Module& script);

}  // namespace deepocr::training
