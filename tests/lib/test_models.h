// SPDX-License-Identifier: MIT
// Model files made by the tests themselves. Free of LibTorch, whose headers are slow to compile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "deepocr/model_file.h"

namespace deepocr::test {

/// A folder of its own for each test, removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// TorchScript of a network that reads the brightness of five vertical stripes: brightness
/// (d + 0.5) / 11 is digit d, and the brightest eleventh is "no digit here".
extern const char* const kStripeReader;

/// The same behind `aten::_convolution`, as traced networks have it.
extern const char* const kTracedStripeReader;

/// TorchScript of a locator that finds a white square of 8 × 8 input pixels on dark ground, where
/// it fills a cell: with the margin that PlateLocator adds, the plate is 64 × 16 input pixels
/// around it, each edge a little aslant.
std::string blob_locator();

/// ModelInfo of the readers here, with an input small enough to be quick.
ModelInfo test_info();

/// ModelInfo of the locators here.
ModelInfo locator_info();

/// Saves a TorchScript model with `forward` as its method and `json` as its deepocr.json; without
/// one when `json` is empty.
void save_model(const std::string& path, const std::string& forward = kStripeReader,
                const std::string& json = to_json(test_info()));

/// A grey picture of five stripes that the stripe reader reads as `digits`; ':' (the character
/// after '9') stands for "no digit here".
std::vector<std::uint8_t> paint_stripes(const std::string& digits, int width, int height);

std::string read_bytes(const std::string& path);
void write_bytes(const std::string& path, const std::string& bytes);

}  // namespace deepocr::test
