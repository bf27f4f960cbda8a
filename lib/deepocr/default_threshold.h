// SPDX-License-Identifier: MIT
// How sure a reading has to be unless somebody says otherwise.
#pragma once

namespace deepocr {

/// Confidence below which a reading is refused, 0..1. On hard renderings in held-out typefaces the
/// shipped reader is right 999 times in 1000 from 0.969 on (lib/models/deepocr-reader.md).
inline constexpr double kDefaultThreshold = 0.97;

}  // namespace deepocr
