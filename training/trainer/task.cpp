// SPDX-License-Identifier: MIT
// The table of tasks.
#include "trainer/task.h"

#include "deepocr/error.h"
#include "deepocr/model_file.h"
#include "trainer/read_task.h"

namespace deepocr::training {

std::shared_ptr<const Task> make_task(const std::string& name) {
  if (name == kTaskRead) return std::make_shared<ReadTask>();
  throw Error(ErrorCode::kInvalidArgument, "There is no task named '" + name + "'; use read.");
}

}  // namespace deepocr::training
