// SPDX-License-Identifier: MIT
// Says whether a file of LibTorch's arrived whole. Not installed.
#pragma once

#include <string>

namespace deepocr {

/// Checks that `path` is a zip archive all of whose members match their checksums. LibTorch 1.13
/// does not: it loads flipped weights without a word, and they read other digits.
/// @throws Error kNotFound or kUnreadable, naming the file.
void check_archive(const std::string& path);

}  // namespace deepocr
