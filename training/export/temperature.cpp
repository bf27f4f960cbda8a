// SPDX-License-Identifier: MIT
// Calibration by temperature scaling.
#include "export/temperature.h"

#include <cmath>
#include <functional>

#include "deepocr/model_file.h"

namespace deepocr::training {
namespace {

/// Mean negative log-likelihood of `right`, given the confidences at this temperature.
double confidence_loss(const torch::Tensor& logits, const torch::Tensor& right,
                       double temperature) {
  constexpr double kLeast = 1e-12;  // of the probability of a mistake, whose logarithm is taken
  const auto digits = (logits / temperature).log_softmax(2).narrow(2, 0, kNoDigit);
  const auto log_confidence = digits.amax(2).sum(1);
  const auto log_doubt = (-log_confidence.expm1()).clamp_min(kLeast).log();
  return -torch::where(right, log_confidence, log_doubt).mean().item<double>();
}

/// Where a function with one minimum between `low` and `high` has it, by golden-section search.
double minimum_of(const std::function<double(double)>& function, double low, double high) {
  constexpr double kGolden = 0.6180339887498949;
  constexpr double kWidthAtEnd = 1e-3;
  double left = high - kGolden * (high - low), right = low + kGolden * (high - low);
  double at_left = function(left), at_right = function(right);
  while (high - low > kWidthAtEnd) {
    if (at_left < at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - kGolden * (high - low);
      at_left = function(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + kGolden * (high - low);
      at_right = function(right);
    }
  }
  return 0.5 * (low + high);
}

}  // namespace

double fit_temperature(const torch::Tensor& logits, const torch::Tensor& classes) {
  constexpr double kLowest = 0.05, kHighest = 20.0;
  const auto exact = logits.to(torch::kFloat64);
  const auto is_plate = classes.select(1, 0).ne(kNoDigit);
  const auto right = exact.argmax(2).eq(classes).all(1).logical_and(is_plate);
  const auto loss = [&](double log_temperature) {
    return confidence_loss(exact, right, std::exp(log_temperature));
  };
  return std::exp(minimum_of(loss, std::log(kLowest), std::log(kHighest)));
}

}  // namespace deepocr::training
