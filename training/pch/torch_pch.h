// SPDX-License-Identifier: MIT
// Precompiled: LibTorch's headers take most of the time of a translation unit.
#include <torch/nn.h>
#include <torch/optim/adamw.h>
#include <torch/serialize.h>
#include <torch/types.h>
