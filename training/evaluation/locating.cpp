// SPDX-License-Identifier: MIT
// How well a locator finds the plates of rendered scenes.
#include "evaluation/locating.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deepocr/image_view.h"

namespace deepocr::training {
namespace {

constexpr int kMaxPlates = 16;
constexpr double kFound = 0.5;      // overlap
constexpr double kFoundWell = 0.7;  // overlap
constexpr double kTouches = 0.1;    // overlap from which something located is not invented

/// The plates themselves: what is read is a little more, and an overlap with that would measure the
/// margin.
std::vector<LocatedPlate> without_margin(std::vector<LocatedPlate> located) {
  for (LocatedPlate& plate : located) {
    plate.quad = scaled(plate.quad, 1 / PlateLocator::kGrowth);
  }
  return located;
}

double best_overlap(const Quad& quad, const std::vector<LocatedPlate>& located) {
  double best = 0;
  for (const LocatedPlate& plate : located) {
    best = std::max(best, intersection_over_union(quad, plate.quad));
  }
  return best;
}

bool is_invented(const LocatedPlate& located, const std::vector<synth::ScenePlate>& plates) {
  return std::none_of(plates.begin(), plates.end(), [&](const synth::ScenePlate& plate) {
    return intersection_over_union(located.quad, plate.quad) >= kTouches;
  });
}

void count_window(const synth::LocateSample& sample, const std::vector<LocatedPlate>& located,
                  LocatingFigures& figures) {
  ++figures.windows;
  if (sample.plates.empty()) ++figures.empty_windows;
  for (const synth::ScenePlate& plate : sample.plates) {
    if (!plate.certain) continue;
    const double overlap = best_overlap(plate.quad, located);
    ++figures.plates;
    if (overlap < kFound) continue;
    ++figures.found;
    figures.overlap += overlap;
    if (overlap >= kFoundWell) ++figures.found_well;
  }
  const auto invented =
      std::count_if(located.begin(), located.end(),
                    [&](const LocatedPlate& plate) { return is_invented(plate, sample.plates); });
  figures.invented += invented;
  if (sample.plates.empty()) figures.invented_in_empty += invented;
}

double share(double part, std::int64_t whole) {
  return whole > 0 ? part / static_cast<double>(whole) : 0.0;
}

}  // namespace

double LocatingFigures::found_share() const { return share(double(found), plates); }
double LocatingFigures::found_well_share() const { return share(double(found_well), plates); }
double LocatingFigures::mean_overlap() const { return share(overlap, found); }
double LocatingFigures::invented_a_window() const { return share(double(invented), windows); }
double LocatingFigures::invented_an_empty_window() const {
  return share(double(invented_in_empty), empty_windows);
}

LocatingFigures evaluate_locator(const PlateLocator& locator, const synth::LocateSampler& sampler,
                                 std::uint64_t count, double threshold,
                                 const EvaluationProgress& progress) {
  LocatingFigures figures;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto sample = sampler.sample(i);
    const auto view = gray_view(sample.image.data, sample.image.cols, sample.image.rows,
                                static_cast<std::ptrdiff_t>(sample.image.step));
    count_window(sample, without_margin(locator.locate(view, threshold, kMaxPlates)), figures);
    progress(i + 1);
  }
  return figures;
}

std::string describe(const LocatingFigures& figures) {
  return fmt::format(
      "{} plates in {} windows: {:.2f} % found, {:.2f} % with an overlap of 0.7 or more; mean "
      "overlap {:.3f}\n{:.3f} places invented a window; in the {} windows without a plate {:.3f}\n",
      figures.plates, figures.windows, 100 * figures.found_share(),
      100 * figures.found_well_share(), figures.mean_overlap(), figures.invented_a_window(),
      figures.empty_windows, figures.invented_an_empty_window());
}

void to_json(nlohmann::json& json, const LocatingFigures& figures) {
  json = {{"windows", figures.windows},
          {"empty_windows", figures.empty_windows},
          {"plates", figures.plates},
          {"found_share", figures.found_share()},
          {"found_well_share", figures.found_well_share()},
          {"mean_overlap", figures.mean_overlap()},
          {"invented_a_window", figures.invented_a_window()},
          {"invented_an_empty_window", figures.invented_an_empty_window()}};
}

}  // namespace deepocr::training
