// SPDX-License-Identifier: MIT
// metrics.csv: how a run went, one line after the other.
#include "trainer/metrics_log.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <utility>

#include "support/atomic_file.h"

namespace deepocr::training {
namespace {

std::string join(const std::vector<std::string>& fields) {
  std::string line;
  for (const auto& field : fields) line += (line.empty() ? "" : ",") + field;
  return line;
}

}  // namespace

MetricsLog::MetricsLog(std::filesystem::path file, std::vector<std::string> columns,
                       std::uint64_t samples)
    : file_(std::move(file)), columns_(std::move(columns)) {
  if (samples > 0 && std::filesystem::exists(file_)) read(samples);
}

void MetricsLog::read(std::uint64_t samples) {
  std::istringstream lines(read_file(file_));
  std::string line;
  if (!std::getline(lines, line) || line != join(columns_)) return;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string field;
    std::vector<double> row;
    while (std::getline(fields, field, ',')) {
      row.push_back(field.empty() ? std::numeric_limits<double>::quiet_NaN()
                                  : std::strtod(field.c_str(), nullptr));
    }
    if (row.empty() || row.front() > static_cast<double>(samples)) return;
    row.resize(columns_.size(), std::numeric_limits<double>::quiet_NaN());
    rows_.push_back(std::move(row));
  }
}

void MetricsLog::add(const std::vector<double>& row) {
  rows_.push_back(row);
  std::ostringstream text;
  text.precision(10);
  text << join(columns_) << '\n';
  for (const auto& each : rows_) {
    for (std::size_t i = 0; i < each.size(); ++i) {
      if (i > 0) text << ',';
      if (!std::isnan(each[i])) text << each[i];
    }
    text << '\n';
  }
  write_file(file_, text.str());
}

}  // namespace deepocr::training
