// SPDX-License-Identifier: MIT
// metrics.csv: how a run went, one line after the other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace deepocr::training {

/// A table of numbers whose first column is "samples". NaN is an empty field.
class MetricsLog {
 public:
  /// Continues the file's rows up to `samples` where it exists with the same columns; what comes
  /// after was never reached by the checkpoint that training continues from.
  MetricsLog(std::filesystem::path file, std::vector<std::string> columns, std::uint64_t samples);

  /// Adds a row and writes the file.
  /// @throws Error kWrite.
  void add(const std::vector<double>& row);

  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<std::vector<double>>& rows() const { return rows_; }

 private:
  void read(std::uint64_t samples);

  std::filesystem::path file_;
  std::vector<std::string> columns_;
  std::vector<std::vector<double>> rows_;
};

}  // namespace deepocr::training
