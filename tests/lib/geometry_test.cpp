// SPDX-License-Identifier: MIT
// Rectangles and quads.
#include "deepocr/geometry.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace deepocr {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kHuge = std::numeric_limits<double>::max();

void expect_rect(const Rect& actual, const Rect& expected) {
  EXPECT_DOUBLE_EQ(actual.x, expected.x);
  EXPECT_DOUBLE_EQ(actual.y, expected.y);
  EXPECT_DOUBLE_EQ(actual.width, expected.width);
  EXPECT_DOUBLE_EQ(actual.height, expected.height);
}

TEST(Clip, KeepsARectangleInside) {
  expect_rect(clip({10.5, 20.25, 30, 40}, 100, 100), {10.5, 20.25, 30, 40});
}

TEST(Clip, CutsEachSide) {
  expect_rect(clip({-10, -20, 200, 300}, 100, 50), {0, 0, 100, 50});
  expect_rect(clip({90, 40, 20, 20}, 100, 50), {90, 40, 10, 10});
}

TEST(Clip, LeavesNothingOfARectangleOutside) {
  for (const Rect& rect : {Rect{200, 0, 10, 10}, Rect{0, 200, 10, 10}, Rect{-20, 0, 10, 10},
                           Rect{0, -20, 10, 10}, Rect{100, 0, 10, 10}}) {
    const Rect clipped = clip(rect, 100, 100);
    EXPECT_EQ(clipped.width * clipped.height, 0) << rect.x << ", " << rect.y;
  }
}

TEST(Clip, TreatsNegativeExtentsAsEmpty) {
  const Rect clipped = clip({50, 50, -10, -10}, 100, 100);
  EXPECT_EQ(clipped.width, 0);
  EXPECT_EQ(clipped.height, 0);
}

TEST(Clip, LeavesNothingOfCoordinatesThatAreNotFinite) {
  for (const double bad : {kNan, kInfinity, -kInfinity}) {
    expect_rect(clip({bad, 0, 10, 10}, 100, 100), {});
    expect_rect(clip({0, bad, 10, 10}, 100, 100), {});
    expect_rect(clip({0, 0, bad, 10}, 100, 100), {});
    expect_rect(clip({0, 0, 10, bad}, 100, 100), {});
  }
}

TEST(Clip, SurvivesTheLargestNumbers) {
  expect_rect(clip({-kHuge, -kHuge, kHuge, kHuge}, 100, 50), {0, 0, 0, 0});
  expect_rect(clip({10, 10, kHuge, kHuge}, 100, 50), {10, 10, 90, 40});
}

TEST(Clip, LeavesNothingInAnEmptyFrame) { expect_rect(clip({0, 0, 10, 10}, 0, 0), {}); }

TEST(CoveredPixels, RoundsTheEdgesOutward) {
  expect_rect(covered_pixels({10.5, 20.25, 30, 40}, 100, 100), {10, 20, 31, 41});
  expect_rect(covered_pixels({10, 20, 30, 40}, 100, 100), {10, 20, 30, 40});
}

TEST(CoveredPixels, StaysInTheFrame) {
  expect_rect(covered_pixels({-3.5, -1.5, 200.2, 300.2}, 100, 50), {0, 0, 100, 50});
  const Rect outside = covered_pixels({200.5, 0, 10, 10}, 100, 50);
  EXPECT_EQ(outside.width * outside.height, 0);
}

TEST(ToQuad, RunsClockwiseFromTheTopLeft) {
  const Quad quad = to_quad({10, 20, 30, 5});
  EXPECT_DOUBLE_EQ(quad[0].x, 10);
  EXPECT_DOUBLE_EQ(quad[0].y, 20);
  EXPECT_DOUBLE_EQ(quad[1].x, 40);
  EXPECT_DOUBLE_EQ(quad[1].y, 20);
  EXPECT_DOUBLE_EQ(quad[2].x, 40);
  EXPECT_DOUBLE_EQ(quad[2].y, 25);
  EXPECT_DOUBLE_EQ(quad[3].x, 10);
  EXPECT_DOUBLE_EQ(quad[3].y, 25);
}

TEST(BoundingBox, UndoesToQuad) {
  expect_rect(bounding_box(to_quad({10, 20, 30, 5})), {10, 20, 30, 5});
}

TEST(BoundingBox, HoldsARotatedQuad) {
  expect_rect(bounding_box({Point{5, 0}, Point{10, 5}, Point{5, 10}, Point{0, 5}}), {0, 0, 10, 10});
}

Quad square(double x, double y, double side) { return to_quad({x, y, side, side}); }

TEST(Scaled, GrowsAndShrinksAboutTheCentre) {
  const Quad grown = scaled(square(2, 4, 4), 1.5);
  EXPECT_DOUBLE_EQ(grown[0].x, 1);
  EXPECT_DOUBLE_EQ(grown[2].y, 9);
  EXPECT_DOUBLE_EQ(centre_of(grown).x, 4);
  EXPECT_DOUBLE_EQ(centre_of(grown).y, 6);
}

TEST(SignedArea, IsPositiveClockwise) {
  EXPECT_DOUBLE_EQ(signed_area(square(3, 4, 2)), 4);
  const Quad quad = square(3, 4, 2);
  EXPECT_DOUBLE_EQ(signed_area({quad[3], quad[2], quad[1], quad[0]}), -4);
}

