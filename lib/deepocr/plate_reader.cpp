// SPDX-License-Identifier: MIT
// Reads five-digit numbers: fills batches of patches, runs the network, decodes its logits.
#include "deepocr/plate_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "deepocr/preprocess.h"
#include "deepocr/sharpness.h"
#include "deepocr/torch_model.h"

namespace deepocr {
namespace {

constexpr int kMaxBatchSize = 1024;
/// Larger batches gain nothing per plate on a CPU, and each size costs a warm-up.
constexpr int kMaxPartialBatch = 8;

/// Two batch sizes, because a trace may have fixed the one that it was made with.
std::vector<Shape> trial_inputs(const ModelInfo& info) {
  return {{1, 1, info.input.height, info.input.width}, {2, 1, info.input.height, info.input.width}};
}

Shape logits_for(const Shape& input) { return {input[0], kDigits, kClasses}; }

constexpr NetworkContract kContract{kTaskRead, trial_inputs, logits_for};

TorchModel load(const std::string& path, const PlateReaderOptions& options) {
  check_count("batch-size", options.batch_size, kMaxBatchSize);
  return {path, kContract, options.device, options.threads};
}

bool is_large_enough(const Quad& quad, const ImageView& image) {
  const Rect visible = clip(bounding_box(quad), image.width, image.height);
  if (is_upright(quad)) {
    return visible.width >= PlateReader::kMinWidth && visible.height >= PlateReader::kMinHeight;
  }
  const double width = std::min(distance(quad[0], quad[1]), distance(quad[3], quad[2]));
  const double height = std::min(distance(quad[0], quad[3]), distance(quad[1], quad[2]));
  return is_convex(quad) && visible.width > 0 && visible.height > 0 &&
         width >= PlateReader::kMinWidth && height >= PlateReader::kMinHeight;
}

/// The upper and the lower line of a plate that has two, as shares of its height. Lines differ in
/// height, so the parts overlap.
constexpr std::pair<double, double> kLines[] = {{0.0, 0.58}, {0.42, 1.0}};

/// Narrower than any plate of one line that shows letters beside its five digits.
constexpr double kWidestOfTwoLines = 2.2;
constexpr double kSureEnough = 0.9;  // of a whole region not to look at its parts

bool may_have_two_lines(const Quad& quad, const Reading& reading) {
  const double width = distance(quad[0], quad[1]) + distance(quad[3], quad[2]);
  const double height = distance(quad[0], quad[3]) + distance(quad[1], quad[2]);
  const bool is_read = reading.refusal == Refusal::kNone && reading.confidence >= kSureEnough;
  return !is_read && reading.refusal != Refusal::kTooSmall && width < kWidestOfTwoLines * height;
}

Point between(const Point& from, const Point& to, double share) {
  return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
}

Quad part_of(const Quad& quad, double from, double to) {
  return {between(quad[0], quad[3], from), between(quad[1], quad[2], from),
          between(quad[1], quad[2], to), between(quad[0], quad[3], to)};
}

}  // namespace

struct PlateReader::Private {
  Private(const std::string& model_path, const PlateReaderOptions& options)
      : model(load(model_path, options)), batch_size(options.batch_size) {
    const c10::InferenceMode no_gradients;
    patches = torch::zeros({batch_size, 1, input().height, input().width});
    warm_up();
  }

  InputSize input() const { return model.info().input; }

  float* patch(std::size_t index) {
    return patches.data_ptr<float>() + index * input().width * input().height;
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
    return model.forward(patches.narrow(0, first, batch));
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
        reading = decode(row, model.info().temperature, threshold);
        reading.sharpness = sharpness(patch(i), model.info().input);
        const bool doubtful = reading.refusal == Refusal::kLowConfidence;
        if (doubtful && reading.sharpness < kBlurredBelow) reading.refusal = Refusal::kBlurred;
      }
    }
    waiting.clear();
  }

  std::vector<Reading> read(const ImageView& image, const std::vector<Quad>& regions,
                            double threshold) {
    std::vector<Reading> readings(regions.size());
    std::vector<Reading*> waiting;  // one for each patch filled
    for (std::size_t i = 0; i < regions.size(); ++i) {
      if (!is_large_enough(regions[i], image)) {
        readings[i].refusal = Refusal::kTooSmall;
        continue;
      }
      extract_patch(image, regions[i], input(), patch(waiting.size()));
      waiting.push_back(&readings[i]);
      if (static_cast<int>(waiting.size()) == batch_size) decode_waiting(waiting, threshold);
    }
    decode_waiting(waiting, threshold);
    return readings;
  }

  TorchModel model;
  int batch_size;
  torch::Tensor patches;  ///< [batch, 1, height, width] on the CPU, filled in place
};

PlateReader::PlateReader(const std::string& model_path, const PlateReaderOptions& options) try
    : d_(std::make_unique<Private>(model_path, options)) {
} catch (...) {
  rethrow_as_error(ErrorCode::kUnreadable, "the model " + model_path + " cannot be loaded");
}

PlateReader::~PlateReader() = default;
PlateReader::PlateReader(PlateReader&&) noexcept = default;
PlateReader& PlateReader::operator=(PlateReader&&) noexcept = default;

const ModelInfo& PlateReader::info() const noexcept { return d_->model.info(); }

std::vector<Reading> PlateReader::read(const ImageView& image, const std::vector<Quad>& regions,
                                       double threshold) const try {
  const c10::InferenceMode no_gradients;
  d_->model.use_threads();
  std::vector<Reading> readings = d_->read(image, regions, threshold);
  std::vector<Quad> lines;
  std::vector<Reading*> readings_of_lines;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (!may_have_two_lines(regions[i], readings[i])) continue;
    for (const auto& [from, to] : kLines) {
      lines.push_back(part_of(regions[i], from, to));
      readings_of_lines.push_back(&readings[i]);
    }
  }
  const std::vector<Reading> alternatives = d_->read(image, lines, threshold);
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    if (is_better(alternatives[i], *readings_of_lines[i])) *readings_of_lines[i] = alternatives[i];
  }
  return readings;
} catch (...) {
  rethrow_as_error(ErrorCode::kInference, d_->model.path() + ": the network failed");
}

}  // namespace deepocr
