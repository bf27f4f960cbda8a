// SPDX-License-Identifier: MIT
// The picture beside metrics.csv.
#include "trainer/metrics_plot.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "support/picture_file.h"

namespace deepocr::training {
namespace {

struct Curve {
  std::string name;
  std::vector<cv::Point2d> points;  // x: samples
};

struct Panel {
  std::string title;
  cv::Rect area;  // of the curves, without labels
  double x_max = 1.0, y_min = 0.0, y_max = 1.0;
  std::string label_format;

  cv::Point at(const cv::Point2d& point) const {
    const double x = point.x / x_max;
    const double y = std::clamp((point.y - y_min) / (y_max - y_min), 0.0, 1.0);
    return {area.x + cvRound(x * area.width), area.y + area.height - cvRound(y * area.height)};
  }
};

const cv::Scalar kInk(60, 60, 60), kGrid(225, 225, 225);
// Okabe and Ito's colours, told apart with any colour vision; blue, green, red order.
const cv::Scalar kColours[] = {{178, 114, 0},   {0, 94, 213},  {115, 158, 0},
                               {167, 121, 204}, {0, 159, 230}, {233, 180, 86}};

void write_text(cv::Mat& canvas, const std::string& text, cv::Point at, const cv::Scalar& colour) {
  cv::putText(canvas, text, at, cv::FONT_HERSHEY_SIMPLEX, 0.42, colour, 1, cv::LINE_AA);
}

std::vector<Curve> curves_named(const MetricsLog& log, const std::string& ending) {
  std::vector<Curve> curves;
  for (std::size_t column = 1; column < log.columns().size(); ++column) {
    const auto& name = log.columns()[column];
    if (name.size() < ending.size() ||
        name.compare(name.size() - ending.size(), ending.size(), ending) != 0) {
      continue;
    }
    auto shown = name.substr(0, name.size() - ending.size());
    if (!shown.empty() && shown.back() == '_') shown.pop_back();
    Curve curve{shown.empty() ? "training" : shown, {}};
    for (const auto& row : log.rows()) {
      if (!std::isnan(row[column])) curve.points.emplace_back(row[0], row[column]);
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

void draw_panel(cv::Mat& canvas, const Panel& panel, const std::vector<Curve>& curves) {
  constexpr int kSteps = 5;
  for (int i = 0; i <= kSteps; ++i) {
    const double y = panel.y_min + (panel.y_max - panel.y_min) * i / kSteps;
    const double x = panel.x_max * i / kSteps;
    const auto left = panel.at({0, y}), right = panel.at({panel.x_max, y});
    cv::line(canvas, left, right, kGrid);
    write_text(canvas, fmt::format(fmt::runtime(panel.label_format), y), {left.x - 44, left.y + 4},
               kInk);
    const auto foot = panel.at({x, panel.y_min});
    write_text(canvas, fmt::format("{:.0f}k", x / 1000), {foot.x - 12, foot.y + 18}, kInk);
  }
  cv::rectangle(canvas, panel.area, kInk);
  write_text(canvas, panel.title, {panel.area.x, panel.area.y - 10}, kInk);
  int legend = panel.area.y + 18;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto& colour = kColours[i % std::size(kColours)];
    std::vector<cv::Point> line;
    for (const auto& point : curves[i].points) line.push_back(panel.at(point));
    cv::polylines(canvas, line, false, colour, 1, cv::LINE_AA);
    const auto last = curves[i].points.empty() ? std::nan("") : curves[i].points.back().y;
    write_text(canvas, fmt::format("{} {:.3f}", curves[i].name, last),
               {panel.area.x + panel.area.width + 10, legend}, colour);
    legend += 18;
  }
}

double highest(const std::vector<Curve>& curves) {
  double value = 1e-3;
  for (const auto& curve : curves) {
    for (const auto& point : curve.points) value = std::max(value, point.y);
  }
  return value;
}

}  // namespace

void plot_metrics(const MetricsLog& log, const std::string& figure,
                  const std::filesystem::path& file) {
  if (log.rows().empty()) return;
  cv::Mat canvas(400, 1360, CV_8UC3, cv::Scalar::all(255));
  const double x_max = std::max(1.0, log.rows().back().front());
  const auto losses = curves_named(log, "loss");
  const auto shares = curves_named(log, figure);
  std::string title = figure;
  std::replace(title.begin(), title.end(), '_', ' ');
  draw_panel(canvas, {"loss", {60, 40, 440, 310}, x_max, 0.0, highest(losses), "{:.2f}"}, losses);
  draw_panel(canvas, {title, {740, 40, 440, 310}, x_max, 0.0, 1.0, "{:.1f}"}, shares);
  write_png(file, canvas);
}

}  // namespace deepocr::training
