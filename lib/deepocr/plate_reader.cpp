// SPDX-License-Identifier: MIT
// Reads five-digit numbers: fills batches of patches, runs the network, decodes its logits.
#include "deepocr/plate_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "deepocr/another_look.h"
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

/// What extract_patch() shows of a region.
Quad shown(const Quad& region, const ImageView& image) {
  if (!is_upright(region)) return region;
  return to_quad(clip(bounding_box(region), image.width, image.height));
}

Reading blamed_on_blur(Reading reading) {
  const bool doubtful = reading.refusal == Refusal::kLowConfidence;
  if (doubtful && reading.sharpness < kBlurredBelow) reading.refusal = Refusal::kBlurred;
  return reading;
}

/// Further looks at regions, and which region each belongs to.
struct Looks {
  template <typename Choose>
  Looks(const std::vector<Quad>& places, const std::vector<Reading>& readings, Choose choose) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (const Quad& quad : choose(places[i], readings[i])) {
        quads.push_back(quad);
        owners.push_back(i);
      }
    }
  }

  std::vector<Quad> quads;
  std::vector<std::size_t> owners;  ///< rising
};

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
        Reading reading = decode(row, model.info().temperature, threshold);
        reading.sharpness = sharpness(patch(i), model.info().input);
        *waiting[i] = blamed_on_blur(std::move(reading));
      }
    }
    waiting.clear();
  }

  std::vector<Reading> look(const ImageView& image, const std::vector<Quad>& regions,
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

  /// Takes a line for the whole place where it was read better.
  void look_at_lines(const ImageView& image, std::vector<Quad>& places,
                     std::vector<Reading>& readings, double threshold) {
    const Looks lines(places, readings, lines_of);
    const std::vector<Reading> alternatives = look(image, lines.quads, threshold);
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const std::size_t owner = lines.owners[i];
      if (!is_better(alternatives[i], readings[owner])) continue;
      readings[owner] = alternatives[i];
      places[owner] = lines.quads[i];
    }
  }

  void look_again(const ImageView& image, const std::vector<Quad>& places,
                  std::vector<Reading>& readings, double threshold) {
    const Looks looks(places, readings, turned);
    const std::vector<Reading> others = look(image, looks.quads, threshold);
    for (std::size_t i = 0; i < others.size();) {
      const std::size_t owner = looks.owners[i];
      std::vector<const Reading*> all = {&readings[owner]};
      for (; i < others.size() && looks.owners[i] == owner; ++i) {
        if (others[i].refusal != Refusal::kTooSmall) all.push_back(&others[i]);
      }
      if (all.size() == 1) continue;
      Reading together = seen_together(all, threshold);
      together.sharpness = readings[owner].sharpness;
      readings[owner] = blamed_on_blur(std::move(together));
    }
  }

  std::vector<Reading> read(const ImageView& image, const std::vector<Quad>& regions,
                            double threshold) {
    std::vector<Quad> places;
    places.reserve(regions.size());
    for (const Quad& region : regions) places.push_back(shown(region, image));
    std::vector<Reading> readings = look(image, regions, threshold);
    look_at_lines(image, places, readings, threshold);
    look_again(image, places, readings, threshold);
    return readings;
  }

  Reading read_wider(const ImageView& image, const Quad& region, double threshold) {
    std::vector<Quad> places = {shown(region, image)};
    std::vector<Reading> readings = look(image, {region}, threshold);
    look_at_lines(image, places, readings, threshold);
    return look(image, {widened(places.front())}, threshold).front();
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
  return d_->read(image, regions, threshold);
} catch (...) {
  rethrow_as_error(ErrorCode::kInference, d_->model.path() + ": the network failed");
}

Reading PlateReader::read_wider(const ImageView& image, const Quad& region, double threshold) const
    try {
  const c10::InferenceMode no_gradients;
  d_->model.use_threads();
  return d_->read_wider(image, region, threshold);
} catch (...) {
  rethrow_as_error(ErrorCode::kInference, d_->model.path() + ": the network failed");
}

}  // namespace deepocr
