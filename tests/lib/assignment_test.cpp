// SPDX-License-Identifier: MIT
// Rows, columns and the cheapest way to pair them.
#include "deepocr/assignment.h"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace deepocr {
namespace {

using Costs = std::vector<std::vector<double>>;

constexpr double kUnpaired = 10;

double total(const Costs& costs, const std::vector<int>& columns) {
  double sum = 0;
  for (std::size_t row = 0; row < costs.size(); ++row) {
    sum += columns[row] < 0 ? kUnpaired : costs[row][columns[row]];
  }
  return sum;
}

/// Tries every pairing.
double least_total(const Costs& costs, std::size_t row, std::vector<int>& columns) {
  if (row == costs.size()) return total(costs, columns);
  columns[row] = -1;
  double least = least_total(costs, row + 1, columns);
  for (int column = 0; column < static_cast<int>(costs[row].size()); ++column) {
    const auto earlier_end = columns.begin() + static_cast<std::ptrdiff_t>(row);
    if (std::find(columns.begin(), earlier_end, column) != earlier_end) continue;
    columns[row] = column;
    least = std::min(least, least_total(costs, row + 1, columns));
  }
  return least;
}

TEST(Assign, TakesTheLeastTotalAndNotTheNearestFirst) {
  EXPECT_EQ(assign({{1, 2}, {1.5, 9}}, kUnpaired), (std::vector<int>{1, 0}));
}

TEST(Assign, LeavesOutWhatIsForbidden) {
  EXPECT_EQ(assign({{kForbidden, 3}, {kForbidden, 1}}, kUnpaired), (std::vector<int>{-1, 1}));
}

TEST(Assign, LeavesOutWhatCostsTooMuch) { EXPECT_EQ(assign({{11}}, kUnpaired).at(0), -1); }

TEST(Assign, TakesNegativeCosts) {
  EXPECT_EQ(assign({{-1, -5}, {0, -5}}, kUnpaired), (std::vector<int>{0, 1}));
}

TEST(Assign, TakesNothing) {
  EXPECT_TRUE(assign({}, kUnpaired).empty());
  EXPECT_EQ(assign({{}, {}}, kUnpaired), (std::vector<int>{-1, -1}));
}

TEST(Assign, IsOptimalForRandomCosts) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> cost(-5, 12);
  for (int trial = 0; trial < 200; ++trial) {
    Costs costs(1 + trial % 4, std::vector<double>(1 + trial % 5));
    for (auto& row : costs) {
      for (double& value : row) value = random() % 4 == 0 ? kForbidden : cost(random);
    }
    std::vector<int> columns(costs.size(), -1);
    EXPECT_NEAR(total(costs, assign(costs, kUnpaired)), least_total(costs, 0, columns), 1e-6);
  }
}

}  // namespace
}  // namespace deepocr
