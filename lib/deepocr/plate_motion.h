// SPDX-License-Identifier: MIT
// Where a plate is, where it goes, and how fast it grows.
#pragma once

#include "deepocr/geometry.h"

namespace deepocr {

/// Smooths the observed quads of one plate by an α-β filter of its centre and of the logarithm of
/// its size: constant velocity, constant growth. The gains of the first observations are those of
/// the filter with growing memory, which fits a straight line to all it has seen; they stop
/// falling at the given ones, so that a plate may turn or brake.
class PlateMotion {
 public:
  PlateMotion(const Quad& quad, double position_gain, double velocity_gain);

  /// The quad `seconds` after the last observation, in the shape of that one.
  Quad predict(double seconds) const;

  /// @param seconds since the last observation, >= 0.
  void observe(const Quad& quad, double seconds);

  int observations() const noexcept { return observations_; }

 private:
  struct State {
    double value = 0;
    double rate = 0;  ///< per second
  };

  double predicted_size(double seconds) const;

  double position_gain_;
  double velocity_gain_;
  int observations_ = 1;
  State x_;
  State y_;
  State log_size_;
  Quad shape_;  ///< around the origin, of size 1
};

/// The side of a square of the same area.
double size_of(const Quad& quad) noexcept;

/// Mean length of the upper and lower edge, and of the left and right one.
double width_of(const Quad& quad) noexcept;
double height_of(const Quad& quad) noexcept;

}  // namespace deepocr
