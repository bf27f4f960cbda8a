// SPDX-License-Identifier: MIT
// The table of tasks.
#include "trainer/task.h"

#include "deepocr/error.h"
#include "deepocr/model_file.h"
#include "trainer/locate_task.h"
#include "trainer/read_task.h"

namespace deepocr::training {

const std::vector<std::string>& task_names() {
  static const std::vector<std::string> names = {kTaskRead, kTaskLocate};
  return names;
}

std::shared_ptr<const Task> make_task(const std::string& name) {
  if (name == kTaskRead) return std::make_shared<ReadTask>();
  if (name == kTaskLocate) return std::make_shared<LocateTask>();
  throw Error(ErrorCode::kInvalidArgument,
              "There is no task named '" + name + "'; use read or locate.");
}

}  // namespace deepocr::training
