// SPDX-License-Identifier: MIT
// Prints figures of passages.
#include "passage-report.h"

#include <cmath>

#include <fmt/format.h>

namespace deepocr::evaluation {
namespace {

std::string number(double value, const char* unit = "") {
  return std::isnan(value) ? "-" : fmt::format("{:.2f}{}", value, unit);
}

std::string percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? "-" : fmt::format("{:.1f}", 100 * share(part, whole));
}

// Two more digits: 99.9 % and 99.95 % are not the same here.
std::string fine_percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? "-" : fmt::format("{:.2f} %", 100 * share(part, whole));
}

constexpr const char* kRow =
    "{:<20} {:>6} {:>5} {:>5} | {:>6} {:>5} {:>5} {:>5} {:>5} | {:>6} {:>6} | {:>6} | {:>6} {:>5} "
    "| "
    "{:>6} {:>5}\n";

}  // namespace

std::string table_head() {
  return fmt::format(kRow, "", "", "pass-", "", "", "", "", "", "", "confirm", "in s", "id",
                     "single", "%", "fused", "%") +
         fmt::format(kRow, "scene", "s", "ages", "once", "events", "right", "wrong", "again",
                     "stray", "median", "90 %", "switch", "right", "wrong", "right", "wrong");
}

std::string table_row(const std::string& scene, const PassageFigures& figures) {
  const FrameFigures& single = figures.single;
  const FrameFigures& fused = figures.fused;
  return fmt::format(kRow, scene, fmt::format("{:.0f}", figures.seconds), figures.passages,
                     figures.recalled, figures.events, figures.right, figures.wrong,
                     figures.duplicates, figures.strays, number(percentile(figures.delays, 50)),
                     number(percentile(figures.delays, 90)), figures.switches,
                     percent(single.right, single.plates), percent(single.wrong, single.plates),
                     percent(fused.right, fused.plates), percent(fused.wrong, fused.plates));
}

std::string summary(const PassageFigures& all, std::size_t min_frames) {
  constexpr double kSure = 0.99;
  const SureEvents sure = sure_events(all, kSure);
  std::string text = fmt::format(
      "A passage is a plate that is legible in at least {} frames.\n"
      "Event recall:     {} of {} passages ({}) have exactly one event, the right one\n"
      "Event precision:  {} of {} events ({}) are right and the first of their plate\n",
      min_frames, all.recalled, all.passages, fine_percent(all.recalled, all.passages), all.right,
      all.events, fine_percent(all.right, all.events));
  text += fmt::format(
      "Time to confirm:  {} median, {} for 90 % of them, from the first legible frame\n"
      "ID switches:      {}\n",
      number(percentile(all.delays, 50), " s"), number(percentile(all.delays, 90), " s"),
      all.switches);
  if (all.single.plates > 0) {
    text += fmt::format("Single frames:    {} right, {} wrong, of {} legible plates\n",
                        fine_percent(all.single.right, all.single.plates),
                        fine_percent(all.single.wrong, all.single.plates), all.single.plates);
  }
  text += fmt::format(
      "Fused:            {} right, {} wrong, of {} legible plates\n"
      "Calibration:      expected error {}; of {} events at 0.99 or more, {} are right ({})\n",
      fine_percent(all.fused.right, all.fused.plates),
      fine_percent(all.fused.wrong, all.fused.plates), all.fused.plates,
      number(100 * calibration_error(all), " %"), sure.events, sure.right,
      fine_percent(sure.right, sure.events));
  return text;
}

}  // namespace deepocr::evaluation
