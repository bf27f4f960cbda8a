// SPDX-License-Identifier: MIT
// What the properties of platetestsrc ask for.
#include "source-settings.h"

#include <sstream>

#include "deepocr/error.h"
#include "deepocr/whitespace.h"
#include "synth/scene.h"

namespace deepocr::plugin {

std::vector<std::string> parse_numbers(const std::string& text) {
  std::vector<std::string> numbers;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    const std::string number(trimmed(part));
    if (!synth::is_plate_number(number)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "The property 'numbers' of platetestsrc takes numbers of five digits separated "
                  "by commas, as in \"37463,23837\"; '" +
                      number + "' is not one");
    }
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace deepocr::plugin
