// SPDX-License-Identifier: MIT
// Tells exported models from checkpoints: both are archives of LibTorch's.
#pragma once

#include <string>
#include <string_view>

#include "deepocr/model_file.h"

namespace deepocr::training {

/// @param bytes of a whole file.
inline bool is_model_archive(std::string_view bytes) {
  // A zip archive names its files in plain text, in this form.
  return bytes.find(std::string("/extra/") + kModelInfoFile) != std::string_view::npos;
}

}  // namespace deepocr::training
