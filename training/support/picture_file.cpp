// SPDX-License-Identifier: MIT
// Pictures written whole or not at all.
#include "support/picture_file.h"

#include <vector>

#include <opencv2/imgcodecs.hpp>

#include "support/atomic_file.h"

namespace deepocr::training {

std::string encode_png(const cv::Mat& image) {
  std::vector<unsigned char> bytes;
  cv::imencode(".png", image, bytes, {cv::IMWRITE_PNG_COMPRESSION, 1});
  return {bytes.begin(), bytes.end()};
}

void write_png(const std::filesystem::path& file, const cv::Mat& image) {
  write_file(file, encode_png(image));
}

}  // namespace deepocr::training
