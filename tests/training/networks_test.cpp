// SPDX-License-Identifier: MIT
// What holds for every network.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "deepocr/model_file.h"
#include "expect_error.h"
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

TEST(MakeNetwork, NamesTheArchitecturesItKnows) {
  expect_error([] { make_reader("transformer"); }, ErrorCode::kInvalidArgument, "focus");
}

}  // namespace
}  // namespace deepocr::training
