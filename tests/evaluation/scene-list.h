// SPDX-License-Identifier: MIT
// Lists of rendered scenes: one a line.
#pragma once

#include <string>
#include <vector>

namespace deepocr::evaluation {

struct Scene {
  std::string name;
  std::string source;  ///< what follows `platetestsrc` in a launch line: properties, and caps
};

/// Each line is `NAME: PROPERTIES ! CAPS`; a line that begins with '#' is a comment.
/// @param file named in errors.
/// @throws Error kUnreadable that names the file and the line.
std::vector<Scene> parse_scenes(const std::string& text, const std::string& file);

}  // namespace deepocr::evaluation
