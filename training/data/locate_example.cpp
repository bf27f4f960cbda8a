// SPDX-License-Identifier: MIT
// Examples for locating.
#include "data/locate_example.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "deepocr/image_view.h"
#include "deepocr/preprocess.h"

namespace deepocr::training {
namespace {

/// The middle of a plate is this share of its width and height; the rest of it may say either.
constexpr double kMiddle = 0.5;

bool contains(const Quad& quad, const Point& point) {
  for (std::size_t i = 0; i < quad.size(); ++i) {
    const Point& a = quad[i];
    const Point& b = quad[(i + 1) % quad.size()];
    if ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) < 0) return false;
  }
  return true;
}

/// The planes of a window's targets.
class CellMap {
 public:
  CellMap(const cv::Mat& image, std::vector<float>& targets)
      : columns_(image.cols / LocateTargets::kStride),
        rows_(image.rows / LocateTargets::kStride),
        targets_(targets) {
    targets_.assign(LocateTargets::kPlanes * rows_ * columns_, 0.0F);
  }

  void mark(const synth::ScenePlate& plate) {
    const Point middle = centre_of(plate.quad);
    const Quad inner = scaled(plate.quad, kMiddle);
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) {
        const Point centre = {(column + 0.5) * LocateTargets::kStride,
                              (row + 0.5) * LocateTargets::kStride};
        const double reach = LocateTargets::kStride / 2.0;
        const bool nearest =
            std::abs(centre.x - middle.x) <= reach && std::abs(centre.y - middle.y) <= reach;
        const bool in_middle = nearest || contains(inner, centre);
        if (in_middle && plate.certain) {
          set(row, column, centre, plate.quad);
        } else if (in_middle || contains(plate.quad, centre)) {
          float& score = at(LocateTargets::kScore, row, column);
          if (score != 1.0F) score = -1.0F;
        }
      }
    }
  }

 private:
  float& at(std::size_t plane, int row, int column) {
    return targets_[(plane * rows_ + row) * columns_ + column];
  }

  void set(int row, int column, const Point& centre, const Quad& quad) {
    constexpr double kUnit = LocateTargets::kCornerUnit;
    at(LocateTargets::kScore, row, column) = 1.0F;
    at(LocateTargets::kSize, row, column) =
        static_cast<float>(std::sqrt(std::abs(signed_area(quad))) / kUnit);
    std::size_t plane = LocateTargets::kCorners;
    for (const Point& corner : quad) {
      at(plane++, row, column) = static_cast<float>((corner.x - centre.x) / kUnit);
      at(plane++, row, column) = static_cast<float>((corner.y - centre.y) / kUnit);
    }
  }

  int columns_, rows_;
  std::vector<float>& targets_;
};

}  // namespace

Example make_locate_example(const cv::Mat& image, const std::vector<synth::ScenePlate>& plates) {
  Example example;
  example.pixels.resize(image.total());
  const auto view =
      gray_view(image.data, image.cols, image.rows, static_cast<std::ptrdiff_t>(image.step));
  extract_patch(view, Rect{0, 0, double(image.cols), double(image.rows)}, {image.cols, image.rows},
                example.pixels.data());
  CellMap map(image, example.targets);
  for (const synth::ScenePlate& plate : plates) map.mark(plate);
  return example;
}

}  // namespace deepocr::training
