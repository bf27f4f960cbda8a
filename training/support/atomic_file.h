// SPDX-License-Identifier: MIT
// Files that are either complete or not there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace deepocr::training {

/// Writes a temporary file beside `path`, flushes it to disk and renames it. Whatever was at `path`
/// stays intact until then.
/// @throws Error kWrite naming the file and the reason, e.g. a full disk.
void write_file(const std::filesystem::path& path, std::string_view contents);

/// Looks whether write_file() would find a place for `path`, for those who compute long before it.
/// @throws Error kWrite, as write_file().
void require_writable(const std::filesystem::path& path);

/// Writes a file straight away, neither flushed nor safe from interruption: for files in a folder
/// that is renamed when it is complete.
/// @throws Error kWrite, as write_file().
void write_new_file(const std::filesystem::path& path, std::string_view contents);

/// @throws Error kNotFound or kUnreadable naming the file.
std::string read_file(const std::filesystem::path& path);

/// Creates a folder and those above it.
/// @throws Error kWrite naming the folder.
void make_folder(const std::filesystem::path& path);

}  // namespace deepocr::training
