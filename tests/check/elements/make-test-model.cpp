// SPDX-License-Identifier: MIT
// Writes the models of the elements' tests, so that these need no trained one.
#include <exception>
#include <iostream>
#include <map>
#include <string>

#include "deepocr/plate_locator.h"
#include "test_models.h"

namespace {

using deepocr::test::kStripeReader;

/// Reads the stripes from right to left.
constexpr const char* kMirroredReader = R"(
def forward(self, x):
    x = torch.adaptive_avg_pool2d(x, [1, 5]).view([-1, 5, 1]).flip([1])
    return -2000.0 * (x - self.centres) ** 2
)";

/// Returns values that are not numbers for a picture that is white all over.
constexpr const char* kFragileReader = R"(
def forward(self, x):
    not_a_number_when_white = torch.log(0.99 - x.mean())
    x = torch.adaptive_avg_pool2d(x, [1, 5]).view([-1, 5, 1])
    return -2000.0 * (x - self.centres) ** 2 + 0.0 * not_a_number_when_white
)";

constexpr const char* kReaderOfFourDigits = R"(
def forward(self, x):
    x = torch.adaptive_avg_pool2d(x, [1, 4]).view([-1, 4, 1])
    return -2000.0 * (x - self.centres) ** 2
)";

/// Finds plates of 56 x 8 input pixels that lie on the grid of 8 pixels, on white ground: all of
/// the middle is darker, and little around it.
/// @param corners in input pixels, from the plate's centre, with the margin of PlateLocator.
std::string plate_locator(const std::string& corners) {
  return R"(
def forward(self, x):
    dark = ((1.0 - x) * 1000.0).clamp(0.0, 1.0)
    middle = torch.avg_pool2d(dark, [8, 56], [8, 8], [0, 24])
    around = torch.avg_pool2d(dark, [24, 72], [8, 8], [8, 32])
    logit = 60.0 * (middle - 0.95) - 100.0 * (around - 0.3).clamp(min=0.0)
    plate = torch.tensor([)" +
         corners + R"(]).view([4, 2])
    centre = plate.mean(0, keepdim=True)
    corners = (centre + (plate - centre) / )" +
         std::to_string(deepocr::PlateLocator::kGrowth) + R"().view([1, 8, 1, 1]) / 32.0
    return torch.cat([logit, corners.expand([x.size(0), 8, logit.size(2), logit.size(3)])], 1)
)";
}

/// Fails on a picture that is white all over.
constexpr const char* kFragileLocator = R"(
def forward(self, x):
    assert bool(torch.min(x) < 0.99), "all white"
    return torch.zeros([x.size(0), 9, x.size(2) // 8, x.size(3) // 8]) - 9.0
)";

/// "plates" finds quads that are no rectangles, "generous" ones that are twice as high.
const std::map<std::string, std::string> kLocators = {
    {"plates", plate_locator("-28.0, -4.0, 28.0, -3.5, 28.0, 4.0, -28.0, 4.0")},
    {"generous", plate_locator("-28.0, -8.0, 28.0, -8.0, 28.0, 8.0, -28.0, 8.0")},
    {"fragile-locator", kFragileLocator}};

const std::map<std::string, const char*> kReaders = {{"stripes", kStripeReader},
                                                     {"mirrored", kMirroredReader},
                                                     {"fragile", kFragileReader},
                                                     {"four-digits", kReaderOfFourDigits}};

}  // namespace

int main(int argc, char** argv) try {
  const std::string name = argc == 3 ? argv[1] : "";
  const auto reader = kReaders.find(name);
  const auto locator = kLocators.find(name);
  const bool is_reader = reader != kReaders.end();
  if (!is_reader && locator == kLocators.end()) {
    std::cerr << "usage: make-test-model NETWORK OUTPUT\n";
    return 2;
  }
  deepocr::ModelInfo info = is_reader ? deepocr::test::test_info() : deepocr::test::locator_info();
  info.name = name;
  deepocr::test::save_model(argv[2], is_reader ? reader->second : locator->second,
                            deepocr::to_json(info));
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
