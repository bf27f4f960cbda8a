// SPDX-License-Identifier: MIT
// Loads, checks, optimises and runs a TorchScript network.
#include "deepocr/torch_model.h"

#include <exception>
#include <functional>
#include <numeric>
#include <regex>
#include <utility>

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/passes/graph_rewrite_helper.h>
#include <torch/cuda.h>

#include "deepocr/archive_check.h"

namespace deepocr {
namespace {

constexpr int kMaxThreads = 1024;
constexpr double kOptimisedTolerance = 1e-3;

std::string library_words(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  return torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
}

torch::Device parse_device(const std::string& name) {
  if (name == "cpu") return torch::Device(torch::kCPU);
  // Three figures are more devices than a machine has, and fit LibTorch's 8-bit index or are
  // refused.
  static const std::regex kCuda("cuda(?::([0-9]{1,3}))?");
  std::smatch match;
  if (!std::regex_match(name, match, kCuda)) {
    throw Error(ErrorCode::kInvalidArgument,
                "device is '" + name + "', and must be 'cpu', 'cuda' or 'cuda:N'");
  }
  const std::size_t available = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
  if (available == 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "device is '" + name + "', and the installed LibTorch finds no CUDA device");
  }
  const std::size_t index = match[1].matched ? std::stoul(match[1].str()) : 0;
  if (index >= available) {
    throw Error(ErrorCode::kInvalidArgument, "device is '" + name + "', and this machine has " +
                                                 std::to_string(available) + " CUDA device(s)");
  }
  return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(index));
}

/// A module and the text of its `deepocr.json`.
struct LoadedFile {
  torch::jit::Module module;
  std::string info;
};

LoadedFile load_file(const std::string& path, const torch::Device& device) {
  check_archive(path);
  torch::jit::ExtraFilesMap extra_files{{kModelInfoFile, ""}};
  LoadedFile file;
  try {
    file.module = torch::jit::load(path, device, extra_files);
    file.module.eval();
  } catch (const std::exception& error) {
    const std::string complaint = path + " is not a TorchScript model file";
    throw Error(ErrorCode::kUnreadable,
                complaint +
                    (device.is_cpu() ? "" : ", or " + device.str() + " has no room for it") +
                    " (see docs/model-format.md)",
                library_words(error));
  }
  file.info = extra_files[kModelInfoFile];
  if (file.info.empty()) {
    throw Error(ErrorCode::kContract,
                path + " holds no " + kModelInfoFile + " (see docs/model-format.md)");
  }
  if (!file.module.find_method("forward")) {
    throw Error(ErrorCode::kContract, path + " has no method 'forward'");
  }
  return file;
}

ModelInfo read_info(const LoadedFile& file, const std::string& path, const std::string& task) {
  ModelInfo info = model_info_from_json(file.info, path);
  if (info.task == task) return info;
  throw Error(
      ErrorCode::kContract,
      path + (task == kTaskRead ? " is a model that locates plates, not one that reads them"
                                : " is a model that reads plates, not one that locates them"));
}

/// A deterministic picture in 0..1, other in each row of the batch.
torch::Tensor trial_input(const Shape& shape, const torch::Device& device) {
  const int64_t count =
      std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
  const torch::Tensor waves = torch::sin(torch::arange(count, torch::kFloat32) * 0.37) * 0.5 + 0.5;
  return waves.view(shape).to(device);
}

std::string shape_words(at::IntArrayRef shape) {
  std::string words;
  for (const int64_t extent : shape) words += (words.empty() ? "" : ",") + std::to_string(extent);
  return "[" + words + "]";
}

/// @returns what is wrong with the output for `input`, or an empty string.
std::string complaint_about(const torch::IValue& output, const torch::Tensor& input,
                            const NetworkContract& contract) {
  if (!output.isTensor()) return "returns " + output.tagKind() + " instead of one tensor";
  const torch::Tensor& values = output.toTensor();
  if (values.scalar_type() != torch::kFloat32) {
    return std::string("returns ") + c10::toString(values.scalar_type()) + " instead of float32";
  }
  const Shape expected = contract.output_for(input.sizes().vec());
  if (values.sizes() != at::IntArrayRef(expected)) {
    return "returns the shape " + shape_words(values.sizes()) + " for an input of shape " +
           shape_words(input.sizes()) + " instead of " + shape_words(expected);
  }
  if (!torch::isfinite(values).all().item<bool>()) return "returns values that are not finite";
  return "";
}

