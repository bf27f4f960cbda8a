// SPDX-License-Identifier: MIT
// Lists of rendered scenes.
#include "scene-list.h"

#include <set>
#include <sstream>

#include "deepocr/error.h"

namespace deepocr::evaluation {
namespace {

std::string trimmed(const std::string& text) {
  constexpr const char* kBlank = " \t\r";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

std::vector<Scene> parse_scenes(const std::string& text, const std::string& file) {
  std::vector<Scene> scenes;
  std::set<std::string> names;
  std::istringstream stream(text);
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const auto fail = [&](const std::string& what) {
      throw Error(ErrorCode::kUnreadable, file + ", line " + std::to_string(number) + ": " + what);
    };
    const auto colon = line.find(':');
    if (colon == std::string::npos) {
      fail("a scene is 'NAME: PROPERTIES ! CAPS', and this line has no colon.");
    }
    const Scene scene{trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
    if (scene.name.empty()) fail("the scene has no name.");
    if (!names.insert(scene.name).second) {
      fail("there is another scene of the name '" + scene.name + "'.");
    }
    if (scene.source.find("num-buffers=") == std::string::npos) {
      fail("the scene needs num-buffers=N, or it would never end.");
    }
    scenes.push_back(scene);
  }
  if (scenes.empty()) throw Error(ErrorCode::kUnreadable, file + " lists no scenes.");
  return scenes;
}

}  // namespace deepocr::evaluation
