// SPDX-License-Identifier: MIT
// A TorchScript network: loaded, checked, optimised and run. Private to the library; the only
// header of it that includes LibTorch.
#pragma once

#include <string>
#include <vector>

#include <torch/script.h>

#include "deepocr/error.h"
#include "deepocr/model_file.h"

namespace deepocr {

using Shape = std::vector<int64_t>;

/// What a network has to do for its task.
struct NetworkContract {
  const char* task;
  /// Inputs to try when a model is loaded. They differ in whatever a trace may have fixed; the last
  /// one also tells whether the optimised network does what the network as it came does.
  std::vector<Shape> (*trial_inputs)(const ModelInfo& info);
  /// @returns the shape of the output for an input of the shape `input`.
  Shape (*output_for)(const Shape& input);
};

/// A network that meets its contract. One thread at a time may use it.
class TorchModel {
 public:
  /// @throws Error kNotFound, kUnreadable, kContract or kInvalidArgument (device, threads), naming
  /// the file.
  TorchModel(const std::string& path, const NetworkContract& contract, const std::string& device,
             int threads);

  const std::string& path() const noexcept { return path_; }
  const ModelInfo& info() const noexcept { return info_; }

  /// To be called by each public function that runs the network, on its thread.
  void use_threads() const;

  /// @param input float32, on the CPU. @returns the output, on the CPU, contiguous.
  /// @throws Error kInference when the output breaks the contract; LibTorch's own exceptions.
  torch::Tensor forward(const torch::Tensor& input);

 private:
  std::string path_;
  NetworkContract contract_;
  int threads_;
  torch::Device device_{torch::kCPU};
  ModelInfo info_;
  torch::jit::Module module_;
};

/// @throws Error kInvalidArgument that names the property when `value` is not 1 to `most`.
void check_count(const char* property, int value, int most);

/// Throws the exception that is being handled: an Error as it is, another as an Error with `code`
/// and `sentence`, and its own words as the detail. Call it only from a handler.
[[noreturn]] void rethrow_as_error(ErrorCode code, const std::string& sentence);

}  // namespace deepocr
