// SPDX-License-Identifier: MIT
// Lets a reader read labelled pictures, exactly as an application would.
#include "evaluation/evaluation.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "support/contact_sheet.h"

namespace deepocr::training {
namespace {

Reading read_picture(const PlateReader& reader, const cv::Mat& image) {
  const auto view =
      gray_view(image.data, image.cols, image.rows, static_cast<std::ptrdiff_t>(image.step));
  const Rect whole{0, 0, double(image.cols), double(image.rows)};
  return reader.read(view, {to_quad(whole)}, 0.0).front();
}

std::string answer_text(const Reading& reading) {
  std::string text;
  for (const int answer : answered_classes(reading)) {
    text += answer == kNoDigit ? '-' : static_cast<char>('0' + answer);
  }
  return text;
}

}  // namespace

std::vector<Outcome> evaluate_files(const PlateReader& reader,
                                    const std::vector<LabelledFile>& files,
                                    const EvaluationProgress& progress) {
  std::vector<Outcome> outcomes;
  for (const auto& entry : files) {
    outcomes.push_back({entry.file.string(), entry.group, entry.label,
                        read_picture(reader, load_gray(entry.file))});
    progress(outcomes.size());
  }
  return outcomes;
}

std::vector<Outcome> evaluate_stream(const PlateReader& reader, const synth::Sampler& sampler,
                                     std::uint64_t count, const EvaluationProgress& progress) {
  std::vector<Outcome> outcomes;
  for (std::uint64_t index = 0; index < count; ++index) {
    const auto sample = sampler.sample(index);
    outcomes.push_back(
        {std::to_string(index), sample.style, sample.label, read_picture(reader, sample.image)});
    progress(outcomes.size());
  }
  return outcomes;
}

std::vector<const Outcome*> worst_mistakes(const std::vector<Outcome>& outcomes,
                                           std::size_t count) {
  std::vector<const Outcome*> mistakes;
  for (const auto& outcome : outcomes) {
    const bool right = outcome.is_plate() ? outcome.is_right() : !outcome.is_read();
    if (!right) mistakes.push_back(&outcome);
  }
  std::stable_sort(mistakes.begin(), mistakes.end(), [](const Outcome* a, const Outcome* b) {
    if (a->is_read() != b->is_read()) return a->is_read();
    return a->is_read() ? a->reading.confidence > b->reading.confidence
                        : a->reading.confidence < b->reading.confidence;
  });
  mistakes.resize(std::min(mistakes.size(), count));
  return mistakes;
}

cv::Mat make_mistake_sheet(const std::vector<const Outcome*>& mistakes, const PictureOf& picture) {
  constexpr int kColumns = 6;
  std::vector<Tile> tiles;
  for (const auto* mistake : mistakes) {
    const std::string truth = mistake->is_plate() ? mistake->truth : "none";
    tiles.push_back(
        {picture(*mistake),
         {fmt::format("{} read {} {:.4f}", truth, answer_text(mistake->reading),
                      mistake->reading.confidence),
          mistake->group + "/" + std::filesystem::path(mistake->name).filename().string()}});
  }
  return make_contact_sheet(tiles, kColumns);
}

}  // namespace deepocr::training
