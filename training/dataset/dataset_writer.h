// SPDX-License-Identifier: MIT
// Writes a data set of renderings to a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "dataset/dataset_options.h"

namespace deepocr::training {

/// Writes into a folder beside `output` and renames it at the end: `output` is complete or not
/// there. The same options give the same bytes on any number of threads.
/// @param progress called with the number of plates done; what it throws stops the work.
/// @returns the number of pictures.
/// @throws Error kInvalidArgument (options; a folder that is not empty), kWrite or kNotFound
/// (typefaces).
std::size_t write_dataset(const DatasetOptions& options, const std::filesystem::path& output,
                          int threads, const std::function<void(std::uint64_t)>& progress);

}  // namespace deepocr::training
