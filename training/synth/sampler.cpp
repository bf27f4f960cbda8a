// SPDX-License-Identifier: MIT
// Labelled pictures of rendered plates.
#include "synth/sampler.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <opencv2/core.hpp>

#include "deepocr/error.h"
#include "synth/camera.h"
#include "synth/plate.h"
#include "synth/view.h"

namespace deepocr::synth {
namespace {

constexpr std::uint64_t kPlateKey = 0x706c617465;  // "plate"
constexpr std::uint64_t kViewKey = 0x76696577;     // "view"
constexpr const char* kWord = "word";              // the style of a design without digits

// What one index shows, whatever the camera does.
struct Subject {
  PlateDesign design;
  std::string label;
  int cut_from = 0;  // of the run's digits, [cut_from, cut_to) stay in the picture
  int cut_to = 0;
  bool is_halved = false;  // the run loses its upper or lower part instead
  bool goes_on = false;    // beside [cut_from, cut_to) the next digits are seen, too
  bool cut() const { return is_halved || cut_to > cut_from; }
};

int length_of_run(const PlateDesign& design) {
  int count = 0;
  for (const Line& line : design.lines) {
    count += static_cast<int>(std::count_if(line.items.begin(), line.items.end(),
                                            [](const Item& item) { return item.in_run; }));
  }
  return count;
}

// Five digits of a telephone number, five letters of a shop's name: a detector that looks for
// plates finds such parts.
void show_five_of_more(Subject& subject, Rng& rng) {
  constexpr int kShown = 5;
  const int count = length_of_run(subject.design);
  const std::string& style = subject.design.style;
  const bool goes_on = style == "other-count" || style == kWord;
  if (!goes_on || count <= kShown || !rng.chance(0.5)) return;
  subject.design.style = "part-of-longer-run";
  subject.goes_on = true;
  subject.cut_from = rng.between(0, count - kShown);
  subject.cut_to = subject.cut_from + kShown;
}

// Consecutive indices walk through all numbers, so every digit is equally frequent in every place.
std::string number_of(std::uint64_t seed, std::uint64_t index) {
  constexpr std::uint64_t kStep = 61803;  // has no factor in common with 100,000
  const std::uint64_t offset = Rng(seed).next() % 100000;
  char text[6];
  std::snprintf(text, sizeof text, "%05d", static_cast<int>((index * kStep + offset) % 100000));
  return text;
}

Subject draw_negative(const SamplerOptions& options, const TypefaceSet& typefaces, Rng& rng) {
  Subject subject;
  switch (rng.weighted({0.14, 0.14, 0.72})) {
    case 0:
      subject.design = design_number_text(typefaces, rng, options.two_lines);
      break;
    case 1:
      subject.design = design_word(typefaces, rng, options.two_lines);
      break;
    default:
      subject.design = design_negative(typefaces, rng, options.two_lines);
      break;
  }
  show_five_of_more(subject, rng);
  return subject;
}

Subject draw_text(const SamplerOptions& options, const TypefaceSet& typefaces, std::uint64_t index,
                  Rng& rng) {
  const bool negative = rng.chance(options.negatives);
  const bool cut = negative && rng.chance(0.2);
  if (negative && !cut) return draw_negative(options, typefaces, rng);
  Subject subject;
  const std::string number = number_of(options.seed, index);
  subject.design = design_plate(number, typefaces, rng, options.two_lines);
  if (!cut) {
    subject.label = number;
    return subject;
  }
  if (rng.chance(0.3)) {
    subject.design.style = "halved-run";
    subject.is_halved = true;
    return subject;
  }
  subject.design.style = "cut-run";
  const int kept = rng.between(2, 4);
  subject.cut_from = rng.chance(0.5) ? 0 : 5 - kept;
  subject.cut_to = subject.cut_from + kept;
  return subject;
}

Subject draw_subject(const SamplerOptions& options, const TypefaceSet& typefaces,
                     std::uint64_t index) {
  Rng rng(options.seed, kPlateKey, index);
  Subject subject = draw_text(options, typefaces, index, rng);
  if (rng.chance(0.15)) empty_one_end(subject.design, rng);
  return subject;
}

// A detector that found the run, a careless one, and one that found the whole plate.
void frame_run(View& view, bool careless, Rng& rng) {
  const auto side = [&] {
    if (careless) return rng.uniform(0.15, 1.5);
    switch (rng.weighted({0.12, 0.1, 0.78})) {
      case 0:
        return rng.uniform(-0.06, 0.03);
      case 1:
        return rng.uniform(0.3, 0.9);  // cuts the letter that stands beside the run
      default:
        return rng.uniform(0.0, 0.34);
    }
  };
  const auto edge = [&] { return careless ? rng.uniform(0.05, 0.8) : rng.uniform(-0.04, 0.34); };
  view.left = side();
  view.right = side();
  view.top = edge();
  view.bottom = edge();
}

void frame_plate(View& view, Rng& rng) {
  const double widest = rng.chance(0.25) ? 1.0 : 0.35;
  for (double* margin : {&view.left, &view.right, &view.top, &view.bottom}) {
    *margin = rng.uniform(-0.1, widest);
  }
}

// What the edge of the frame leaves of a plate that drives out of it: the upper half of an 8 is no
// 0.
cv::Rect2d frame_half(const PlateFace& face, View& view, Rng& rng) {
  frame_run(view, rng.chance(0.21), rng);
  (rng.chance(0.7) ? view.bottom : view.top) = -rng.uniform(0.4, 0.65);
  return face.run;
}

cv::Rect2d kept_digits(const Subject& subject, const PlateFace& face) {
  cv::Rect2d kept;
  for (int i = subject.cut_from; i < subject.cut_to; ++i) {
    const cv::Rect2d& digit = face.run_digits[static_cast<std::size_t>(i)];
    kept = kept.empty() ? digit : (kept | digit);
  }
  return kept;
}

// Enough of the next digit is seen that one can tell that there is one.
cv::Rect2d frame_part(const Subject& subject, const PlateFace& face, View& view, Rng& rng) {
  frame_run(view, false, rng);
  const cv::Rect2d focus = kept_digits(subject, face);
  const double left_share = rng.uniform(0.6, 1.3);
  const double right_share = rng.uniform(0.6, 1.3);
  const auto next = static_cast<std::size_t>(subject.cut_to);
  if (subject.cut_from > 0) {
    const cv::Rect2d& digit = face.run_digits[static_cast<std::size_t>(subject.cut_from) - 1];
    view.left = (focus.x - digit.br().x + left_share * digit.width) / face.digit_height;
  }
  if (next < face.run_digits.size()) {
    const cv::Rect2d& digit = face.run_digits[next];
    view.right = (digit.x - focus.br().x + right_share * digit.width) / face.digit_height;
  }
  return focus;
}

cv::Rect2d frame_cut(const Subject& subject, const PlateFace& face, View& view, Rng& rng) {
  frame_run(view, false, rng);
  const cv::Rect2d focus = kept_digits(subject, face);
  // No part of the next digit may stay that one could guess it from.
  (subject.cut_from == 0 ? view.right : view.left) = rng.uniform(-0.1, 0.02);
  return focus;
}

cv::Rect2d choose_focus(const Subject& subject, const PlateFace& face,
                        const SamplerOptions& options, View& view, Rng& rng) {
  if (subject.is_halved) return frame_half(face, view, rng);
  if (subject.goes_on) return frame_part(subject, face, view, rng);
  if (subject.cut()) return frame_cut(subject, face, view, rng);
  const bool may_be_whole = options.difficulty == Difficulty::kHard;
  if ((may_be_whole && rng.chance(options.whole_plates)) || face.run.empty()) {
    frame_plate(view, rng);
    return face.plate;
  }
  frame_run(view, rng.chance(0.21), rng);
  return face.run;
}

std::optional<Quad> seen_run(const PlateFace& face, const Sight& sight) {
  if (face.run.empty()) return std::nullopt;
  const std::vector<cv::Point2d> seen = corners_of(face.run, sight);
  Quad quad;
  std::transform(seen.begin(), seen.end(), quad.begin(), [](const cv::Point2d& corner) {
    return Point{corner.x, corner.y};
  });
  return quad;
}

double draw_digit_height(Difficulty difficulty, Rng& rng) {
  return difficulty == Difficulty::kHard ? rng.log_uniform(9.5, 64) : rng.log_uniform(18, 64);
}

double draw_severity(Difficulty difficulty, Rng& rng) {
  return difficulty == Difficulty::kHard ? rng.uniform(0.15, 1.0) : rng.uniform(0.05, 0.4);
}

// What dirt, shadow and glare hide, no camera sees: an ordinary picture has less of them.
constexpr double kOrdinaryObstruction = 0.25;

Exposure draw_exposure(Difficulty difficulty, double severity, double digit_height, Rng& rng) {
  Exposure exposure = random_exposure(severity, digit_height, rng);
  if (difficulty == Difficulty::kOrdinary) {
    exposure.shadow *= kOrdinaryObstruction;
    exposure.glare *= kOrdinaryObstruction;
  }
  return exposure;
}

}  // namespace

Sampler::Sampler(const SamplerOptions& options, std::shared_ptr<const TypefaceSet> typefaces)
    : options_(options), typefaces_(std::move(typefaces)) {
  if (!(options_.negatives >= 0 && options_.negatives <= 1)) {
    throw Error(ErrorCode::kInvalidArgument, "The share of negatives must lie between 0 and 1.");
  }
  if (!(options_.whole_plates >= 0 && options_.whole_plates <= 1)) {
    throw Error(ErrorCode::kInvalidArgument, "The share of whole plates must lie between 0 and 1.");
  }
  if (!(options_.two_lines >= 0 && options_.two_lines <= 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "The share of plates with two lines must lie between 0 and 1.");
  }
}

Sample Sampler::sample(std::uint64_t index, int variant) const {
  const Difficulty difficulty = options_.difficulty;
  Subject subject = draw_subject(options_, *typefaces_, index);
  if (difficulty == Difficulty::kOrdinary) subject.design.dirt *= kOrdinaryObstruction;
  const std::uint64_t variant_seed = options_.seed + 0x9e3779b9ULL * static_cast<unsigned>(variant);
  Rng rng(variant_seed, kViewKey, index);
  const double severity = draw_severity(difficulty, rng);
  const double target_height = draw_digit_height(difficulty, rng);
  // Drawn a little larger than seen, so that the camera's resampling is what limits it.
  const PlateFace face = render_plate(subject.design, std::clamp(1.25 * target_height, 20.0, 72.0));
  View view = random_view(severity, rng);
  const cv::Rect2d focus = choose_focus(subject, face, options_, view, rng);
  const Sight sight = look_at(face.image, focus, face.digit_height, target_height, view);
  Sample sample;
  sample.image =
      expose(sight.picture, draw_exposure(difficulty, severity, target_height, rng), rng);
  sample.label = subject.label;
  const bool shows_digits = subject.design.style != kWord;
  if (shows_digits && !subject.cut()) sample.run = seen_run(face, sight);
  sample.typeface = subject.design.style == "no-text" ? "" : subject.design.typeface.family;
  sample.style = subject.design.style;
  return sample;
}

cv::Mat augment_picture(const cv::Mat& image, std::uint64_t seed) {
  constexpr double kSeverity = 0.4;
  Rng rng(seed, kViewKey, 0);
  View view = random_view(kSeverity, rng);
  view.rotation /= 2;
  for (double* margin : {&view.left, &view.right, &view.top, &view.bottom}) {
    *margin = rng.uniform(-0.05, 0.1);
  }
  const cv::Rect2d whole(0, 0, image.cols, image.rows);
  // The digits of a labelled picture fill most of its height.
  const double digit_height = 0.75 * image.rows;
  const cv::Mat seen = look_at(image, whole, digit_height, digit_height, view).picture;
  return expose(seen, random_exposure(kSeverity, digit_height, rng), rng);
}

}  // namespace deepocr::synth
