// SPDX-License-Identifier: MIT
// A picture's luma at the sizes in which the locator's network knows plates. Private to the
// library.
#pragma once

#include <cstdint>
#include <vector>

#include "deepocr/image_view.h"

namespace deepocr {

/// One size of the picture, padded to the right and below to whole blocks with its edge's values.
struct PyramidLevel {
  int width = 0;   ///< of the picture, without padding
  int height = 0;  ///< of the picture, without padding
  int padded_width = 0;
  int padded_height = 0;
  double scale_x = 1;       ///< pixels of the frame in one of the level
  double scale_y = 1;       ///< pixels of the frame in one of the level
  std::vector<float> luma;  ///< padded_height rows of padded_width values in 0..1
};

/// Level 0 shows the frame with its longest side reduced to kLongestSide, or as it is when it is
/// smaller; each further level a third of that in either direction, while its longest side keeps
/// kShortestSide. Reducing averages over the covered area. Memory is kept from frame to frame.
class LumaPyramid {
 public:
  static constexpr int kLongestSide = 640;
  static constexpr int kShortestSide = 48;
  static constexpr int kReduction = 3;  ///< from one level to the next
  static constexpr int kBlock = 32;     ///< sizes are padded to multiples of it

  /// @param image not empty.
  std::vector<PyramidLevel>& build(const ImageView& image);

 private:
  void set_sizes(int width, int height);

  int frame_width_ = 0;
  int frame_height_ = 0;
  std::vector<PyramidLevel> levels_;
  std::vector<float> sums_;            ///< of the columns of one row of a level
  std::vector<std::uint8_t> scratch_;  ///< a row of luma, where it does not lie side by side
};

}  // namespace deepocr
