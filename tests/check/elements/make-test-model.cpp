// SPDX-License-Identifier: MIT
// Writes the models of the elements' tests, so that these need no trained one.
#include <exception>
#include <iostream>
#include <map>
#include <string>

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

const std::map<std::string, const char*> kNetworks = {{"stripes", kStripeReader},
                                                      {"mirrored", kMirroredReader},
                                                      {"fragile", kFragileReader},
                                                      {"four-digits", kReaderOfFourDigits}};

}  // namespace

int main(int argc, char** argv) try {
  const auto network = argc == 3 ? kNetworks.find(argv[1]) : kNetworks.end();
  if (network == kNetworks.end()) {
    std::cerr << "usage: make-test-model stripes|mirrored|fragile|four-digits OUTPUT\n";
    return 2;
  }
  deepocr::ModelInfo info = deepocr::test::test_info();
  info.name = network->first;
  deepocr::test::save_model(argv[2], network->second, deepocr::to_json(info));
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
