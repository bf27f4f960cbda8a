// SPDX-License-Identifier: MIT
// A picture's luma at the sizes in which the locator's network knows plates.
#include "deepocr/luma_pyramid.h"

#include <algorithm>
#include <cmath>

#include "deepocr/luma.h"

namespace deepocr {
namespace {

/// A share smaller than this is an error of rounding.
constexpr double kNoShare = 1e-6;

int reduced(int extent, double factor) {
  return std::max(1, static_cast<int>(std::lround(extent / factor)));
}

int padded(int extent) {
  return (extent + LumaPyramid::kBlock - 1) / LumaPyramid::kBlock * LumaPyramid::kBlock;
}

/// What one sample of the target covers of the source's samples along one axis.
struct Span {
  Span(int index, double factor, int extent) {
    const double begin = index * factor;
    const double end = std::min(begin + factor, static_cast<double>(extent));
    first = std::min(static_cast<int>(begin + kNoShare), extent - 1);
    last = std::clamp(static_cast<int>(std::ceil(end - kNoShare)) - 1, first, extent - 1);
    first_share = static_cast<float>(std::min(first + 1.0, end) - begin);
    last_share = static_cast<float>(end - last);
  }

  float share(int index) const {
    if (index == first) return first_share;
    return index == last ? last_share : 1.0F;
  }

  int first;
  int last;
  float first_share;
  float last_share;  ///< not used where first is last
};

template <typename Sample>
void add_row(const Sample* row, float share, std::vector<float>& sums) {
  float* sum = sums.data();
  const std::size_t count = sums.size();
  if (share == 1.0F) {
    for (std::size_t x = 0; x < count; ++x) sum[x] += static_cast<float>(row[x]);
  } else {
    for (std::size_t x = 0; x < count; ++x) sum[x] += share * static_cast<float>(row[x]);
  }
}

std::vector<Span> spans_of(int count, int extent) {
  std::vector<Span> spans;
  spans.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) spans.emplace_back(i, double(extent) / count, extent);
  return spans;
}

/// The sums of the columns that each sample of a row covers, times `scale`.
void reduce_columns(const std::vector<float>& sums, const std::vector<Span>& spans, float scale,
                    float* out) {
  for (const Span& span : spans) {
    float sum = span.first_share * sums[span.first];
    for (int i = span.first + 1; i < span.last; ++i) sum += sums[i];
    if (span.last > span.first) sum += span.last_share * sums[span.last];
    *out++ = sum * scale;
  }
}

/// Averages a source of `width` × `height` samples over the area that each sample of `level`
/// covers. @param row_of returns a row of the source. @param white the source's largest sample.
template <typename RowOf>
void average(int width, int height, RowOf row_of, float white, std::vector<float>& sums,
             PyramidLevel& level) {
  const std::vector<Span> columns = spans_of(level.width, width);
  const double factor = double(height) / level.height;
  const double area = factor * width / level.width;
  sums.resize(static_cast<std::size_t>(width));
  for (int y = 0; y < level.height; ++y) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    const Span rows(y, factor, height);
    for (int i = rows.first; i <= rows.last; ++i) add_row(row_of(i), rows.share(i), sums);
    float* row = &level.luma[static_cast<std::size_t>(y) * level.padded_width];
    reduce_columns(sums, columns, static_cast<float>(1.0 / (area * white)), row);
    std::fill(row + level.width, row + level.padded_width, row[level.width - 1]);
  }
  const auto last_row = level.luma.begin() + std::ptrdiff_t{level.height - 1} * level.padded_width;
  for (int y = level.height; y < level.padded_height; ++y) {
    std::copy_n(last_row, level.padded_width,
                last_row + std::ptrdiff_t{y - level.height + 1} * level.padded_width);
  }
}

}  // namespace

void LumaPyramid::set_sizes(int width, int height) {
  if (width == frame_width_ && height == frame_height_) return;
  levels_.clear();
  const double longest = std::max(width, height);
  double factor = std::max(1.0, longest / kLongestSide);
  do {
    PyramidLevel level;
    level.width = reduced(width, factor);
    level.height = reduced(height, factor);
    level.padded_width = padded(level.width);
    level.padded_height = padded(level.height);
    level.scale_x = double(width) / level.width;
    level.scale_y = double(height) / level.height;
    level.luma.resize(static_cast<std::size_t>(level.padded_width) * level.padded_height);
    levels_.push_back(std::move(level));
    factor *= kReduction;
  } while (longest / factor >= kShortestSide);
  frame_width_ = width;
  frame_height_ = height;
}

std::vector<PyramidLevel>& LumaPyramid::build(const ImageView& image) {
  set_sizes(image.width, image.height);
  average(
      image.width, image.height, [&](int y) { return luma_row(image, y, scratch_); }, 255.0F, sums_,
      levels_.front());
  for (std::size_t i = 1; i < levels_.size(); ++i) {
    const PyramidLevel& finer = levels_[i - 1];
    average(
        finer.width, finer.height,
        [&](int y) { return &finer.luma[static_cast<std::size_t>(y) * finer.padded_width]; }, 1.0F,
        sums_, levels_[i]);
  }
  return levels_;
}

}  // namespace deepocr
