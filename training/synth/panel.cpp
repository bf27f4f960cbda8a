// SPDX-License-Identifier: MIT
// Flat grey pictures with transparency.
#include "synth/panel.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "synth/glyphs.h"
#include "synth/viewpoint.h"

namespace deepocr::synth {
namespace {

cv::Scalar grey(double tone) { return cv::Scalar(255 * std::clamp(tone, 0.0, 1.0)); }

int whole(double length) { return std::max(1, static_cast<int>(std::lround(length))); }

// A rounded box in pixels.
std::vector<cv::Point2d> outline_of(const cv::Point2d& low, const cv::Point2d& high,
                                    double radius) {
  const double r = std::clamp(radius, 0.0, std::min(high.x - low.x, high.y - low.y) / 2);
  if (r < 0.7) return {low, {high.x, low.y}, high, {low.x, high.y}};
  const cv::Point2d centres[] = {{low.x + r, low.y + r},
                                 {high.x - r, low.y + r},
                                 {high.x - r, high.y - r},
                                 {low.x + r, high.y - r}};
  std::vector<cv::Point2d> outline;
  constexpr int kSteps = 4;
  for (int corner = 0; corner < 4; ++corner) {
    for (int step = 0; step <= kSteps; ++step) {
      const double angle = CV_PI * (1 + (corner + static_cast<double>(step) / kSteps) / 2);
      outline.push_back(centres[corner] + r * cv::Point2d(std::cos(angle), std::sin(angle)));
    }
  }
  return outline;
}

void fill(cv::Mat& picture, const std::vector<cv::Point2d>& outline, const cv::Scalar& tone) {
  fill_polygon(picture, outline.data(), static_cast<int>(outline.size()), tone);
}

}  // namespace

Panel::Panel(const cv::Rect2d& extent, double unit)
    : extent_(extent),
      unit_(unit),
      tone_(whole(extent.height * unit), whole(extent.width * unit), CV_8UC1, cv::Scalar(128)),
      coverage_(cv::Mat::zeros(tone_.size(), CV_8UC1)) {}

void Panel::box(const cv::Rect2d& box, double radius, double tone) {
  fill(tone_, outline_of(pixel_of(box.tl()), pixel_of(box.br()), radius * unit_), grey(tone));
}

void Panel::shaded_box(const cv::Rect2d& box, double radius, double top, double bottom) {
  const cv::Point2d low = pixel_of(box.tl());
  const cv::Point2d high = pixel_of(box.br());
  const cv::Rect area = cv::Rect(cv::Point(cvFloor(low.x), cvFloor(low.y)),
                                 cv::Point(cvCeil(high.x), cvCeil(high.y))) &
                        cv::Rect({}, tone_.size());
  if (area.empty()) return;
  std::vector<cv::Point2d> outline = outline_of(low, high, radius * unit_);
  for (cv::Point2d& corner : outline) corner -= cv::Point2d(area.tl());
  cv::Mat mask = cv::Mat::zeros(area.size(), CV_8UC1);
  fill(mask, outline, cv::Scalar(255));
  for (int y = 0; y < area.height; ++y) {
    const double share = (area.y + y + 0.5 - low.y) / std::max(1.0, high.y - low.y);
    const int tone = cvRound(grey(top + (bottom - top) * share)[0]);
    const auto* cover = mask.ptr(y);
    auto* pixel = tone_.ptr(area.y + y) + area.x;
    for (int x = 0; x < area.width; ++x) {
      pixel[x] = static_cast<unsigned char>(pixel[x] + (tone - pixel[x]) * cover[x] / 255);
    }
  }
}

void Panel::disc(const cv::Point2d& centre, double radius, double tone) {
  cv::circle(tone_, pixel_of(centre), whole(radius * unit_), grey(tone), cv::FILLED, cv::LINE_AA);
}

void Panel::ring(const cv::Point2d& centre, double radius, double width, double tone) {
  cv::circle(tone_, pixel_of(centre), whole(radius * unit_), grey(tone), whole(width * unit_),
             cv::LINE_AA);
}

void Panel::line(const cv::Point2d& from, const cv::Point2d& to, double width, double tone) {
  cv::line(tone_, pixel_of(from), pixel_of(to), grey(tone), whole(width * unit_), cv::LINE_AA);
}

void Panel::polygon(const std::vector<cv::Point2d>& corners, double tone) {
  std::vector<cv::Point2d> outline;
  outline.reserve(corners.size());
  for (const cv::Point2d& corner : corners) outline.push_back(pixel_of(corner));
  fill(tone_, outline, grey(tone));
}

void Panel::bars(const cv::Rect2d& box, int count, bool upright, double share, double tone) {
  for (int i = 0; i < count; ++i) {
    cv::Rect2d bar = box;
    if (upright) {
      bar.width = share * box.width / count;
      bar.x += (i + 0.5) * box.width / count - bar.width / 2;
    } else {
      bar.height = share * box.height / count;
      bar.y += (i + 0.5) * box.height / count - bar.height / 2;
    }
    this->box(bar, 0, tone);
  }
}

double Panel::text(const std::string& text, const Typeface& typeface, double height,
                   const cv::Point2d& at, double tone) {
  constexpr double kSmallest = 1.5;  // pixels; smaller letters leave nothing to see
  if (height * unit_ < kSmallest) return 0;
  GlyphShape shape;
  shape.digit_height = height * unit_;
  const cv::Point2d start = pixel_of(at);
  const double ink = grey(tone)[0];
  double pen = start.x;
  for (const char character : text) {
    const Glyph glyph = rasterise(typeface, static_cast<unsigned char>(character), shape);
    const cv::Point corner(cvRound(pen) + glyph.left, cvRound(start.y) - glyph.top);
    pen += glyph.advance;
    const cv::Rect area = cv::Rect(corner, glyph.mask.size()) & cv::Rect({}, tone_.size());
    for (int y = area.y; y < area.br().y; ++y) {
      const auto* cover = glyph.mask.ptr(y - corner.y) + (area.x - corner.x);
      auto* pixel = tone_.ptr(y) + area.x;
      for (int x = 0; x < area.width; ++x) {
        pixel[x] = static_cast<unsigned char>(pixel[x] + (ink - pixel[x]) * cover[x] / 255);
      }
    }
  }
  return (pen - start.x) / unit_;
}

void Panel::paste(const cv::Mat& picture, const cv::Point& pixel) {
  const cv::Rect area = cv::Rect(pixel, picture.size()) & cv::Rect({}, tone_.size());
  if (!area.empty()) picture(area - pixel).copyTo(tone_(area));
}

void Panel::cover(const cv::Rect2d& box, double radius) {
  fill(coverage_, outline_of(pixel_of(box.tl()), pixel_of(box.br()), radius * unit_),
       cv::Scalar(255));
}

void Panel::cover_disc(const cv::Point2d& centre, double radius) {
  cv::circle(coverage_, pixel_of(centre), whole(radius * unit_), cv::Scalar(255), cv::FILLED,
             cv::LINE_AA);
}

void Panel::cover_all() { coverage_.setTo(255); }

cv::Matx33d projection_of(const Stance& stance) {
  const double cy = std::cos(stance.yaw);
  const double sy = std::sin(stance.yaw);
  const double cp = std::cos(stance.pitch);
  const double sp = std::sin(stance.pitch);
  const double cr = std::cos(stance.roll);
  const double sr = std::sin(stance.roll);
  // Columns of pitch × yaw for the plane's two axes; roll happens in the picture.
  const cv::Matx33d turned(cy, 0, 0, sp * sy, cp, 0, -cp * sy, sp, stance.distance);
  const cv::Matx33d rolled(cr, -sr, 0, sr, cr, 0, 0, 0, 1);
  const double focal = stance.scale * stance.distance;
  const cv::Matx33d camera(focal, 0, stance.centre.x, 0, focal, stance.centre.y, 0, 0, 1);
  return camera * rolled * turned;
}

cv::Point2d project(const cv::Matx33d& projection, const cv::Point2d& at) {
  const cv::Vec3d seen = projection * cv::Vec3d(at.x, at.y, 1);
  return {seen[0] / seen[2], seen[1] / seen[2]};
}

void place_panel(const Panel& panel, const cv::Matx33d& projection, cv::Mat& window,
                 cv::Mat& owners) {
  const cv::Size size = panel.tone().size();
  const cv::Point2d origin = panel.pixel_of({0, 0});
  const double unit = panel.unit();
  // OpenCV counts from the centre of the first pixel, panels from its edge.
  const cv::Matx33d to_millimetres(1 / unit, 0, (0.5 - origin.x) / unit, 0, 1 / unit,
                                   (0.5 - origin.y) / unit, 0, 0, 1);
  const cv::Matx33d placing = projection * to_millimetres;
  cv::Point2d low(1e9, 1e9);
  cv::Point2d high(-1e9, -1e9);
  for (const double x : {-0.5, size.width - 0.5}) {
    for (const double y : {-0.5, size.height - 0.5}) {
      const cv::Vec3d corner = placing * cv::Vec3d(x, y, 1);
      if (corner[2] <= 0) return;  // behind the camera
      low = {std::min(low.x, corner[0] / corner[2]), std::min(low.y, corner[1] / corner[2])};
      high = {std::max(high.x, corner[0] / corner[2]), std::max(high.y, corner[1] / corner[2])};
    }
  }
  const cv::Rect2d frame(-2, -2, window.cols + 4, window.rows + 4);
  const cv::Rect2d seen = cv::Rect2d(low, high) & frame;
  if (seen.empty()) return;
  const cv::Rect area = cv::Rect(cv::Point(cvFloor(seen.x), cvFloor(seen.y)),
                                 cv::Point(cvCeil(seen.br().x), cvCeil(seen.br().y))) &
                        cv::Rect({}, window.size());
  if (area.empty()) return;
  const cv::Matx33d shift(1, 0, -area.x - 0.5, 0, 1, -area.y - 0.5, 0, 0, 1);
  cv::Mat tone;
  cv::Mat cover;
  cv::warpPerspective(panel.tone(), tone, shift * placing, area.size(), cv::INTER_LINEAR,
                      cv::BORDER_REPLICATE);
  cv::warpPerspective(panel.coverage(), cover, shift * placing, area.size(), cv::INTER_LINEAR,
                      cv::BORDER_CONSTANT);
  for (int y = 0; y < area.height; ++y) {
    const auto* from = tone.ptr(y);
    const auto* share = cover.ptr(y);
    auto* pixel = window.ptr(area.y + y) + area.x;
    auto* owner = owners.ptr(area.y + y) + area.x;
    for (int x = 0; x < area.width; ++x) {
      // 257/65536 is 1/255 to within the rounding of a byte.
      pixel[x] = static_cast<unsigned char>(
          (from[x] * share[x] * 257 + pixel[x] * (255 - share[x]) * 257 + 32768) >> 16);
      if (share[x] > 127) owner[x] = 0;
    }
  }
}

}  // namespace deepocr::synth
