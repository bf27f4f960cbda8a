// SPDX-License-Identifier: MIT
// What an element counted since it started.
#include "statistics.h"

namespace deepocr::plugin {

void Timing::add(double milliseconds) noexcept {
  ++count;
  total += milliseconds;
  last = milliseconds;
}

void Statistics::add(const std::vector<Reading>& readings, double milliseconds) noexcept {
  for (const Reading& reading : readings) {
    switch (reading.refusal) {
      case Refusal::kNone:
        ++read;
        break;
      case Refusal::kTooSmall:
        ++too_small;
        break;
      case Refusal::kNotFiveDigits:
        ++not_five_digits;
        break;
      case Refusal::kLowConfidence:
        ++low_confidence;
        break;
      case Refusal::kBlurred:
        ++blurred;
        break;
    }
  }
  regions += readings.size();
  inference.add(milliseconds);
}

GstStructure* Statistics::to_structure(const std::string& model_name, std::size_t listed) const {
  return gst_structure_new(
      "deepocr-stats", "frames", G_TYPE_UINT64, frames, "located", G_TYPE_UINT64, located,
      "regions", G_TYPE_UINT64, regions, "read", G_TYPE_UINT64, read, "refused-too-small",
      G_TYPE_UINT64, too_small, "refused-not-five-digits", G_TYPE_UINT64, not_five_digits,
      "refused-low-confidence", G_TYPE_UINT64, low_confidence, "refused-blurred", G_TYPE_UINT64,
      blurred, "errors", G_TYPE_UINT64, errors, "listed-numbers", G_TYPE_UINT64, guint64{listed},
      "watch-list-hits", G_TYPE_UINT64, hits, "last-locating-ms", G_TYPE_DOUBLE, locating.last,
      "mean-locating-ms", G_TYPE_DOUBLE, locating.mean(), "last-inference-ms", G_TYPE_DOUBLE,
      inference.last, "mean-inference-ms", G_TYPE_DOUBLE, inference.mean(), "model", G_TYPE_STRING,
      model_name.c_str(), nullptr);
}

}  // namespace deepocr::plugin
