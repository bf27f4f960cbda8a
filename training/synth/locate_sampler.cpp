// SPDX-License-Identifier: MIT
// Labelled windows of rendered scenes.
#include "synth/locate_sampler.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "deepocr/error.h"
#include "synth/camera.h"
#include "synth/carrier.h"
#include "synth/clutter.h"
#include "synth/panel.h"
#include "synth/plate.h"
#include "synth/scenery.h"
#include "synth/weather.h"

namespace deepocr::synth {
namespace {

constexpr std::uint64_t kWindowKey = 0x77696e646f77;  // "window"
constexpr double kOversampling = 1.2;                 // panels are drawn larger than they are seen

// What a plate must be to be asked for.
constexpr double kSmallest = 17;      // see size_of()
constexpr double kLargest = 118;      // see size_of()
constexpr double kLongest = 130;      // side, pixels
constexpr double kLowest = 4;         // side, pixels
constexpr double kVisible = 0.75;     // share of its area
constexpr double kHidden = 0.03;      // share of its area below which nobody could know of it
constexpr double kLeastContrast = 7;  // standard deviation of its levels, of 255

// The width of a plate of common proportions with the same area, pixels.
double size_of(double area) { return 2 * std::sqrt(area); }

struct Subject {
  PlateDesign design;
  double aspect = 4;   // estimated
  double lines = 1.5;  // height of the plate in digit heights
  double size = 40;    // see size_of()
  cv::Point2d centre;

  double height() const { return size / 2 / std::sqrt(aspect); }  // pixels
  double width() const { return size / 2 * std::sqrt(aspect); }   // pixels
};

struct Placed {
  Quad quad;
  double digit_height = 8;  // pixels
};

double estimated_width(const PlateDesign& design) {
  constexpr double kGlyph = 0.68;  // width of a digit and the room beside it, in digit heights
  double widest = 1;
  for (const Line& line : design.lines) {
    double width = 0;
    for (const Item& item : line.items) {
      const bool glyph = item.kind == Item::Kind::kGlyph;
      width += design.letter_spacing + (glyph ? kGlyph * design.lettering.width_scale : item.width);
    }
    widest = std::max(widest, width * line.scale);
  }
  return widest + design.band_width + (design.padding_left + design.padding_right);
}

double exact_height(const PlateDesign& design) {
  double height = -design.line_gap;
  for (const Line& line : design.lines) height += line.scale + design.line_gap;
  return std::max(0.5, height) + 2 * design.padding_y;
}

double draw_size(Rng& rng) {
  switch (rng.weighted({0.62, 0.27, 0.05, 0.06})) {
    case 0:
      return rng.log_uniform(24, 80);
    case 1:
      return rng.log_uniform(17, 118);
    case 2:
      return rng.log_uniform(8, 17);
    default:
      return rng.log_uniform(118, 260);
  }
}

// Most plates of the street are cleaner and clearer than those that test a reader.
void clear_up(PlateDesign& design, Rng& rng) {
  const bool dark_paper = design.paper < design.ink;
  design.paper = dark_paper ? rng.uniform(0.05, 0.4) : rng.uniform(0.7, 1.0);
  design.ink = dark_paper ? rng.uniform(0.75, 1.0) : rng.uniform(0.02, 0.25);
  design.dirt *= 0.4;
}

// A badge or a grille is no plate.
bool has_lettering(const PlateDesign& design) {
  const auto is_glyph = [](const Item& item) { return item.kind == Item::Kind::kGlyph; };
  return std::any_of(design.lines.begin(), design.lines.end(), [&](const Line& line) {
    return std::any_of(line.items.begin(), line.items.end(), is_glyph);
  });
}

PlateDesign draw_design(const TypefaceSet& typefaces, Rng& rng) {
  PlateDesign design;
  if (rng.chance(0.65)) {
    char digits[6];
    std::snprintf(digits, sizeof digits, "%05d", rng.between(0, 99999));
    design = design_plate(digits, typefaces, rng);
  } else {
    do {
      design = design_negative(typefaces, rng);
    } while (!has_lettering(design));
  }
  if (rng.chance(0.6)) clear_up(design, rng);
  return design;
}

double area_of(const Quad& quad) { return std::abs(signed_area(quad)); }

double length(const Point& from, const Point& to) {
  return std::hypot(to.x - from.x, to.y - from.y);
}

std::vector<cv::Point> rounded(const Quad& quad) {
  std::vector<cv::Point> corners;
  for (const Point& corner : quad) {
    corners.emplace_back(cvRound(std::clamp(corner.x - 0.5, -1e4, 1e4)),
                         cvRound(std::clamp(corner.y - 0.5, -1e4, 1e4)));
  }
  return corners;
}

// Puts one window together, the farthest things first.
class WindowPainter {
 public:
  WindowPainter(const LocateSamplerOptions& options, const TypefaceSet& typefaces,
                const BackgroundSet* backgrounds, Rng& rng)
      : options_(options),
        typefaces_(typefaces),
        backgrounds_(backgrounds),
        rng_(rng),
        window_(options.height, options.width, CV_8UC1),
        owners_(cv::Mat::zeros(window_.size(), CV_8UC1)) {}

