// SPDX-License-Identifier: MIT
// Pairs rows with columns at the least total cost.
#include "deepocr/assignment.h"

#include <limits>

namespace deepocr {
namespace {

/// Adds one row after the other, each along the cheapest augmenting path. Row and column 0 are
/// sentinels; the last `rows` columns stand for "unpaired".
class Assignment {
 public:
  Assignment(const std::vector<std::vector<double>>& costs, double unpaired)
      : costs_(costs),
        unpaired_(unpaired),
        rows_(costs.size()),
        columns_(costs.empty() ? 0 : costs.front().size()),
        row_potential_(rows_ + 1),
        column_potential_(width(), 0.0),
        row_of_(width(), 0) {}

  std::vector<int> solve() {
    for (std::size_t row = 1; row <= rows_; ++row) add(row);
    std::vector<int> column_of(rows_, -1);
    for (std::size_t column = 1; column <= columns_; ++column) {
      if (row_of_[column] > 0) column_of[row_of_[column] - 1] = static_cast<int>(column) - 1;
    }
    return column_of;
  }

 private:
  std::size_t width() const { return columns_ + rows_ + 1; }

  double cost(std::size_t row, std::size_t column) const {
    return column <= columns_ ? costs_[row - 1][column - 1] : unpaired_;
  }

  void add(std::size_t row) {
    std::vector<double> slack(width(), std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(width(), 0);
    std::vector<char> done(width(), 0);
    row_of_[0] = row;
    std::size_t column = 0;
    while (row_of_[column] != 0) {
      done[column] = 1;
      const std::size_t next = nearest(column, slack, from, done);
      const double step = slack[next];
      for (std::size_t j = 0; j < width(); ++j) {
        if (done[j] != 0) {
          row_potential_[row_of_[j]] += step;
          column_potential_[j] -= step;
        } else {
          slack[j] -= step;
        }
      }
      column = next;
    }
    for (; column != 0; column = from[column]) row_of_[column] = row_of_[from[column]];
  }

  /// Relaxes the columns by the row of `column`. @returns the one with the least slack.
  std::size_t nearest(std::size_t column, std::vector<double>& slack,
                      std::vector<std::size_t>& from, const std::vector<char>& done) const {
    const std::size_t row = row_of_[column];
    std::size_t best = 0;
    for (std::size_t j = 1; j < width(); ++j) {
      if (done[j] != 0) continue;
      const double reduced = cost(row, j) - row_potential_[row] - column_potential_[j];
      if (reduced < slack[j]) {
        slack[j] = reduced;
        from[j] = column;
      }
      if (best == 0 || slack[j] < slack[best]) best = j;
    }
    return best;
  }

  const std::vector<std::vector<double>>& costs_;
  double unpaired_;
  std::size_t rows_;
  std::size_t columns_;
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<std::size_t> row_of_;  ///< of a column; 0: free
};

}  // namespace

std::vector<int> assign(const std::vector<std::vector<double>>& costs, double unpaired) {
  return Assignment(costs, unpaired).solve();
}

}  // namespace deepocr
