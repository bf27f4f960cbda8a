// SPDX-License-Identifier: MIT
// The command line.
#pragma once

#include <string>
#include <vector>

#include "camera_line.h"
#include "camera_run.h"

namespace dashboard {

struct Options {
  std::string address = "127.0.0.1";
  int port = 8080;
  std::vector<std::string> hosts;  ///< further names under which the page may be asked for
  std::vector<CameraSource> cameras;
  PictureSettings pictures;
  int events = 1000;  ///< that are kept
  int timeout = 15;   ///< seconds without a frame after which a camera is started again
};

/// @param arguments are replaced by those that are left over.
/// @throws std::invalid_argument with a sentence.
/// Prints the help and ends the process when it is asked for.
Options parse_options(int* argument_count, char*** arguments);

}  // namespace dashboard