TEST(Distance, IsEuclidean) { EXPECT_DOUBLE_EQ(distance({1, 2}, {4, -2}), 5); }

TEST(IsUpright, IsTrueOfRectanglesAlongTheAxesAlone) {
  const Quad quad = to_quad({10, 20, 30, 5});
  EXPECT_TRUE(is_upright(quad));
  EXPECT_FALSE(is_upright({quad[1], quad[2], quad[3], quad[0]}));  // text runs down
  EXPECT_FALSE(is_upright({quad[2], quad[3], quad[0], quad[1]}));  // text on its head
  EXPECT_FALSE(is_upright({quad[1], quad[0], quad[3], quad[2]}));  // seen from behind
  EXPECT_FALSE(is_upright({Point{10, 20}, Point{40, 21}, Point{40, 25}, Point{10, 25}}));
  EXPECT_FALSE(is_upright(to_quad({10, 20, 0, 5})));
  EXPECT_FALSE(is_upright(to_quad({kNan, 20, 30, 5})));
}

TEST(IsConvex, IsTrueClockwiseOnly) {
  const Quad quad = {Point{5, 0}, Point{10, 5}, Point{5, 10}, Point{0, 5}};
  EXPECT_TRUE(is_convex(quad));
  EXPECT_TRUE(is_convex({quad[2], quad[3], quad[0], quad[1]}));
  EXPECT_FALSE(is_convex({quad[3], quad[2], quad[1], quad[0]}));
  EXPECT_FALSE(is_convex({quad[0], quad[2], quad[1], quad[3]}));  // crosses itself
}

TEST(IsConvex, IsFalseOfDentsLinesAndPoints) {
  EXPECT_FALSE(is_convex({Point{0, 0}, Point{10, 0}, Point{2, 2}, Point{0, 10}}));
  EXPECT_FALSE(is_convex({Point{0, 0}, Point{10, 0}, Point{5, 5}, Point{0, 10}}));
  EXPECT_FALSE(is_convex({Point{0, 0}, Point{1, 0}, Point{2, 0}, Point{3, 0}}));
  EXPECT_FALSE(is_convex({}));
}

TEST(IsConvex, IsFalseOfCoordinatesThatAreNotFinite) {
  for (const double bad : {kNan, kInfinity, -kInfinity, kHuge}) {
    EXPECT_FALSE(is_convex({Point{0, 0}, Point{bad, 0}, Point{10, 10}, Point{0, 10}})) << bad;
  }
}

TEST(IntersectionOverUnion, IsTheCommonShare) {
  EXPECT_DOUBLE_EQ(intersection_over_union(square(0, 0, 2), square(0, 0, 2)), 1);
  EXPECT_DOUBLE_EQ(intersection_over_union(square(0, 0, 2), square(1, 0, 2)), 2.0 / 6);
  EXPECT_DOUBLE_EQ(intersection_over_union(square(0, 0, 4), square(1, 1, 2)), 4.0 / 16);
  EXPECT_DOUBLE_EQ(intersection_over_union(square(0, 0, 2), square(5, 5, 2)), 0);
}

TEST(IntersectionOverUnion, FollowsSlantedEdges) {
  const Quad diamond = {Point{1, 0}, Point{2, 1}, Point{1, 2}, Point{0, 1}};
  EXPECT_NEAR(intersection_over_union(square(0, 0, 2), diamond), 0.5, 1e-12);
  // A square and the same turned by 45° about its centre share an octagon.
  const double reach = std::sqrt(2.0);
  const Quad turned = {Point{1, 1 - reach}, Point{1 + reach, 1}, Point{1, 1 + reach},
                       Point{1 - reach, 1}};
  const double octagon = 8 * (reach - 1);
  EXPECT_NEAR(intersection_over_union(square(0, 0, 2), turned), octagon / (8 - octagon), 1e-12);
}

TEST(IntersectionOverUnion, DoesNotDependOnTheDirectionOfCorners) {
  const Quad quad = square(1, 0, 2);
  EXPECT_DOUBLE_EQ(intersection_over_union(square(0, 0, 2), {quad[3], quad[2], quad[1], quad[0]}),
                   2.0 / 6);
}

TEST(ShareOfSmaller, IsWholeForAQuadInsideAnother) {
  EXPECT_DOUBLE_EQ(share_of_smaller(square(0, 0, 4), square(1, 1, 2)), 1);
  EXPECT_DOUBLE_EQ(share_of_smaller(square(0, 0, 2), square(1, 0, 4)), 0.5);
  EXPECT_EQ(share_of_smaller(square(0, 0, 2), square(3, 0, 2)), 0);
  EXPECT_EQ(share_of_smaller(square(0, 0, 2), square(1, 1, 0)), 0);
}

TEST(IntersectionOverUnion, IsNothingWithoutArea) {
  EXPECT_EQ(intersection_over_union(square(0, 0, 0), square(0, 0, 0)), 0);
  EXPECT_EQ(intersection_over_union(square(0, 0, 0), square(-1, -1, 2)), 0);
}

}  // namespace
}  // namespace deepocr
