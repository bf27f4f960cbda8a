// SPDX-License-Identifier: MIT
// What every network that is trained here has in common.
#include "networks/network.h"

namespace deepocr::training {

std::int64_t Network::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& parameter : parameters()) count += parameter.numel();
  return count;
}

}  // namespace deepocr::training
