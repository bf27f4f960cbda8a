// SPDX-License-Identifier: MIT
// Model files made by the tests themselves.
#include "test_models.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <torch/script.h>

#include "deepocr/plate_locator.h"

namespace deepocr::test {

const char* const kStripeReader = R"(
def forward(self, x):
    x = torch.conv2d(x, self.weight, self.bias, [1, 1], [0, 0], [1, 1], 1)
    x = torch.adaptive_avg_pool2d(torch.relu(x), [1, 5]).view([-1, 5, 1])
    return -2000.0 * (x - self.centres) ** 2
)";

const char* const kTracedStripeReader = R"(
def forward(self, x):
    x = torch._convolution(x, self.weight, self.bias, [1, 1], [0, 0], [1, 1], False, [0, 0], 1,
                           False, False, True, True)
    x = torch.adaptive_avg_pool2d(torch.relu(x), [1, 5]).view([-1, 5, 1])
    return -2000.0 * (x - self.centres) ** 2
)";

std::string blob_locator() {
  return R"(
def forward(self, x):
    cell = torch.avg_pool2d(x, [8, 8])
    around = torch.avg_pool2d(x, [24, 24], [8, 8], [8, 8])
    corners = torch.tensor([-1.0, -0.3, 1.0, -0.2, 1.0, 0.3, -1.0, 0.2]).view([1, 8, 1, 1]) / )" +
         std::to_string(PlateLocator::kGrowth) + R"(
    logit = 40.0 * (cell - around - 0.7)
    return torch.cat([logit, corners.expand([x.size(0), 8, cell.size(2), cell.size(3)])], 1)
)";
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "deepocr-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot create " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void save_model(const std::string& path, const std::string& forward, const std::string& json) {
  torch::jit::Module module("reader");
  module.register_buffer("weight", torch::ones({1, 1, 1, 1}));
  module.register_buffer("bias", torch::zeros({1}));
  module.register_buffer("centres", (torch::arange(kClasses) + 0.5) / kClasses);
  module.define(forward + "\n");
  module.eval();
  torch::jit::ExtraFilesMap extra_files;
  if (!json.empty()) extra_files[kModelInfoFile] = json;
  module.save(path, extra_files);
}

ModelInfo test_info() {
  ModelInfo info;
  info.name = "stripes";
  info.input = {40, 16};
  return info;
}

ModelInfo locator_info() {
  ModelInfo info;
  info.task = kTaskLocate;
  info.name = "blobs";
  return info;
}

std::vector<std::uint8_t> paint_stripes(const std::string& digits, int width, int height) {
  std::vector<std::uint8_t> picture(static_cast<std::size_t>(width) * height);
  for (std::size_t i = 0; i < picture.size(); ++i) {
    const int column = static_cast<int>(i % width);
    const int value = digits[column * kDigits / width] - '0';
    picture[i] = static_cast<std::uint8_t>((value + 0.5) / kClasses * 255.0 + 0.5);
  }
  return picture;
}

std::string read_bytes(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream stream(path, std::ios::binary);
  stream << bytes;
}

}  // namespace deepocr::test
