// SPDX-License-Identifier: MIT
// One plate that fills the frame and sways.
#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "synth/scene_plate.h"
#include "synth/stage.h"

namespace deepocr::synth {
namespace {

constexpr double kPassageSeconds = 3;

class PlateStage : public Stage {
 public:
  PlateStage(const SceneOptions& options, std::shared_ptr<const TypefaceSet> typefaces)
      : options_(options), typefaces_(std::move(typefaces)) {}

  std::vector<Truth> draw(double seconds, cv::Mat& picture) override;

 private:
  void show(std::uint64_t passage);
  cv::Matx33d sway(double seconds) const;

  SceneOptions options_;
  std::shared_ptr<const TypefaceSet> typefaces_;
  std::uint64_t shown_ = UINT64_MAX;  // the passage that plate_ belongs to
  ColouredPlate plate_;
};

void PlateStage::show(std::uint64_t passage) {
  if (shown_ == passage) return;
  Rng rng = rng_of(options_, passage);
  const PlateFit fit{{0.9 * options_.width, 0.9 * options_.height}};
  plate_ =
      render_legible_plate(number_of(options_, passage), fit, options_.severity, *typefaces_, rng);
  shown_ = passage;
}

// From pixels of the plate's picture to pixels of the frame.
cv::Matx33d PlateStage::sway(double seconds) const {
  const cv::Rect2d& plate = plate_.plate;
  const double turn = 0.02 * std::sin(1.7 * seconds) * (1 + 2 * options_.severity);
  const double breath = 0.9 + 0.04 * std::sin(1.1 * seconds);
  const double scale =
      breath * std::min(options_.width / plate.width, options_.height / plate.height);
  const double tilt = 0.04 * std::sin(0.9 * seconds) / plate.width;
  const cv::Matx33d centre(1, 0, -plate.x - plate.width / 2, 0, 1, -plate.y - plate.height / 2, 0,
                           0, 1);
  const cv::Matx33d perspective(1, 0, 0, 0, 1, 0, tilt, 0, 1);
  const double cosine = scale * std::cos(turn);
  const double sine = scale * std::sin(turn);
  const cv::Matx33d place(cosine, -sine, options_.width * (0.5 + 0.015 * std::sin(1.3 * seconds)),
                          sine, cosine, options_.height * (0.5 + 0.015 * std::cos(2.1 * seconds)),
                          0, 0, 1);
  return place * perspective * centre;
}

Corners transformed(const cv::Rect2d& box, const cv::Matx33d& transform) {
  Corners corners = corners_of(box);
  for (cv::Point2d& corner : corners) {
    const cv::Vec3d at = transform * cv::Vec3d(corner.x, corner.y, 1);
    corner = {at[0] / at[2], at[1] / at[2]};
  }
  return corners;
}

std::vector<Truth> PlateStage::draw(double seconds, cv::Mat& picture) {
  const auto passage = static_cast<std::uint64_t>(seconds / kPassageSeconds);
  show(passage);
  const cv::Matx33d transform = sway(seconds);
  // OpenCV counts from the centre of the first pixel, the transform from its edge.
  const cv::Matx33d to_edge(1, 0, 0.5, 0, 1, 0.5, 0, 0, 1);
  const cv::Matx33d to_centre(1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
  cv::warpPerspective(plate_.image, picture, to_centre * transform * to_edge, picture.size(),
                      cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return {make_truth(number_of(options_, passage), passage, transformed(plate_.run, transform),
                     transformed(plate_.plate, transform), picture.size())};
}

}  // namespace

std::unique_ptr<Stage> make_plate_stage(const SceneOptions& options,
                                        std::shared_ptr<const TypefaceSet> typefaces) {
  return std::make_unique<PlateStage>(options, std::move(typefaces));
}

}  // namespace deepocr::synth
