// SPDX-License-Identifier: MIT
// Prints figures of passages: a row for each scene, and what they amount to.
#pragma once

#include <string>

#include "passage-figures.h"

namespace deepocr::evaluation {

std::string table_head();
std::string table_row(const std::string& scene, const PassageFigures& figures);

/// @param min_frames as of measure_passages().
std::string summary(const PassageFigures& all, std::size_t min_frames);

}  // namespace deepocr::evaluation
