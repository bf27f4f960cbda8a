// SPDX-License-Identifier: MIT
// The picture beside metrics.csv.
#pragma once

#include <filesystem>
#include <string>

#include "trainer/metrics_log.h"

namespace deepocr::training {

/// Draws all columns named "…loss" in one panel and all named "…" and `figure` in another, over the
/// samples, and writes a PNG.
/// @throws Error kWrite.
void plot_metrics(const MetricsLog& log, const std::string& figure,
                  const std::filesystem::path& file);

}  // namespace deepocr::training
