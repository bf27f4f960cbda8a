// SPDX-License-Identifier: MIT
// A PlateReader from either kind of file that training leaves behind.
#pragma once

#include <filesystem>

#include "deepocr/plate_reader.h"

namespace deepocr::training {

/// @param file an exported model, or a checkpoint: its averaged weights, not calibrated.
/// @throws Error of PlateReader and load_checkpoint().
PlateReader open_reader(const std::filesystem::path& file, const PlateReaderOptions& options);

}  // namespace deepocr::training