  LocateSample paint();

 private:
  cv::Mat surroundings(cv::Size size);
  void paint_background();
  void paint_clutter(int most);
  std::vector<Subject> draw_subjects();
  cv::Point2d draw_centre(const Subject& subject, bool whole);
  void paint_carrier_without_plate();
  void paint_subject(const Subject& subject);
  Mount mount_of(const Subject& subject, const Stance& stance, double aspect, CarrierKind kind);
  cv::Rect2d mount_plate(Panel& panel, const PlateFace& face, double height, bool bare);
  void shade_plate(cv::Mat& plate);
  CarrierKind draw_kind(double aspect);
  void pad_edges();
  void expose_window(Light light);
  LocateSample labelled() const;
  bool is_certain(const Placed& plate, double visible, const cv::Mat& mask) const;

  const LocateSamplerOptions& options_;
  const TypefaceSet& typefaces_;
  const BackgroundSet* backgrounds_;
  Rng& rng_;
  cv::Mat window_;  // CV_8UC1
  cv::Mat owners_;  // CV_8UC1: number of the plate that a pixel shows, from 1; 0: none
  std::vector<Placed> placed_;
};

cv::Mat WindowPainter::surroundings(cv::Size size) {
  constexpr double kPhotographs = 0.62;
  if (backgrounds_ != nullptr && !backgrounds_->empty() && rng_.chance(kPhotographs)) {
    return backgrounds_->crop(size, rng_);
  }
  return draw_scenery(size, rng_);
}

// Sometimes of several parts, as where a wall meets the ground.
void WindowPainter::paint_background() {
  window_ = surroundings(window_.size());
  const int parts = rng_.chance(0.35) ? rng_.between(1, 3) : 0;
  for (int i = 0; i < parts; ++i) {
    const cv::Mat other = surroundings(window_.size());
    const cv::Point at(rng_.between(0, window_.cols), rng_.between(0, window_.rows));
    const int width = rng_.between(20, window_.cols);
    const int height = rng_.between(15, window_.rows);
    const int lean = rng_.between(-20, 20);
    const std::vector<cv::Point> corners = {{at.x - width / 2, at.y},
                                            {at.x + width / 2, at.y + lean / 3},
                                            {at.x + width / 2 + lean, at.y + height},
                                            {at.x - width / 2 + lean, at.y + height}};
    cv::Mat mask = cv::Mat::zeros(window_.size(), CV_8UC1);
    cv::fillConvexPoly(mask, corners, cv::Scalar(255));
    other.copyTo(window_, mask);
  }
}

void WindowPainter::paint_clutter(int most) {
  const int count = rng_.between(0, most);
  for (int i = 0; i < count; ++i) draw_clutter(window_, owners_, typefaces_, rng_);
}

// @param whole: inside the window as far as it is large enough.
cv::Point2d WindowPainter::draw_centre(const Subject& subject, bool whole) {
  const auto along = [&](int side, double extent) {
    const double margin = whole ? std::min(0.52 * extent, 0.45 * side) : -0.03 * side;
    return rng_.uniform(margin, side - margin);
  };
  const double x = along(options_.width, subject.width());
  return {x, along(options_.height, subject.height())};
}

// The smaller ones are farther away and come first.
std::vector<Subject> WindowPainter::draw_subjects() {
  const int count = 1 + rng_.weighted({0.55, 0.27, 0.18});
  const double common = draw_size(rng_);
  const bool alike = rng_.chance(0.6);
  std::vector<Subject> subjects;
  for (int i = 0; i < count; ++i) {
    Subject subject;
    subject.design = draw_design(typefaces_, rng_);
    subject.lines = exact_height(subject.design);
    subject.aspect = std::clamp(estimated_width(subject.design) / subject.lines, 0.5, 12.0);
    subject.size = alike ? common * rng_.log_uniform(0.75, 1.3) : draw_size(rng_);
    constexpr int kAttempts = 6;
    const bool whole = rng_.chance(0.8);  // others may be cut off
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      subject.centre = draw_centre(subject, whole);
      const bool clear = std::all_of(subjects.begin(), subjects.end(), [&](const Subject& other) {
        const cv::Point2d apart = other.centre - subject.centre;
        return std::abs(apart.x) > 0.6 * (other.width() + subject.width()) ||
               std::abs(apart.y) > 0.8 * (other.height() + subject.height());
      });
      if (clear) {
        subjects.push_back(subject);
        break;
      }
    }
  }
  std::stable_sort(subjects.begin(), subjects.end(),
                   [](const Subject& a, const Subject& b) { return a.size < b.size; });
  return subjects;
}

CarrierKind WindowPainter::draw_kind(double aspect) {
  constexpr double kNearlySquare = 2.2;
  const int kind = aspect < kNearlySquare ? rng_.weighted({0.14, 0.24, 0.52, 0.1})
                                          : rng_.weighted({0.42, 0.42, 0.08, 0.08});
  return static_cast<CarrierKind>(kind);
}

// Millimetres of the plate, and as much of what carries it as the window shows.
Mount WindowPainter::mount_of(const Subject& subject, const Stance& stance, double aspect,
                              CarrierKind kind) {
  constexpr double kReach = 1.2;  // turned panels reach farther
  Mount mount;
  const double height = subject.height() / stance.scale;
  mount.plate = {height * aspect, height};
  mount.unit = kOversampling * stance.scale;
  const double most = kind == CarrierKind::kMotorcycle ? 320 : 1400;
  const double across = kReach / (std::cos(stance.yaw) * stance.scale);
  const double along = kReach / (std::cos(stance.pitch) * stance.scale);
  const double left = std::min(most, across * (stance.centre.x + 12));
  const double right = std::min(most, across * (options_.width - stance.centre.x + 12));
  const double above = std::min(most, along * (stance.centre.y + 12));
  const double below = std::min(900.0, along * (options_.height - stance.centre.y + 12));
  const cv::Rect2d plate(-mount.plate.width / 2 - 20, -height / 2 - 20, mount.plate.width + 40,
                         height + 60);
  mount.extent = cv::Rect2d(-left, -above, left + right, above + below) | plate;
  return mount;
}

// Uneven light on the plate itself: the shade of what is above it.
void WindowPainter::shade_plate(cv::Mat& plate) {
  if (!rng_.chance(0.25)) return;
  const double reach = rng_.uniform(0.1, 0.9) * plate.rows;
  const double depth = rng_.uniform(0.2, 0.75);
  const double lean = rng_.normal(0.3) * plate.rows / plate.cols;
  for (int y = 0; y < plate.rows; ++y) {
    auto* pixel = plate.ptr(y);
    for (int x = 0; x < plate.cols; ++x) {
      const double share =
          std::clamp(0.5 + (reach + lean * (x - plate.cols / 2.0) - y) / 2, 0.0, 1.0);
      pixel[x] = static_cast<unsigned char>(pixel[x] * (1 - depth * share));
    }
  }
}

// Pastes the plate at the panel's origin. Returns its box, millimetres.
// @param height of the plate, millimetres. @param bare: nothing around it shows.
cv::Rect2d WindowPainter::mount_plate(Panel& panel, const PlateFace& face, double height,
                                      bool bare) {
  const double factor = height * panel.unit() / face.plate.height;
  const cv::Size size(std::max(2, cvRound(face.image.cols * factor)),
                      std::max(2, cvRound(face.image.rows * factor)));
  cv::Mat picture;
  cv::resize(face.image, picture, size, 0, 0, factor < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  const double fx = static_cast<double>(size.width) / face.image.cols;
  const double fy = static_cast<double>(size.height) / face.image.rows;
  const cv::Rect2d plate(face.plate.x * fx, face.plate.y * fy, face.plate.width * fx,
                         face.plate.height * fy);
  const cv::Point2d origin = panel.pixel_of({0, 0});
  const cv::Point corner(cvRound(origin.x - plate.x - plate.width / 2),
                         cvRound(origin.y - plate.y - plate.height / 2));
  const double rim = !bare && rng_.chance(0.15) ? rng_.uniform(0, 0.8) * face.digit_height * fy : 0;
  const cv::Rect area =
      cv::Rect(cv::Point(cvRound(plate.x - rim), cvRound(plate.y - rim)),
               cv::Point(cvRound(plate.br().x + rim), cvRound(plate.br().y + rim))) &
      cv::Rect({}, size);
  cv::Mat shown = picture(area);
  shade_plate(shown);
  panel.paste(shown, corner + area.tl());
  const double unit = panel.unit();
  const cv::Rect2d box((corner.x + plate.x - origin.x) / unit,
                       (corner.y + plate.y - origin.y) / unit, plate.width / unit,
                       plate.height / unit);
  const double around = rim / unit;
  const double radius = rng_.uniform(0, 0.08) * height;
  panel.cover({box.x - around, box.y - around, box.width + 2 * around, box.height + 2 * around},
              bare ? radius : 0);
  return box;
}

void WindowPainter::paint_subject(const Subject& subject) {
  const double digit = subject.height() / subject.lines;
  const PlateFace face = render_plate(subject.design, std::clamp(1.3 * digit, 12.0, 72.0));
  const double aspect = face.plate.width / face.plate.height;
  const CarrierKind kind = draw_kind(aspect);
  const bool bare = rng_.chance(0.12);
  const bool square = aspect < 2.2;
  const double height =
      square ? (kind == CarrierKind::kMotorcycle ? rng_.uniform(135, 170) : rng_.uniform(150, 205))
             : rng_.uniform(105, 150);
  Stance stance = random_stance(subject.centre, subject.height() / height, height * aspect, rng_);
  Mount mount = mount_of(subject, stance, aspect, kind);
  if (bare) {
    mount.extent = {-mount.plate.width / 2 - 20, -height / 2 - 20, mount.plate.width + 40,
                    height + 40};
  }
  Panel panel =
      bare ? Panel(mount.extent, mount.unit) : draw_carrier(kind, mount, typefaces_, rng_);
  const cv::Rect2d box = mount_plate(panel, face, height, bare);
  const cv::Matx33d projection = projection_of(stance);
  place_panel(panel, projection, window_, owners_);

  const cv::Point2d corners[] = {box.tl(), {box.br().x, box.y}, box.br(), {box.x, box.br().y}};
  Placed placed;
  for (std::size_t i = 0; i < placed.quad.size(); ++i) {
    const cv::Point2d at = project(projection, corners[i]);
    placed.quad[i] = {at.x, at.y};
  }
  placed.digit_height = digit;
  placed_.push_back(placed);
  cv::fillConvexPoly(owners_, rounded(placed.quad),
                     cv::Scalar(static_cast<double>(placed_.size())));
}

void WindowPainter::paint_carrier_without_plate() {
  Subject subject;
  subject.aspect = rng_.chance(0.75) ? 4.5 : 1.4;
  subject.size = draw_size(rng_);
  subject.centre = {options_.width * rng_.uniform(-0.2, 1.2),
                    options_.height * rng_.uniform(-0.2, 1.2)};
  const double height = rng_.uniform(105, 150);
  const CarrierKind kind = draw_kind(subject.aspect);
  const Stance stance =
      random_stance(subject.centre, subject.height() / height, height * subject.aspect, rng_);
  const Mount mount = mount_of(subject, stance, subject.aspect, kind);
  place_panel(draw_carrier(kind, mount, typefaces_, rng_), projection_of(stance), window_, owners_);
}

// Levels of the pyramid are padded by their last column and row.
void WindowPainter::pad_edges() {
  if (!rng_.chance(0.12)) return;
  constexpr int kMost = 31;
  const int right = rng_.chance(0.5) ? rng_.between(1, kMost) : 0;
  const int below = rng_.chance(0.7) ? rng_.between(1, kMost) : 0;
  const cv::Rect inside(0, 0, window_.cols - right, window_.rows - below);
  cv::copyMakeBorder(window_(inside).clone(), window_, 0, below, 0, right, cv::BORDER_REPLICATE);
  cv::copyMakeBorder(owners_(inside).clone(), owners_, 0, below, 0, right, cv::BORDER_CONSTANT,
                     cv::Scalar(0));
}

void WindowPainter::expose_window(Light light) {
  double digit_height = 8;
  for (const Placed& plate : placed_) digit_height = std::min(digit_height, plate.digit_height);
  const double severity = 0.03 + 0.8 * std::pow(rng_.unit(), 1.5);
  Exposure exposure = random_exposure(severity, std::max(4.0, digit_height), rng_);
  if (light != Light::kDay) {  // dark pictures stay dark
    exposure.level = std::clamp(cv::mean(window_)[0] / 255 + rng_.normal(0.08), 0.0, 0.8);
    exposure.contrast = std::max(0.5, exposure.contrast);
  }
  if (rng_.chance(0.12)) exposure.resample = rng_.uniform(0.45, 0.9);
  window_ = expose(window_, exposure, rng_);
}

bool WindowPainter::is_certain(const Placed& plate, double visible, const cv::Mat& mask) const {
  const Quad& quad = plate.quad;
  const double size = size_of(area_of(quad));
  const double width = std::max(length(quad[0], quad[1]), length(quad[3], quad[2]));
  const double height = std::min(length(quad[0], quad[3]), length(quad[1], quad[2]));
  if (size < kSmallest || size > kLargest || width > kLongest) return false;
  if (std::min(width, height) < kLowest || visible < kVisible) return false;
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(window_, mean, deviation, mask);
  return deviation[0] >= kLeastContrast;
}

LocateSample WindowPainter::labelled() const {
  LocateSample sample;
  sample.image = window_;
  for (std::size_t i = 0; i < placed_.size(); ++i) {
    const Quad& quad = placed_[i].quad;
    const cv::Mat mask = owners_ == static_cast<double>(i + 1);
    double outline = 0;
    for (std::size_t corner = 0; corner < quad.size(); ++corner) {
      outline += length(quad[corner], quad[(corner + 1) % quad.size()]);
    }
    // A filled polygon has the pixels of its outline, half of each in excess.
    const double visible = cv::countNonZero(mask) / (area_of(quad) + outline / 2);
    if (visible < kHidden) continue;
    sample.plates.push_back({quad, is_certain(placed_[i], visible, mask)});
  }
  return sample;
}

LocateSample WindowPainter::paint() {
  paint_background();
  const bool empty = rng_.chance(options_.empty);
  paint_clutter(empty ? 12 : 7);
  if (rng_.chance(empty ? 0.45 : 0.15)) paint_carrier_without_plate();
  if (!empty) {
    for (const Subject& subject : draw_subjects()) paint_subject(subject);
  } else {
    paint_clutter(3);
  }
  if (rng_.chance(0.15)) draw_obstacle(window_, owners_, rng_);
  const Light light = draw_light(rng_);
  illuminate(window_, owners_, light, rng_);
  std::vector<cv::Point2d> middles;
  for (const Placed& plate : placed_) {
    middles.emplace_back((plate.quad[0].x + plate.quad[2].x) / 2,
                         (plate.quad[0].y + plate.quad[2].y) / 2);
  }
  add_weather(window_, middles, light, rng_);
  expose_window(light);
  pad_edges();
  return labelled();
}

}  // namespace

LocateSampler::LocateSampler(const LocateSamplerOptions& options,
                             std::shared_ptr<const TypefaceSet> typefaces,
                             std::shared_ptr<const BackgroundSet> backgrounds)
    : options_(options), typefaces_(std::move(typefaces)), backgrounds_(std::move(backgrounds)) {
  constexpr int kSmallestSide = 64;
  constexpr int kLargestSide = 2048;
  for (const int side : {options.width, options.height}) {
    if (side < kSmallestSide || side > kLargestSide) {
      throw Error(ErrorCode::kInvalidArgument, "A window must measure between 64 and 2048 pixels.");
    }
  }
  if (!(options.empty >= 0 && options.empty <= 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "The share of windows without a plate must lie between 0 and 1.");
  }
}

LocateSample LocateSampler::sample(std::uint64_t index) const {
  Rng rng(options_.seed, kWindowKey, index);
  return WindowPainter(options_, *typefaces_, backgrounds_.get(), rng).paint();
}

}  // namespace deepocr::synth
