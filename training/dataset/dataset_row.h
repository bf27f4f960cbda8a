// SPDX-License-Identifier: MIT
// One line of labels.csv.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace deepocr::training {

struct DatasetRow {
  std::string file;  ///< relative to the data set's folder
  std::string label;
  std::string split;  ///< "training" or "validation"
  std::uint64_t base = 0;
  int variant = 0;
  std::string typeface;
  std::string style;
};

std::string to_csv(const std::vector<DatasetRow>& rows);

}  // namespace deepocr::training
