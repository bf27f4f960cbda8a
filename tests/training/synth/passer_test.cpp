// SPDX-License-Identifier: MIT
// What can hide a vehicle for a moment.
#include "synth/passer.h"

#include <gtest/gtest.h>

namespace deepocr::synth {
namespace {

// The share of a sprite's middle, `solid` of its width, that is opaque.
double solid_share(const Passer& passer) {
  cv::Mat coverage;
  cv::extractChannel(passer.stride_at(0).levels[0], coverage, 3);
  const int width = std::max(1, static_cast<int>(passer.solid * coverage.cols));
  const cv::Rect middle((coverage.cols - width) / 2, 0, width, coverage.rows);
  return cv::mean(coverage(middle))[0] / 255;
}

TEST(Passer, HidesWhatIsBehindAndMoves) {
  const auto typefaces = TypefaceSet::installed(Split::kTraining);
  bool walked = false;
  bool drove = false;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Rng rng(seed);
    const Passer passer = make_passer(80, 1, *typefaces, Lighting{}, rng);
    EXPECT_EQ(passer.speed > 0, passer.strides.size() > 1) << "people walk, vehicles drive";
    EXPECT_GT(solid_share(passer), 0.5);
    walked = walked || passer.strides.size() > 1;
    drove = drove || passer.strides.size() == 1;
    for (const double time : {-2.0, 0.0, 0.3, 1e6})
      EXPECT_FALSE(passer.stride_at(time).levels.empty());
  }
  EXPECT_TRUE(walked && drove);
}

TEST(Passer, PostsStandStill) {
  Rng rng(1);
  const Passer post = make_post(16, Lighting{}, rng);
  EXPECT_EQ(post.speed, 0);
  EXPECT_EQ(solid_share(post), 1);
}

}  // namespace
}  // namespace deepocr::synth
