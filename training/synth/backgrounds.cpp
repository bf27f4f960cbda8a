// SPDX-License-Identifier: MIT
// Photographs without plates.
#include "synth/backgrounds.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <system_error>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"
#include "support/readable.h"

namespace deepocr::synth {
namespace {

namespace fs = std::filesystem;

constexpr int kLongestSide = 1600;             // pixels
constexpr std::size_t kMostBytes = 256 << 20;  // of all pictures together
constexpr const char* kInstalledFolders[] = {"/usr/share/backgrounds", "/usr/share/wallpapers"};

// Wallpapers of KDE have a folder each, with the picture in several sizes and a small preview.
std::vector<fs::path> without_sizes(const std::vector<fs::path>& files) {
  std::map<fs::path, fs::path> largest;  // of each folder of sizes
  std::vector<fs::path> kept;
  for (const fs::path& file : files) {
    const fs::path folder = file.parent_path();
    const bool of_sizes = folder.parent_path().filename() == "contents";
    if (file.stem() == "screenshot") continue;
    if (!of_sizes) {
      kept.push_back(file);
      continue;
    }
    fs::path& best = largest[folder];
    if (best.empty() || fs::file_size(file) > fs::file_size(best)) best = file;
  }
  for (const auto& entry : largest) kept.push_back(entry.second);
  return kept;
}

cv::Mat change_tones(const cv::Mat& picture, Rng& rng) {
  const double contrast = rng.uniform(0.5, 1.25);
  const double offset = rng.uniform(-0.15, 0.2);
  const double gamma = rng.log_uniform(0.6, 1.7);
  cv::Mat table(1, 256, CV_8UC1);
  for (int level = 0; level < 256; ++level) {
    const double tone = std::pow(level / 255.0, gamma) * contrast + offset;
    table.at<unsigned char>(level) = cv::saturate_cast<unsigned char>(255 * tone);
  }
  cv::Mat result;
  cv::LUT(picture, table, result);
  return result;
}

}  // namespace

BackgroundSet BackgroundSet::of_folder(const fs::path& folder) {
  const auto files = training::pictures_below(folder, fs::directory_options::none);
  for (const fs::path& file : files) training::require_readable_file(file);
  BackgroundSet set;
  for (const fs::path& file : without_sizes(files)) set.add(file);
  if (set.empty()) {
    throw Error(ErrorCode::kUnreadable,
                "The folder of backgrounds \"" + folder.string() +
                    "\" has no picture that can be read (JPEG, PNG or WebP).");
  }
  return set;
}

BackgroundSet BackgroundSet::installed() {
  BackgroundSet set;
  for (const char* folder : kInstalledFolders) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) continue;
    const auto files =
        training::pictures_below(folder, fs::directory_options::skip_permission_denied);
    for (const fs::path& file : without_sizes(files)) set.add(file);
  }
  return set;
}

void BackgroundSet::add(const fs::path& file) {
  if (bytes_ > kMostBytes) return;
  cv::Mat picture = cv::imread(file.string(), cv::IMREAD_GRAYSCALE);
  constexpr int kShortestSide = 128;
  if (picture.empty() || std::min(picture.cols, picture.rows) < kShortestSide) return;
  const double scale = static_cast<double>(kLongestSide) / std::max(picture.cols, picture.rows);
  if (scale < 1) cv::resize(picture, picture, {}, scale, scale, cv::INTER_AREA);
  std::vector<cv::Mat> levels = {picture};
  for (int level = 0; level < 2; ++level) {
    cv::Mat half;
    cv::resize(levels.back(), half, {}, 0.5, 0.5, cv::INTER_AREA);
    levels.push_back(half);
  }
  for (const cv::Mat& level : levels) bytes_ += level.total();
  pictures_.push_back(std::move(levels));
}

cv::Mat BackgroundSet::crop(cv::Size size, Rng& rng) const {
  const std::vector<cv::Mat>& levels = rng.pick(pictures_);
  const cv::Mat& full = levels.front();
  const double most = std::min(static_cast<double>(full.cols) / size.width,
                               static_cast<double>(full.rows) / size.height);
  const double shrink = rng.log_uniform(std::min(0.7, most / 2), most);
  std::size_t level = 0;
  while (level + 1 < levels.size() && shrink >= static_cast<double>(2 << level)) ++level;
  const cv::Mat& source = levels[level];
  const double factor = shrink / static_cast<double>(1 << level);
  const int width = std::clamp(cvRound(size.width * factor), 1, source.cols);
  const int height = std::clamp(cvRound(size.height * factor), 1, source.rows);
  const cv::Rect area(rng.between(0, source.cols - width), rng.between(0, source.rows - height),
                      width, height);
  cv::Mat part;
  cv::resize(source(area), part, size, 0, 0, factor > 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  if (rng.chance(0.5)) cv::flip(part, part, 1);
  return change_tones(part, rng);
}

}  // namespace deepocr::synth
