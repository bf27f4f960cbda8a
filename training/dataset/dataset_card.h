// SPDX-License-Identifier: MIT
// README.md of a data set: what is in it and how to make it again.
#pragma once

#include <string>
#include <vector>

#include "dataset/dataset_options.h"
#include "dataset/dataset_row.h"

namespace deepocr::training {

std::string dataset_card(const DatasetOptions& options, const std::vector<DatasetRow>& rows);

}  // namespace deepocr::training
