// SPDX-License-Identifier: MIT
// Made-up surroundings.
#include "synth/scenery.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "synth/texture.h"

namespace deepocr::synth {
namespace {

cv::Scalar grey(double tone) { return cv::Scalar(255 * std::clamp(tone, 0.0, 1.0)); }

void roughen(cv::Mat& picture, double grain, double strength, Rng& rng) {
  const cv::Mat field = smooth_field(picture.size(), grain, rng);
  cv::Mat toned;
  picture.convertTo(toned, CV_32F);
  toned += field * (255 * strength);
  toned.convertTo(picture, CV_8U);
}

void draw_gradient(cv::Mat& picture, Rng& rng) {
  const double top = rng.unit();
  const double foot = rng.unit();
  for (int y = 0; y < picture.rows; ++y) {
    picture.row(y).setTo(grey(top + (foot - top) * y / picture.rows));
  }
}

// Bricks, paving and tiles.
void draw_tiles(cv::Mat& picture, Rng& rng) {
  const double tone = rng.unit();
  const double joint = tone + rng.uniform(-0.4, 0.4);
  const double spread = rng.uniform(0, 0.08);
  picture.setTo(grey(joint));
  const double width = rng.log_uniform(8, 60);
  const double height = width * rng.uniform(0.3, 1.1);
  const double gap = std::max(1.0, width * rng.uniform(0.03, 0.12));
  const bool shifted = rng.chance(0.6);
  int row = 0;
  for (double y = -height * rng.unit(); y < picture.rows; y += height, ++row) {
    for (double x = shifted && row % 2 == 1 ? -width / 2 : -width; x < picture.cols; x += width) {
      cv::rectangle(picture,
                    cv::Rect(cvRound(x), cvRound(y), cvRound(width - gap), cvRound(height - gap)),
                    grey(tone + rng.normal(spread)), cv::FILLED);
    }
  }
}

void draw_leaves(cv::Mat& picture, Rng& rng) {
  const double tone = rng.uniform(0.1, 0.5);
  picture.setTo(grey(tone));
  const double size = rng.log_uniform(2, 14);
  const int count = std::min(500, cvRound(1.2 * picture.total() / (size * size * 4)));
  for (int i = 0; i < count; ++i) {
    const cv::Point at(rng.between(0, picture.cols), rng.between(0, picture.rows));
    cv::ellipse(picture, at, cv::Size(cvRound(size * rng.uniform(0.5, 1.5)), cvRound(size)),
                rng.uniform(0, 180), 0, 360, grey(tone + rng.normal(0.13)), cv::FILLED);
  }
}

void draw_railing(cv::Mat& picture, Rng& rng) {
  draw_gradient(picture, rng);
  roughen(picture, rng.log_uniform(4, 40), 0.2, rng);
  const double tone = rng.chance(0.6) ? rng.uniform(0, 0.25) : rng.uniform(0.6, 1);
  const double step = rng.log_uniform(4, 40);
  const int width = std::max(1, cvRound(step * rng.uniform(0.1, 0.5)));
  const double lean = rng.normal(0.1) * picture.rows;
  for (double x = -step; x < picture.cols + step; x += step) {
    cv::line(picture, cv::Point2d(x, 0), cv::Point2d(x + lean, picture.rows), grey(tone), width,
             cv::LINE_AA);
  }
  const int rails = rng.between(0, 3);
  for (int i = 0; i < rails; ++i) {
    const double y = rng.unit() * picture.rows;
    cv::line(picture, cv::Point2d(0, y), cv::Point2d(picture.cols, y + rng.normal(8)), grey(tone),
             width + 1, cv::LINE_AA);
  }
}

// A road up to the horizon, with its markings.
void draw_road(cv::Mat& picture, Rng& rng) {
  const double asphalt = rng.uniform(0.15, 0.6);
  const int horizon = cvRound(picture.rows * rng.uniform(-0.3, 0.6));
  draw_gradient(picture, rng);
  roughen(picture, rng.log_uniform(3, 30), 0.2, rng);
  const cv::Rect ground =
      cv::Rect(0, horizon, picture.cols, picture.rows) & cv::Rect({}, picture.size());
  picture(ground).setTo(grey(asphalt));
  cv::Mat road = picture(ground);
  roughen(road, rng.log_uniform(1, 6), 0.05, rng);
  const double vanishing = picture.cols * rng.uniform(-0.2, 1.2);
  const int lines = rng.between(1, 5);
  for (int i = 0; i < lines; ++i) {
    const double foot = picture.cols * rng.uniform(-1, 2);
    const double width = rng.uniform(2, 12);
    const std::vector<cv::Point> stripe = {cv::Point(cvRound(vanishing), horizon),
                                           cv::Point(cvRound(foot + width), picture.rows),
                                           cv::Point(cvRound(foot - width), picture.rows)};
    cv::fillConvexPoly(picture, stripe, grey(asphalt + rng.uniform(-0.15, 0.5)), cv::LINE_AA);
  }
}

// A house's front.
void draw_facade(cv::Mat& picture, Rng& rng) {
  const double wall = rng.unit();
  picture.setTo(grey(wall));
  roughen(picture, rng.log_uniform(2, 40), 0.06, rng);
  const double width = rng.log_uniform(10, 70);
  const double height = width * rng.uniform(0.7, 1.8);
  const double step_x = width * rng.uniform(1.2, 2.2);
  const double step_y = height * rng.uniform(1.2, 2);
  const double glass = rng.uniform(0, 0.5);
  const double frame = rng.unit();
  for (double y = -step_y * rng.unit(); y < picture.rows; y += step_y) {
    for (double x = -step_x * rng.unit(); x < picture.cols; x += step_x) {
      const cv::Rect box(cvRound(x), cvRound(y), cvRound(width), cvRound(height));
      cv::rectangle(picture, box, grey(glass + rng.normal(0.06)), cv::FILLED);
      cv::rectangle(picture, box, grey(frame), std::max(1, cvRound(width * 0.06)));
      if (rng.chance(0.6)) {
        cv::line(picture, cv::Point2d(x + width / 2, y), cv::Point2d(x + width / 2, y + height),
                 grey(frame), std::max(1, cvRound(width * 0.05)));
      }
    }
  }
}

void draw_noise(cv::Mat& picture, Rng& rng) {
  picture.setTo(grey(rng.uniform(0.05, 0.9)));
  for (const double grain : {40.0, 12.0, 4.0}) {
    if (rng.chance(0.8))
      roughen(picture, grain * rng.uniform(0.6, 1.6), rng.uniform(0.02, 0.25), rng);
  }
}

// Boxes of any tone on one another, as furniture of streets and garages looks from afar.
void draw_boxes(cv::Mat& picture, Rng& rng) {
  draw_noise(picture, rng);
  const int count = rng.between(4, 25);
  for (int i = 0; i < count; ++i) {
    const cv::Rect box(rng.between(-30, picture.cols), rng.between(-30, picture.rows),
                       cvRound(rng.log_uniform(3, 120)), cvRound(rng.log_uniform(3, 90)));
    cv::rectangle(picture, box, grey(rng.unit()), rng.chance(0.8) ? cv::FILLED : 1, cv::LINE_AA);
  }
}

}  // namespace

cv::Mat draw_scenery(cv::Size size, Rng& rng) {
  cv::Mat picture(size, CV_8UC1);
  switch (rng.between(0, 7)) {
    case 0:
      draw_gradient(picture, rng);
      roughen(picture, rng.log_uniform(3, 60), rng.uniform(0.02, 0.2), rng);
      break;
    case 1:
      draw_tiles(picture, rng);
      break;
    case 2:
      draw_leaves(picture, rng);
      break;
    case 3:
      draw_railing(picture, rng);
      break;
    case 4:
      draw_road(picture, rng);
      break;
    case 5:
      draw_facade(picture, rng);
      break;
    case 6:
      draw_noise(picture, rng);
      break;
    default:
      draw_boxes(picture, rng);
      break;
  }
  return picture;
}

}  // namespace deepocr::synth
