// SPDX-License-Identifier: MIT
// Pictures written whole or not at all.
#pragma once

#include <filesystem>
#include <string>

#include <opencv2/core/mat.hpp>

namespace deepocr::training {

/// @returns the bytes of a PNG file, compressed fast rather than small.
std::string encode_png(const cv::Mat& image);

/// Writes encode_png() by write_file().
/// @throws Error kWrite naming the file.
void write_png(const std::filesystem::path& file, const cv::Mat& image);

}  // namespace deepocr::training
