// SPDX-License-Identifier: MIT
// Options that mean something for one task only.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace deepocr::training {

// What the help calls the options of one task; the other has no use for them.
inline constexpr const char* kReading = "Reading";
inline constexpr const char* kLocating = "Locating";

/// @throws Error naming what was given and means nothing for the task.
void refuse_options_of_other_task(const CLI::App& command, const std::string& task);

}  // namespace deepocr::training
