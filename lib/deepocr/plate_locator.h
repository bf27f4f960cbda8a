// SPDX-License-Identifier: MIT
// Finds licence plates in pictures of whole scenes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "deepocr/error.h"
#include "deepocr/geometry.h"
#include "deepocr/image_view.h"
#include "deepocr/model_file.h"

namespace deepocr {

struct PlateLocatorOptions {
  std::string device = "cpu";  ///< "cpu", "cuda" or "cuda:N"
  int threads = 1;             ///< intra-op threads of the whole process, >= 1
};

/// A plate somewhere in a picture, whatever is written on it.
struct LocatedPlate {
  Quad quad;  ///< convex, around the plate and its margin, in pixels of the picture; may reach
              ///< outside
  double score = 0;  ///< how sure the network is that this is a plate, 0..1
};

/// A loaded, frozen, optimised and warmed-up locator. One thread at a time may call locate();
/// different locators are independent.
class PlateLocator {
 public:
  /// Corners are a few per cent off. A margin of this share of its width and height on each side
  /// keeps a plate's first and last digits whole, and shows a reader whether a run goes on.
  static constexpr double kMargin = 0.125;
  /// By which a located quad is wider and higher than the plate itself.
  static constexpr double kGrowth = 1 + 2 * kMargin;

  /// Loads a TorchScript model that meets the contract of docs/model-format.md.
  /// @throws Error kNotFound, kUnreadable, kContract or kInvalidArgument (device), naming the file.
  explicit PlateLocator(const std::string& model_path, const PlateLocatorOptions& options = {});
  ~PlateLocator();
  PlateLocator(PlateLocator&&) noexcept;
  PlateLocator& operator=(PlateLocator&&) noexcept;

  const ModelInfo& info() const noexcept;

  /// Looks for plates from about 18 pixels of `image`, reduced to 640 pixels along its longest
  /// side, up to plates that fill it. The first picture of each size costs a warm-up.
  /// @param threshold score below which a plate is left out, 0..1.
  /// @param max_plates how many to return at most.
  /// @returns the plates whose centres lie in the picture, best first.
  /// @throws Error kInference when the network fails.
  std::vector<LocatedPlate> locate(const ImageView& image, double threshold, int max_plates) const;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace deepocr
