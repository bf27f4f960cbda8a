// SPDX-License-Identifier: MIT
// Pictures written whole or not at all.
#pragma once

#include <filesystem>

#include <opencv2/core/mat.hpp>

namespace deepocr::training {

/// Encodes as PNG with fast compression and writes it by write_file().
/// @throws Error kWrite naming the file.
void write_png(const std::filesystem::path& file, const cv::Mat& image);

}  // namespace deepocr::training
