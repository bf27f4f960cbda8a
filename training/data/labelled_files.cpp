// SPDX-License-Identifier: MIT
// Folders of labelled pictures: our own data sets, and anybody's pictures with the label in the
// name.
#include "data/labelled_files.h"

#include <algorithm>
#include <cstring>
#include <sstream>
#include <system_error>

#include <opencv2/imgcodecs.hpp>

#include "data/read_example.h"
#include "deepocr/error.h"
#include "support/atomic_file.h"
#include "support/readable.h"

namespace deepocr::training {
namespace {

namespace fs = std::filesystem;

// What people write for a picture without five digits.
constexpr const char* kNoLabel = "none";

std::string label_in_name(const fs::path& file) {
  const std::string stem = file.stem().string();
  std::string label = stem.substr(0, stem.find("__"));
  if (label == kNoLabel) return {};
  if (label.empty() || !is_valid_label(label)) {
    throw Error(ErrorCode::kInvalidArgument,
                "The name of '" + file.string() +
                    "' does not start with five digits (37463__001.png) or with 'none'.");
  }
  return label;
}

/// @returns whether there was another line; it comes without its end, CRLF or LF.
bool next_line(std::istream& lines, std::string& line) {
  if (!std::getline(lines, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

std::vector<std::string> split_line(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::size_t find_column(const std::vector<std::string>& header, const std::string& name,
                        const fs::path& csv) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) {
    throw Error(ErrorCode::kUnreadable,
                "'" + csv.string() + "' has no column '" + name + "' in its first line.");
  }
  return static_cast<std::size_t>(found - header.begin());
}

/// The folder's own folder that a file lies in, however the table writes it; "." of none.
std::string group_of(const fs::path& file, const fs::path& folder) {
  const fs::path inside = fs::absolute(file).lexically_normal().lexically_relative(
      fs::absolute(folder).lexically_normal());
  return inside.has_parent_path() ? inside.begin()->string() : ".";
}

std::vector<LabelledFile> listed_files(const fs::path& folder) {
  const fs::path csv = folder / kLabelsFile;
  std::istringstream lines(read_file(csv));
  std::string line;
  next_line(lines, line);
  constexpr const char* kByteOrderMark = "\xEF\xBB\xBF";
  if (line.rfind(kByteOrderMark, 0) == 0) line.erase(0, std::strlen(kByteOrderMark));
  const auto header = split_line(line);
  const std::size_t file_column = find_column(header, "file", csv);
  const std::size_t label_column = find_column(header, "label", csv);
  std::vector<LabelledFile> files;
  for (int number = 2; next_line(lines, line); ++number) {
    if (line.empty()) continue;
    const auto fields = split_line(line);
    const std::string place = "Line " + std::to_string(number) + " of '" + csv.string() + "'";
    if (fields.size() != header.size()) {
      throw Error(ErrorCode::kUnreadable, place + " has " + std::to_string(fields.size()) +
                                              " fields instead of " +
                                              std::to_string(header.size()) + ".");
    }
    const std::string label = fields[label_column] == kNoLabel ? "" : fields[label_column];
    if (!is_valid_label(label)) {
      throw Error(ErrorCode::kInvalidArgument,
                  place + " has the label '" + label + "', which is not five digits or 'none'.");
    }
    const fs::path file = folder / fields[file_column];
    files.push_back({file, label, group_of(file, folder)});
  }
  return files;
}

std::vector<LabelledFile> named_files(const fs::path& folder) {
  std::vector<LabelledFile> files;
  for (const auto& file : pictures_below(folder, fs::directory_options::follow_directory_symlink)) {
    const auto group = file.parent_path().lexically_relative(folder);
    files.push_back({file, label_in_name(file), group.string()});
  }
  return files;
}

}  // namespace

std::vector<LabelledFile> find_labelled_files(const fs::path& folder) {
  require_folder(folder);
  std::error_code ignored;  // what cannot be searched cannot be listed either, or not be opened
  const bool has_table = fs::exists(folder / kLabelsFile, ignored);
  auto files = has_table ? listed_files(folder) : named_files(folder);
  if (files.empty()) {
    throw Error(ErrorCode::kNotFound, "The folder '" + folder.string() + "' holds no pictures.");
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.file < b.file; });
  return files;
}

cv::Mat load_gray(const fs::path& file) {
  require_readable_file(file);
  cv::Mat image;
  std::string detail;
  try {
    image = cv::imread(file.string(), cv::IMREAD_GRAYSCALE);
  } catch (const cv::Exception& error) {
    detail = error.what();
  }
  if (image.empty()) {
    throw Error(ErrorCode::kUnreadable,
                "'" + file.string() + "' is not a picture that can be decoded.", detail);
  }
  return image;
}

}  // namespace deepocr::training
