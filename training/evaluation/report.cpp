// SPDX-License-Identifier: MIT
// Figures as tables that a person reads.
#include "evaluation/report.h"

#include <cmath>

#include <fmt/format.h>

namespace deepocr::training {
namespace {

std::string percent(double share) {
  return std::isnan(share) ? std::string("-") : fmt::format("{:.2f}", 100.0 * share);
}

std::string row(const std::string& name, const Figures& figures) {
  return fmt::format("{:<28} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}\n", name,
                     figures.plates, percent(figures.plate_accuracy),
                     percent(figures.digit_accuracy), percent(figures.mean_confidence),
                     percent(figures.calibration_error), percent(figures.coverage),
                     figures.negatives, percent(figures.negatives_read));
}

}  // namespace

std::string group_table(const std::map<std::string, Figures>& groups) {
  std::string text =
      fmt::format("{:<28} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}\n", "(shares in %)",
                  "plates", "plate", "digit", "mean", "ECE", "covered", "negatives", "of these");
  text += fmt::format("{:<28} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}\n", "", "", "right",
                      "right", "conf.", "", "at 99.9", "", "read");
  for (const auto& [name, figures] : groups) {
    if (name != "all") text += row(name, figures);
  }
  return text + row("all", groups.at("all"));
}

std::string describe(const Figures& figures, double threshold) {
  std::string text = fmt::format(
      "At the threshold {:.3f}: {} % of plates refused, {} % read wrongly, {} % of negatives "
      "read.\n"
      "Readings from confidence {:.4f} on are right 999 times in 1000 and cover {} % of plates.\n\n"
      "Digits (rows: truth, columns: answer, '-': no digit)\n     ",
      threshold, percent(figures.refused_share), percent(figures.wrong_share),
      percent(figures.negatives_read), figures.coverage_threshold, percent(figures.coverage));
  for (int answer = 0; answer < kClasses; ++answer) {
    text += fmt::format("{:>7}", answer == kNoDigit ? "-" : std::to_string(answer));
  }
  for (int truth = 0; truth < 10; ++truth) {
    text += fmt::format("\n{:>5}", truth);
    for (const auto count : figures.confusion[truth]) text += fmt::format("{:>7}", count);
  }
  return text + "\n";
}

}  // namespace deepocr::training
