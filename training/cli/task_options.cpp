// SPDX-License-Identifier: MIT
// Options that mean something for one task only.
#include "cli/task_options.h"

#include <fmt/format.h>

#include "deepocr/error.h"
#include "deepocr/model_file.h"

namespace deepocr::training {

void refuse_options_of_other_task(const CLI::App& command, const std::string& task) {
  const std::string group = task == kTaskRead ? kLocating : kReading;
  const auto given = command.get_options([&group](const CLI::Option* option) {
    return option->get_group() == group && option->count() > 0;
  });
  if (given.empty()) return;
  std::string names;
  for (const CLI::Option* option : given) {
    names += (names.empty() ? "" : ", ") + option->get_name();
  }
  throw Error(ErrorCode::kInvalidArgument,
              fmt::format("Leave out what means nothing for the task {}: {}.", task, names));
}

}  // namespace deepocr::training
