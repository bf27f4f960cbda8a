// SPDX-License-Identifier: MIT
// Exported models and checkpoints: both are archives of LibTorch's.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "deepocr/model_file.h"

namespace deepocr::training {

/// Whether it is an exported model, not a checkpoint.
/// @param bytes of a whole file.
bool is_model_archive(std::string_view bytes);

/// LibTorch 1.13 compares no checksums: it loads flipped weights without a word.
/// @throws Error kUnreadable, naming the file.
void require_whole(const std::filesystem::path& file);

}  // namespace deepocr::training
