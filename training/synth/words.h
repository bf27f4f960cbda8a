// SPDX-License-Identifier: MIT
// Things that stand on signs, vans and boots and are no plates.
#pragma once

#include <string>

#include "synth/rng.h"

namespace deepocr::synth {

/// A word of letters, upper case or not.
std::string random_word(Rng& rng);

/// The lettering of a model or an engine: "2.0 TDI".
std::string random_badge(Rng& rng);

/// A telephone number, a price, an address, an hour: digits in groups.
std::string random_number_text(Rng& rng);

}  // namespace deepocr::synth
