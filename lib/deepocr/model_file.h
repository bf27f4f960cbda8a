// SPDX-License-Identifier: MIT
// What a model file says about itself: the `deepocr.json` inside a TorchScript archive.
#pragma once

#include <string>

#include "deepocr/preprocess.h"

namespace deepocr {

inline constexpr int kFormatVersion = 1;
inline constexpr int kDigits = 5;    ///< positions in a plate number
inline constexpr int kClasses = 11;  ///< ten digits and "no digit here"
inline constexpr int kNoDigit = 10;  ///< the class "no digit here"
inline constexpr const char* kAlphabet = "0123456789";
inline constexpr const char* kModelInfoFile = "deepocr.json";  ///< name inside the archive
inline constexpr const char* kTaskRead = "read";
inline constexpr const char* kTaskLocate = "locate";

/// The contents of `deepocr.json`; docs/model-format.md describes every field.
struct ModelInfo {
  int format_version = kFormatVersion;
  std::string task = kTaskRead;
  std::string name;          ///< e.g. "deepocr-reader-1"
  std::string architecture;  ///< e.g. "cnn-lstm"; informative
  InputSize input;
  std::string normalisation = "in-network";  ///< the only value of format version 1
  int digits = kDigits;
  std::string alphabet = kAlphabet;
  double temperature = 1.0;  ///< logits are divided by it before the softmax
  std::string trained_on;    ///< informative, free text
  std::string figures;       ///< informative: a JSON object as text, "{}" when there are none
};

/// @returns the JSON text to store under `deepocr.json`.
std::string to_json(const ModelInfo& info);

/// @param text JSON text; @param file the file it came from, named in errors.
/// @throws Error kContract with one sentence that names the field at fault.
ModelInfo model_info_from_json(const std::string& text, const std::string& file);

}  // namespace deepocr
