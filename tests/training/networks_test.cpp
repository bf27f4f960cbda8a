// SPDX-License-Identifier: MIT
// What holds for every network.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "deepocr/model_file.h"
#include "expect_error.h"
#include "networks/locator_network.h"
#include "networks/reader_network.h"
#include "trainer/weight_average.h"

namespace deepocr::training {
namespace {

class Networks : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    torch::manual_seed(1);
    network_ = make_reader(GetParam());
    network_->eval();
    size_ = network_->input_size();
  }

  torch::Tensor logits(const torch::Tensor& images) {
    torch::NoGradGuard no_grad;
    return network_->forward(images);
  }

  torch::Tensor pictures(std::int64_t batch) const {
    return torch::rand({batch, 1, size_.height, size_.width});
  }

  std::shared_ptr<ReaderNetwork> network_;
  InputSize size_;
};

TEST_P(Networks, GiveElevenLogitsForEachOfFiveSlots) {
  for (const std::int64_t batch : {1, 5}) {
    const auto output = logits(pictures(batch));
    EXPECT_EQ(output.sizes(), (torch::IntArrayRef{batch, kDigits, kClasses}));
    EXPECT_EQ(output.scalar_type(), torch::kFloat32);
  }
}

TEST_P(Networks, ReadAPictureAlikeInAnyCompanyLightAndContrast) {
  const auto images = pictures(4);
  const auto together = logits(images);
  EXPECT_TRUE(
      torch::allclose(together.narrow(0, 2, 1), logits(images.narrow(0, 2, 1)), 1e-4, 1e-4));
  EXPECT_TRUE(torch::allclose(together, logits(images * 0.4 + 0.3), 1e-2, 1e-2));
}

TEST_P(Networks, SurviveAFlatPicture) {
  EXPECT_TRUE(logits(torch::full_like(pictures(1), 0.5)).isfinite().all().item<bool>());
}

TEST_P(Networks, CostWhatWasPlanned) {
  EXPECT_GT(network_->multiply_accumulates(), 20'000'000);
  EXPECT_LT(network_->multiply_accumulates(), 40'000'000);
  EXPECT_LT(network_->parameter_count(), 1'000'000);
}

TEST_P(Networks, AreAveragedFromTheFirstStepOn) {
  const auto average = make_reader(GetParam());
  update_average(*average, *network_, 0.9995, 0);
  const auto from = network_->parameters().front(), to = average->parameters().front();
  EXPECT_GT(torch::cosine_similarity(from.flatten(), to.flatten(), 0).item<double>(), 0.9);
  copy_weights(*network_, *average);
  EXPECT_TRUE(torch::equal(from, to));
}

INSTANTIATE_TEST_SUITE_P(All, Networks, testing::ValuesIn(reader_names()),
                         [](const auto& each) { return each.index == 0 ? "focus" : "lstm"; });

TEST(FocusReader, IsToldWhereSomeRunsLieInTrainingOnly) {
  at::set_num_threads(1);
  torch::manual_seed(2);
  const auto network = make_reader("focus");
  const auto images = torch::rand({32, 1, 64, 192});
  KnownRuns runs;
  runs.corners = torch::tensor({0.4F, 0.4F, 0.6F, 0.4F, 0.6F, 0.6F, 0.4F, 0.6F})
                     .view({1, 4, 2})
                     .repeat({32, 1, 1});
  runs.known = torch::ones({32}, torch::kBool);
  torch::NoGradGuard no_grad;
  network->eval();
  EXPECT_TRUE(torch::equal(network->read(images, &runs).logits, network->forward(images)));
  network->train();
  const auto told = network->read(images, &runs);
  EXPECT_FALSE(torch::equal(told.logits, network->forward(images)));
  EXPECT_EQ(told.corners.sizes(), (torch::IntArrayRef{32, 4, 2}));
}

class Locators : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    torch::manual_seed(1);
    network_ = make_locator(GetParam());
    network_->eval();
  }

  std::shared_ptr<LocatorNetwork> network_;
  torch::NoGradGuard no_grad_;
};

TEST_P(Locators, AnswerForEachCellOfAPictureOfAnySize) {
  for (const auto& [height, width] : {std::pair{128, 192}, {32, 32}, {96, 640}}) {
    const auto output = network_->forward(torch::rand({2, 1, height, width}));
    EXPECT_EQ(output.sizes(), (torch::IntArrayRef{2, 9, height / 8, width / 8}));
  }
}

TEST_P(Locators, SeeAPlaceAlikeInAnyLightAndContrast) {
  const auto images = 0.3 + 0.7 * torch::rand({1, 1, 128, 192});
  EXPECT_TRUE(
      torch::allclose(network_->forward(images), network_->forward(images * 0.5 + 0.2), 0.1, 0.1));
}

TEST_P(Locators, SurviveAFlatPicture) {
  EXPECT_TRUE(network_->forward(torch::zeros({1, 1, 64, 64})).isfinite().all().item<bool>());
}

INSTANTIATE_TEST_SUITE_P(All, Locators, testing::ValuesIn(locator_names()));

TEST(MakeNetwork, NamesTheArchitecturesItKnows) {
  expect_error([] { make_locator("focus"); }, ErrorCode::kInvalidArgument, "cells");
  expect_error([] { make_reader("transformer"); }, ErrorCode::kInvalidArgument, "focus");
}

}  // namespace
}  // namespace deepocr::training