void check_forward(torch::jit::Module& module, const std::string& path,
                   const NetworkContract& contract, const std::vector<torch::Tensor>& inputs) {
  for (const torch::Tensor& input : inputs) {
    std::string complaint;
    try {
      complaint = complaint_about(module.forward({input}), input, contract);
    } catch (const std::exception& error) {
      throw Error(ErrorCode::kContract,
                  path + ": the network fails on an input of shape " + shape_words(input.sizes()),
                  library_words(error));
    }
    if (!complaint.empty()) throw Error(ErrorCode::kContract, path + ": the network " + complaint);
  }
}

/// The module with its weights folded into the graph and its layers fused; the module as it came
/// where LibTorch's passes cannot treat it.
torch::jit::Module optimised(torch::jit::Module module, const torch::Tensor& input) {
  try {
    // Inline first: a traced graph holds aten::_convolution, which no optimisation matches, inside
    // calls of submodules.
    torch::jit::Module fast = torch::jit::freeze(module, c10::nullopt, /*optimize_numerics=*/false);
    std::shared_ptr<torch::jit::Graph> graph = fast.get_method("forward").graph();
    torch::jit::graph_rewrite_helper::replaceConvolutionWithAtenConv(graph);
    torch::jit::OptimizeFrozenGraph(graph);
    fast = torch::jit::optimize_for_inference(fast);
    const torch::Tensor expected = module.forward({input}).toTensor();
    const torch::Tensor actual = fast.forward({input}).toTensor();
    if (torch::allclose(actual, expected, kOptimisedTolerance, kOptimisedTolerance)) return fast;
  } catch (const std::exception&) {
    // A network from elsewhere may hold what the passes do not know; as loaded, it was checked.
  }
  return module;
}

/// OpenBLAS in its pthread form has a pool of its own, whose idle threads spin: it doubles the
/// processor time of a forward pass unless it is told too. Other BLAS follow LibTorch's setting.
void set_blas_threads(int threads) {
  using SetThreads = void (*)(int);
  void* symbol = dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  if (symbol != nullptr) reinterpret_cast<SetThreads>(symbol)(threads);
}

/// glibc hands the memory of each forward pass back to the system and has it faulted in again at
/// the next, which can double the time of one. Once it has freed a mapped block, it keeps blocks up
/// to that size, and twice as much on top of its heap (mallopt(3), the dynamic M_MMAP_THRESHOLD).
void keep_freed_memory() {
  constexpr int64_t kBytes = int64_t{16} << 20;
  torch::Tensor block = torch::empty({kBytes}, torch::kUInt8);
  block.reset();
}

}  // namespace

TorchModel::TorchModel(const std::string& path, const NetworkContract& contract,
                       const std::string& device, int threads)
    : path_(path), contract_(contract), threads_(threads) {
  check_count("threads", threads, kMaxThreads);
  device_ = parse_device(device);
  const c10::InferenceMode no_gradients;
  use_threads();
  set_blas_threads(threads);
  keep_freed_memory();
  LoadedFile file = load_file(path, device_);
  info_ = read_info(file, path, contract.task);
  std::vector<torch::Tensor> inputs;
  for (const Shape& shape : contract.trial_inputs(info_)) {
    inputs.push_back(trial_input(shape, device_));
  }
  check_forward(file.module, path, contract, inputs);
  module_ = optimised(file.module, inputs.back());
}

/// LibTorch keeps the number of threads per calling thread.
void TorchModel::use_threads() const {
  if (at::get_num_threads() != threads_) at::set_num_threads(threads_);
}

torch::Tensor TorchModel::forward(const torch::Tensor& input) {
  const torch::IValue output = module_.forward({input.to(device_)});
  const std::string complaint = complaint_about(output, input, contract_);
  if (!complaint.empty()) {
    throw Error(ErrorCode::kInference, path_ + ": the network " + complaint);
  }
  return output.toTensor().to(torch::kCPU).contiguous();
}

void check_count(const char* property, int value, int most) {
  if (value >= 1 && value <= most) return;
  throw Error(ErrorCode::kInvalidArgument, std::string(property) + " is " + std::to_string(value) +
                                               ", and must be 1 to " + std::to_string(most));
}

void rethrow_as_error(ErrorCode code, const std::string& sentence) {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error(code, sentence, library_words(error));
  }
}

}  // namespace deepocr
