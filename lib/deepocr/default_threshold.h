// SPDX-License-Identifier: MIT
// How sure a reading, or a plate's place, has to be unless somebody says otherwise.
#pragma once

namespace deepocr {

/// Confidence below which a reading is refused, 0..1. On hard renderings in held-out typefaces the
/// shipped reader is right 999 times in 1000 from 0.961 on (lib/models/deepocr-reader.md).
inline constexpr double kDefaultThreshold = 0.97;

/// Score below which the locator's finds are left out, 0..1. It is low: what is no plate costs one
/// reading, which refuses it; a plate that is left out is never read.
inline constexpr double kDefaultLocatorThreshold = 0.3;

}  // namespace deepocr
