// SPDX-License-Identifier: MIT
// Figures as tables that a person reads.
#pragma once

#include <map>
#include <string>

#include "evaluation/figures.h"

namespace deepocr::training {

/// One line for each group, "all" last.
std::string group_table(const std::map<std::string, Figures>& groups);

/// The sentences about one set of figures, and its confusion matrix.
std::string describe(const Figures& figures, double threshold);

}  // namespace deepocr::training
