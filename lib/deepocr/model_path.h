// SPDX-License-Identifier: MIT
// Where the weights that come with DeepOCR are.
#pragma once

#include <string>

namespace deepocr {

/// Looks for `deepocr-reader.pt` in each folder of the environment variable DEEPOCR_MODEL_PATH
/// (separated by colons), then in the folder that it is installed to.
/// @returns the first that exists, else the installed path, so that an error can name it.
std::string default_model_path();

/// The same for `deepocr-locator.pt`.
std::string default_locator_path();

/// As default_model_path(), of a file that exists.
/// @throws Error kNotFound that names the folders that were tried, and the environment variable.
std::string require_default_model_path();

/// The same for `deepocr-locator.pt`.
std::string require_default_locator_path();

}  // namespace deepocr
