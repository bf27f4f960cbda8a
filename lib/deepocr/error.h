// SPDX-License-Identifier: MIT
// The one exception type that leaves lib/deepocr.
#pragma once

#include <stdexcept>
#include <string>

namespace deepocr {

enum class ErrorCode {
  kInvalidArgument,  ///< a value the caller passed is outside its documented range
  kNotFound,         ///< a file, device or typeface does not exist
  kUnreadable,       ///< a file exists and cannot be read, decoded or parsed
  kContract,         ///< a model file loads but does not meet the model contract
  kInference,        ///< the network failed while running
  kWrite,            ///< a file cannot be written (permissions, full disk)
};

/// An error with one sentence for the user, naming the file, property or package at fault, and
/// optionally the underlying library's words for a developer.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& sentence, std::string detail = {})
      : std::runtime_error(sentence), code_(code), detail_(std::move(detail)) {}

  ErrorCode code() const noexcept { return code_; }
  /// What the underlying library said; empty when there is nothing to add to what().
  const std::string& detail() const noexcept { return detail_; }

 private:
  ErrorCode code_;
  std::string detail_;
};

}  // namespace deepocr
