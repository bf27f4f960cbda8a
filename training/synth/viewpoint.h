// SPDX-License-Identifier: MIT
// The camera of a rendered street, and positions in that street.
#pragma once

#include <opencv2/core.hpp>

namespace deepocr::synth {

/// A level pinhole camera above a flat road. The street's unit of length is the width of a vehicle;
/// its origin lies on the road below the camera: X to the right, Y up, Z along the road.
struct Viewpoint {
  cv::Size frame;            ///< pixels
  cv::Point2d vanishing;     ///< where the road ends, pixels
  double focal_length = 1;   ///< pixels
  double height = 1;         ///< of the camera above the road
  double nearest_scale = 1;  ///< pixels to a unit where the road enters the frame at its foot
  int lanes = 1;
  double lane_width = 1.25;

  cv::Point2d project(const cv::Point3d& point) const {
    const double scale = focal_length / point.z;
    return {vanishing.x + point.x * scale, vanishing.y + (height - point.y) * scale};
  }
  /// Z at which a unit measures `scale` pixels.
  double depth_at(double scale) const { return focal_length / scale; }
  /// X of a lane's middle.
  double lane_middle(int lane) const { return (lane - (lanes - 1) / 2.0) * lane_width; }
  double road_half_width() const { return lanes * lane_width / 2; }
};

/// A camera that sees `lanes` lanes, which fill the frame's foot.
Viewpoint make_viewpoint(cv::Size frame, int lanes);

/// Fills a convex polygon with subpixel accuracy.
void fill_polygon(cv::Mat& picture, const cv::Point2d* corners, int count,
                  const cv::Scalar& colour);

}  // namespace deepocr::synth
