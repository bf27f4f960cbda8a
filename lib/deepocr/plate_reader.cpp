// SPDX-License-Identifier: MIT
// Loads, checks, optimises and runs the network. The only file of the library that knows LibTorch.
#include "deepocr/plate_reader.h"

#include <algorithm>
#include <regex>
#include <utility>

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/passes/graph_rewrite_helper.h>
#include <torch/cuda.h>
#include <torch/script.h>

#include "deepocr/archive_check.h"
#include "deepocr/preprocess.h"
#include "deepocr/sharpness.h"

namespace deepocr {
namespace {

constexpr int kMaxThreads = 1024;
constexpr int kMaxBatchSize = 1024;
constexpr double kOptimisedTolerance = 1e-3;
/// Larger batches gain nothing per plate on a CPU, and each size costs a warm-up.
constexpr int kMaxPartialBatch = 8;

std::string library_words(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  return torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
}

void check_options(const PlateReaderOptions& options) {
  if (options.threads < 1 || options.threads > kMaxThreads) {
    throw Error(ErrorCode::kInvalidArgument, "threads is " + std::to_string(options.threads) +
                                                 ", and must be 1 to " +
                                                 std::to_string(kMaxThreads));
  }
  if (options.batch_size < 1 || options.batch_size > kMaxBatchSize) {
    throw Error(ErrorCode::kInvalidArgument, "batch-size is " + std::to_string(options.batch_size) +
                                                 ", and must be 1 to " +
                                                 std::to_string(kMaxBatchSize));
  }
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
    throw Error(ErrorCode::kUnreadable,
                path + " is not a TorchScript model file (see docs/model-format.md)",
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

/// A deterministic picture in 0..1, other in each row of the batch.
torch::Tensor probe_input(int batch, InputSize size, const torch::Device& device) {
  const int64_t count = int64_t{batch} * size.width * size.height;
  const torch::Tensor waves = torch::sin(torch::arange(count, torch::kFloat32) * 0.37) * 0.5 + 0.5;
  return waves.view({batch, 1, size.height, size.width}).to(device);
}

std::string shape_words(at::IntArrayRef shape) {
  std::string words;
  for (const int64_t extent : shape) words += (words.empty() ? "" : ",") + std::to_string(extent);
  return "[" + words + "]";
}

/// @returns what is wrong with the logits of `batch` pictures, or an empty string.
std::string complaint_about(const torch::IValue& output, int batch) {
  if (!output.isTensor()) return "returns " + output.tagKind() + " instead of one tensor";
  const torch::Tensor& logits = output.toTensor();
  if (logits.scalar_type() != torch::kFloat32) {
    return std::string("returns ") + c10::toString(logits.scalar_type()) + " instead of float32";
  }
  const std::vector<int64_t> expected{batch, kDigits, kClasses};
  if (logits.sizes() != at::IntArrayRef(expected)) {
    return "returns the shape " + shape_words(logits.sizes()) + " for a batch of " +
           std::to_string(batch) + " instead of " + shape_words(expected);
  }
  if (!torch::isfinite(logits).all().item<bool>()) return "returns values that are not finite";
  return "";
}

/// Two batch sizes, because a trace may have fixed the one that it was made with.
void check_forward(torch::jit::Module& module, const std::string& path, InputSize size,
                   const torch::Device& device) {
  for (const int batch : {1, 2}) {
    const torch::Tensor input = probe_input(batch, size, device);
    std::string complaint;
    try {
      complaint = complaint_about(module.forward({input}), batch);
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
torch::jit::Module optimised(torch::jit::Module module, InputSize size,
                             const torch::Device& device) {
  try {
    const torch::Tensor input = probe_input(2, size, device);
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

struct PlateReader::Private {
  Private(const std::string& model_path, const PlateReaderOptions& options)
      : path(model_path), batch_size(options.batch_size), threads(options.threads) {
    check_options(options);
    device = parse_device(options.device);
    const c10::InferenceMode no_gradients;
    use_threads();
    set_blas_threads(threads);
    keep_freed_memory();
    LoadedFile file = load_file(path, device);
    info = model_info_from_json(file.info, path);
    check_forward(file.module, path, info.input, device);
    module = optimised(std::move(file.module), info.input, device);
    patches = torch::zeros({batch_size, 1, info.input.height, info.input.width});
    warm_up();
  }

  /// LibTorch keeps the number of threads per calling thread; read() may run on another one.
  void use_threads() const {
    if (at::get_num_threads() != threads) at::set_num_threads(threads);
  }

  float* patch(std::size_t index) {
    return patches.data_ptr<float>() + index * info.input.width * info.input.height;
  }

  /// The first pass of a batch size prepares oneDNN's kernels for it; the very first two also
  /// profile and compile the graph.
  void warm_up() {
    forward(0, 1);
    for (int batch = 1; batch <= std::min(batch_size, kMaxPartialBatch); ++batch) forward(0, batch);
    if (batch_size > kMaxPartialBatch) forward(0, batch_size);
  }

  /// @returns the logits of patches `first` to `first + batch - 1`, on the CPU, [batch, 5, 11].
  torch::Tensor forward(int first, int batch) {
    const torch::Tensor input = patches.narrow(0, first, batch).to(device);
    const torch::IValue output = module.forward({input});
    const std::string complaint = complaint_about(output, batch);
    if (!complaint.empty()) {
      throw Error(ErrorCode::kInference, path + ": the network " + complaint);
    }
    return output.toTensor().to(torch::kCPU).contiguous();
  }

  /// Fills in the readings that wait for the first patches, in batch sizes that are warmed up.
  void decode_waiting(std::vector<Reading*>& waiting, double threshold) {
    const int count = static_cast<int>(waiting.size());
    for (int first = 0, batch = 0; first < count; first += batch) {
      batch = count == batch_size ? batch_size : std::min(count - first, kMaxPartialBatch);
      const torch::Tensor logits = forward(first, batch);
      const float* row = logits.data_ptr<float>();
      for (int i = first; i < first + batch; ++i, row += kDigits * kClasses) {
        Reading& reading = *waiting[i];
        reading = decode(row, info.temperature, threshold);
        reading.sharpness = sharpness(patch(i), info.input);
        const bool doubtful = reading.refusal == Refusal::kLowConfidence;
        if (doubtful && reading.sharpness < kBlurredBelow) reading.refusal = Refusal::kBlurred;
      }
    }
    waiting.clear();
  }

  std::string path;
  int batch_size;
  int threads;
  torch::Device device{torch::kCPU};
  ModelInfo info;
  torch::jit::Module module;
  torch::Tensor patches;  ///< [batch, 1, height, width] on the CPU, filled in place
};

PlateReader::PlateReader(const std::string& model_path, const PlateReaderOptions& options) try
    : d_(std::make_unique<Private>(model_path, options)) {
} catch (const Error&) {
  throw;
} catch (const std::exception& error) {
  throw Error(ErrorCode::kUnreadable, "the model " + model_path + " cannot be loaded",
              library_words(error));
}

PlateReader::~PlateReader() = default;
PlateReader::PlateReader(PlateReader&&) noexcept = default;
PlateReader& PlateReader::operator=(PlateReader&&) noexcept = default;

const ModelInfo& PlateReader::info() const noexcept { return d_->info; }

std::vector<Reading> PlateReader::read(const ImageView& image, const std::vector<Rect>& regions,
                                       double threshold) const try {
  const c10::InferenceMode no_gradients;
  d_->use_threads();
  std::vector<Reading> readings(regions.size());
  std::vector<Reading*> waiting;  // one for each patch filled
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const Rect region = clip(regions[i], image.width, image.height);
    if (region.width < kMinWidth || region.height < kMinHeight) {
      readings[i].refusal = Refusal::kTooSmall;
      continue;
    }
    extract_patch(image, region, d_->info.input, d_->patch(waiting.size()));
    waiting.push_back(&readings[i]);
    if (static_cast<int>(waiting.size()) == d_->batch_size) d_->decode_waiting(waiting, threshold);
  }
  d_->decode_waiting(waiting, threshold);
  return readings;
} catch (const Error&) {
  throw;
} catch (const std::exception& error) {
  throw Error(ErrorCode::kInference, d_->path + ": the network failed", library_words(error));
}

}  // namespace deepocr
