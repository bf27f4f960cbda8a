// SPDX-License-Identifier: MIT
// One line of labels.csv.
#include "dataset/dataset_row.h"

#include <fmt/format.h>

namespace deepocr::training {

std::string to_csv(const std::vector<DatasetRow>& rows) {
  std::string text = "file,label,split,base,variant,typeface,style\n";
  for (const auto& row : rows) {
    text += fmt::format("{},{},{},{},{},{},{}\n", row.file, row.label, row.split, row.base,
                        row.variant, row.typeface, row.style);
  }
  return text;
}

}  // namespace deepocr::training
