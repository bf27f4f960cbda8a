// SPDX-License-Identifier: MIT
// A PlateReader or a PlateLocator from either kind of file that training leaves behind.
#pragma once

#include <filesystem>

#include "deepocr/plate_locator.h"
#include "deepocr/plate_reader.h"

namespace deepocr::training {

/// @param file an exported model, or a checkpoint: its averaged weights, not calibrated.
/// @throws Error of PlateReader and load_checkpoint(); kContract when it is a locator's checkpoint.
PlateReader open_reader(const std::filesystem::path& file, const PlateReaderOptions& options);

/// @param file an exported model, or a checkpoint: its averaged weights.
/// @throws Error of PlateLocator and load_checkpoint(); kContract when it is a reader's checkpoint.
PlateLocator open_locator(const std::filesystem::path& file, const PlateLocatorOptions& options);

}  // namespace deepocr::training
