// SPDX-License-Identifier: MIT
// How good a reader is, in numbers.
#include "evaluation/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

namespace deepocr::training {
namespace {

double share(double part, std::size_t whole) {
  if (whole == 0) return std::numeric_limits<double>::quiet_NaN();
  return part / static_cast<double>(whole);
}

double expected_calibration_error(const std::vector<Outcome>& outcomes) {
  constexpr std::size_t kBins = 15;
  std::array<double, kBins> confidence{}, right{};
  for (const auto& outcome : outcomes) {
    const double value = outcome.reading.confidence;
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(value * kBins));
    confidence[bin] += value;
    right[bin] += outcome.is_right() ? 1.0 : 0.0;
  }
  double error = 0.0;
  for (std::size_t bin = 0; bin < kBins; ++bin) error += std::abs(confidence[bin] - right[bin]);
  return share(error, outcomes.size());
}

void measure_coverage(const std::vector<Outcome>& outcomes, Figures& figures) {
  constexpr double kPrecision = 0.999;
  std::vector<const Outcome*> readings;
  for (const auto& outcome : outcomes) {
    if (outcome.is_read()) readings.push_back(&outcome);
  }
  std::sort(readings.begin(), readings.end(), [](const Outcome* a, const Outcome* b) {
    return a->reading.confidence > b->reading.confidence;
  });
  std::size_t right = 0, covered = 0;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (readings[i]->is_right()) ++right;
    const bool more_alike = i + 1 < readings.size() &&
                            readings[i + 1]->reading.confidence == readings[i]->reading.confidence;
    if (more_alike || static_cast<double>(right) < kPrecision * static_cast<double>(i + 1))
      continue;
    covered = right;
    figures.coverage_threshold = readings[i]->reading.confidence;
  }
  figures.coverage = share(static_cast<double>(covered), figures.plates);
}

/// Adds a plate to the sums that measure() divides by the number of plates.
void add_plate(const Outcome& outcome, double threshold, Figures& sums) {
  const auto answers = answered_classes(outcome.reading);
  for (int position = 0; position < kDigits; ++position) {
    const int truth = outcome.truth[position] - '0';
    ++sums.confusion[truth][answers[position]];
    if (answers[position] == truth) ++sums.digit_accuracy;
  }
  const bool accepted = outcome.is_read() && outcome.reading.confidence >= threshold;
  if (outcome.is_right()) ++sums.plate_accuracy;
  if (!accepted) ++sums.refused_share;
  if (accepted && !outcome.is_right()) ++sums.wrong_share;
  sums.mean_confidence += outcome.reading.confidence;
}

}  // namespace

Figures measure(const std::vector<Outcome>& outcomes, double threshold) {
  Figures figures;
  for (const auto& outcome : outcomes) {
    if (outcome.is_plate()) {
      ++figures.plates;
      add_plate(outcome, threshold, figures);
    } else {
      ++figures.negatives;
      if (outcome.is_read() && outcome.reading.confidence >= threshold) ++figures.negatives_read;
    }
  }
  for (double* value : {&figures.plate_accuracy, &figures.digit_accuracy, &figures.mean_confidence,
                        &figures.refused_share, &figures.wrong_share}) {
    *value = share(*value, figures.plates);
  }
  figures.digit_accuracy /= kDigits;
  figures.negatives_read = share(figures.negatives_read, figures.negatives);
  figures.calibration_error = expected_calibration_error(outcomes);
  measure_coverage(outcomes, figures);
  return figures;
}

std::map<std::string, Figures> measure_groups(const std::vector<Outcome>& outcomes,
                                              double threshold) {
  std::map<std::string, std::vector<Outcome>> groups;
  for (const auto& outcome : outcomes) groups[outcome.group].push_back(outcome);
  std::map<std::string, Figures> figures;
  constexpr const char* kAll = "all";
  for (const auto& [name, members] : groups) {
    // A folder of that name is not the total.
    figures[name == kAll ? name + "/" : name] = measure(members, threshold);
  }
  figures[kAll] = measure(outcomes, threshold);
  return figures;
}

void to_json(nlohmann::json& json, const Figures& figures) {
  json = {{"plates", figures.plates},
          {"negatives", figures.negatives},
          {"plate_accuracy", figures.plate_accuracy},
          {"digit_accuracy", figures.digit_accuracy},
          {"mean_confidence", figures.mean_confidence},
          {"calibration_error", figures.calibration_error},
          {"refused_share", figures.refused_share},
          {"wrong_share", figures.wrong_share},
          {"negatives_read", figures.negatives_read},
          {"coverage_at_99.9_precision", figures.coverage},
          {"threshold_at_99.9_precision", figures.coverage_threshold},
          {"confusion", figures.confusion}};
}

}  // namespace deepocr::training
