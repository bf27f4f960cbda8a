// SPDX-License-Identifier: MIT
// Pictures written whole or not at all.
#include "support/picture_file.h"

#include <vector>

#include <opencv2/imgcodecs.hpp>

#include "support/atomic_file.h"

namespace deepocr::training {

void write_png(const std::filesystem::path& file, const cv::Mat& image) {
  std::vector<unsigned char> bytes;
  cv::imencode(".png", image, bytes, {cv::IMWRITE_PNG_COMPRESSION, 1});
  write_file(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace deepocr::training
