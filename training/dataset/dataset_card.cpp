// SPDX-License-Identifier: MIT
// README.md of a data set: what is in it and how to make it again.
#include "dataset/dataset_card.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "deepocr/model_file.h"

namespace deepocr::training {
namespace {

using Counts = std::map<std::string, std::array<std::size_t, 2>>;  // training, validation

std::string count_table(const std::string& title, const Counts& counts) {
  std::string text = fmt::format("\n| {} | training | validation |\n|---|---|---|\n", title);
  for (const auto& [name, values] : counts) {
    text += fmt::format("| {} | {} | {} |\n", name.empty() ? "(none)" : name, values[0], values[1]);
  }
  return text;
}

std::string digit_table(const std::vector<DatasetRow>& rows) {
  std::array<std::array<std::size_t, kDigits>, 10> counts{};
  std::size_t plates = 0;
  for (const auto& row : rows) {
    if (row.label.empty() || row.variant != 0) continue;
    ++plates;
    for (int i = 0; i < kDigits; ++i) ++counts[row.label[i] - '0'][i];
  }
  std::string text =
      "\n| digit | first | second | third | fourth | fifth |\n|---|---|---|---|---|---|\n";
  double largest = 0.0;
  const double even = static_cast<double>(plates) / 10.0;
  for (int digit = 0; digit < 10; ++digit) {
    text += fmt::format("| {} |", digit);
    for (const auto count : counts[digit]) {
      text += fmt::format(" {} |", count);
      if (plates > 0)
        largest = std::max(largest, std::abs(static_cast<double>(count) / even - 1.0));
    }
    text += '\n';
  }
  return text + fmt::format("\nEven would be {:.0f} of each; the largest deviation is {:.1f} %.\n",
                            even, 100.0 * largest);
}

constexpr const char* kText = R"(# Rendered five-digit plates

{} pictures of {} plates, {} views of each. Every picture is a rendering; no photograph is in it.
Validation plates are other plates, in typefaces that no training plate is drawn in.

    deepocr-train generate --count {} --augmentations {} --validation-share {} --seed {} --difficulty {} --negatives {} --output DIR

makes the same bytes again, with the same program and typefaces, on any number of threads.

- `labels.csv`: file, label (five digits; empty where no run of exactly five digits is to be seen),
  split, base (number of the plate), variant (number of its view), typeface, style.
- `training/`, `validation/`: PNG, grey; the label stands at the start of each name too.
- `contact-sheet.png`: a few plates, one in each row, with all their views.

## Pictures by style
)";

}  // namespace

std::string dataset_card(const DatasetOptions& options, const std::vector<DatasetRow>& rows) {
  const bool hard = options.sampler.difficulty == synth::Difficulty::kHard;
  std::string text =
      fmt::format(kText, rows.size(), options.count, options.augmentations, options.count,
                  options.augmentations, options.validation_share, options.sampler.seed,
                  hard ? "hard" : "ordinary", options.sampler.negatives);
  Counts styles, typefaces;
  for (const auto& row : rows) {
    const std::size_t split = row.split == "training" ? 0 : 1;
    ++styles[row.style][split];
    ++typefaces[row.typeface][split];
  }
  text += count_table("style", styles);
  text += "\n## Plates by digit and position\n" + digit_table(rows);
  return text + "\n## Pictures by typeface\n" + count_table("typeface", typefaces);
}

}  // namespace deepocr::training
