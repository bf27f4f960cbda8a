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
inline constexpr int kLocatorStride = 8;  ///< input pixels from one cell of a locator to the next

/// The contents of `deepocr.json`; docs/model-format.md describes every field.
struct ModelInfo {
  int format_version = kFormatVersion;
  std::string task = kTaskRead;              ///< or kTaskLocate
  std::string name;                          ///< e.g. "deepocr-reader-1"
  std::string architecture;                  ///< e.g. "cnn-lstm"; informative
  std::string normalisation = "in-network";  ///< the only value of format version 1
  InputSize input;                           ///< of a reader; a locator takes any size
  int digits = kDigits;                      ///< of a reader
  std::string alphabet = kAlphabet;          ///< of a reader
  double temperature = 1.0;     ///< of a reader: logits are divided by it before the softmax
  int stride = kLocatorStride;  ///< of a locator
  std::string trained_on;       ///< informative, free text
  std::string figures;          ///< informative: a JSON object as text, "{}" when there are none
};

/// @returns the JSON text to store under `deepocr.json`.
std::string to_json(const ModelInfo& info);

/// @param text JSON text; @param file the file it came from, named in errors.
/// @throws Error kContract with one sentence that names the field at fault.
ModelInfo model_info_from_json(const std::string& text, const std::string& file);

}  // namespace deepocr
