// SPDX-License-Identifier: MIT
// Reads five-digit numbers from regions of pictures.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "deepocr/error.h"
#include "deepocr/geometry.h"
#include "deepocr/image_view.h"
#include "deepocr/model_file.h"
#include "deepocr/reading.h"

namespace deepocr {

struct PlateReaderOptions {
  std::string device = "cpu";  ///< "cpu", "cuda" or "cuda:N"
  int threads = 1;             ///< intra-op threads of the whole process, >= 1
  int batch_size = 8;  ///< regions per forward pass at most, >= 1; warmed up at construction
};

/// A loaded, frozen, optimised and warmed-up reader. One thread at a time may call read();
/// different readers are independent.
class PlateReader {
 public:
  // Pixels from edge to edge; of a quad, the shorter of two opposite edges counts.
  static constexpr int kMinWidth = 12;  ///< narrower regions are refused as too small
  static constexpr int kMinHeight = 6;  ///< lower regions are refused as too small

  /// Loads a TorchScript model that meets the contract of docs/model-format.md.
  /// @throws Error kNotFound, kUnreadable, kContract or kInvalidArgument (device), naming the file.
  explicit PlateReader(const std::string& model_path, const PlateReaderOptions& options = {});
  ~PlateReader();
  PlateReader(PlateReader&&) noexcept;
  PlateReader& operator=(PlateReader&&) noexcept;

  const ModelInfo& info() const noexcept;

  /// Reads `regions` of `image`, in batches. A region that is less than 2.2 times as wide as high,
  /// and that cannot be read as it is, may hold two lines: its upper and its lower part are read by
  /// themselves, too, and the best reading counts. Where doubt is left, the region is read twice
  /// more, turned a little either way, and the reading is what the three say together.
  /// @param regions in pixels of `image`. An upright rectangle is clipped to it first; of another
  /// quad, what lies outside shows the picture's edge. One that is not convex is refused as too
  /// small.
  /// @param threshold confidence below which a reading is refused, 0..1.
  /// @returns one reading per region, in order; kBlurred instead of kLowConfidence below
  /// kBlurredBelow.
  /// @throws Error kInference when the network fails.
  std::vector<Reading> read(const ImageView& image, const std::vector<Quad>& regions,
                            double threshold) const;

  /// Reads one region, or the line of it that says more, with a quarter of its width more of the
  /// picture on either side. What shows five digits by itself, and others or none like this, is a
  /// part of something longer.
  /// @param region as in read(). @param threshold as in read().
  /// @throws Error kInference when the network fails.
  Reading read_wider(const ImageView& image, const Quad& region, double threshold) const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr
