// SPDX-License-Identifier: MIT
// Files and folders that are to be read, and why they cannot be.
#pragma once

#include <filesystem>
#include <vector>

namespace deepocr::training {

/// @throws Error kNotFound without such a file, kUnreadable when it is a folder or must not be
/// read, naming the file and the reason.
void require_readable_file(const std::filesystem::path& file);

/// @throws Error kNotFound without such a folder, kUnreadable when it is a file or cannot be
/// reached, naming the folder and the reason.
void require_folder(const std::filesystem::path& folder);

/// The files in a folder and in those below it that are named like pictures, in the order of
/// their paths.
/// @throws Error of require_folder(); kUnreadable naming the folder that cannot be read.
std::vector<std::filesystem::path> pictures_below(const std::filesystem::path& folder,
                                                  std::filesystem::directory_options options);

}  // namespace deepocr::training
