// SPDX-License-Identifier: MIT
// Folders of labelled pictures: our own data sets, and anybody's pictures with the label in the
// name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace deepocr::training {

inline constexpr const char* kLabelsFile = "labels.csv";

struct LabelledFile {
  std::filesystem::path file;
  std::string label;  ///< five digits, or empty: "no five digits here"
  std::string group;  ///< the subfolder of the folder searched, of a table's files the outermost
                      ///< one; "." for itself
};

/// Where the folder holds a labels.csv (columns `file` and `label`, others ignored), the pictures
/// it lists. Else every picture below the folder, whose name starts with its label:
/// "37463__001.png", "37463.png", or "none__001.png" for a picture without five digits.
/// @returns at least one picture, sorted by path.
/// @throws Error kNotFound (no folder, no pictures), kUnreadable (labels.csv; a folder) or
/// kInvalidArgument (a label that is not five digits), naming the file.
std::vector<LabelledFile> find_labelled_files(const std::filesystem::path& folder);

/// @returns CV_8UC1.
/// @throws Error kNotFound or kUnreadable naming the file.
cv::Mat load_gray(const std::filesystem::path& file);

}  // namespace deepocr::training
