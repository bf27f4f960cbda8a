// SPDX-License-Identifier: MIT
// Model files compute what the trained network computes.
#include <cmath>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <torch/types.h>

#include "data/read_example.h"
#include "deepocr/plate_locator.h"
#include "deepocr/plate_reader.h"
#include "expect_error.h"
#include "export/model_export.h"
#include "export/open_model.h"
#include "export/temperature.h"
#include "export/torchscript.h"
#include "networks/reader_network.h"
#include "noise_source.h"
#include "support/atomic_file.h"
#include "test_folder.h"
#include "trainer/validation.h"

namespace deepocr::training {
namespace {

/// A network whose batch statistics are not those of a random start.
/// @param architecture empty: the task's default.
TrainingState make_state(const std::string& task, const std::string& architecture = "") {
  at::set_num_threads(1);
  TrainOptions options;
  options.task = task;
  options.architecture = architecture;
  auto state = start_training(options);
  const InputSize size = state.network->input_size();
  const auto set = make_validation_set("", std::make_shared<NoiseSource>(size), size, 0, 8, 1);
  state.average->train();
  for (int i = 0; i < 20; ++i) state.average->forward(set.examples.images);
  state.average->eval();
  return state;
}

cv::Mat make_picture() {
  cv::Mat image(37, 141, CV_8UC1);
  cv::RNG(8).fill(image, cv::RNG::UNIFORM, 20, 200);
  return image;
}

class Export : public testing::TestWithParam<std::string> {};

TEST_P(Export, ComputesTheSameInAnyBatch) {
  auto state = make_state(kTaskRead, GetParam());
  auto script = to_torchscript(*state.average);
  EXPECT_LT(largest_difference(*state.average, script), 1e-5);
}

TEST_P(Export, IsReadByPlateReaderAsTrainingSeesThePicture) {
  const TestFolder folder;
  auto state = make_state(kTaskRead, GetParam());
  auto info = describe_model(state, "test");
  info.temperature = 1.7;
  double difference = 1.0;
  write_file(folder / "model.pt", model_bytes(*state.average, info, &difference));
  EXPECT_LT(difference, kLargestDifference);

  const PlateReader reader((folder / "model.pt").string());
  EXPECT_EQ(reader.info().name, "test");
  EXPECT_EQ(reader.info().architecture, GetParam());
  const auto picture = make_picture();
  const auto view = gray_view(picture.data, picture.cols, picture.rows,
                              static_cast<std::ptrdiff_t>(picture.step));
  const auto reading = reader.read(view, {to_quad({0, 0, 141, 37})}, 0.0).front();

  const auto batch = make_batch({make_read_example(picture, "", info.input)}, info.input);
  const auto logits = predict(*state.average, batch.images).contiguous();
  const auto expected = decode(logits.data_ptr<float>(), info.temperature, 0.0);
  EXPECT_NEAR(reading.confidence, expected.confidence, 1e-5);
  for (int i = 0; i < kDigits; ++i) {
    for (int digit = 0; digit < 10; ++digit) {
      EXPECT_NEAR(reading.posteriors[i][digit], expected.posteriors[i][digit], 1e-4);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Export, testing::ValuesIn(reader_names()),
                         [](const auto& each) { return each.index == 0 ? "focus" : "lstm"; });

TEST(Export, KeepsALocatorsSizeOpen) {
  at::set_num_threads(1);
  const TestFolder folder;
  TrainOptions options;
  options.task = kTaskLocate;
  const auto state = start_training(options);
  double difference = 1.0;
  write_file(folder / "locator.pt",
             model_bytes(*state.average, describe_model(state, "test"), &difference));
  EXPECT_LT(difference, kLargestDifference);
  const PlateLocator locator((folder / "locator.pt").string());
  EXPECT_EQ(locator.info().task, kTaskLocate);
  const auto picture = make_picture();
  const auto view = gray_view(picture.data, picture.cols, picture.rows,
                              static_cast<std::ptrdiff_t>(picture.step));
  EXPECT_LE(locator.locate(view, 0.9, 4).size(), 4U);
}

class Opening : public testing::TestWithParam<const char*> {};

TEST_P(Opening, TakesCheckpointsAndModelFilesOfItsTask) {
  const bool reads = GetParam() == std::string(kTaskRead);
  const auto name_in = [reads](const std::filesystem::path& file) {
    return reads ? open_reader(file, {}).info().name : open_locator(file, {}).info().name;
  };
  const TestFolder folder;
  const auto state = make_state(GetParam());
  save_checkpoint(state, folder / "checkpoint.pt");
  double difference = 0.0;
  write_file(folder / "model.pt",
             model_bytes(*state.average, describe_model(state, "model"), &difference));
  EXPECT_TRUE(is_model_file(folder / "model.pt"));
  EXPECT_FALSE(is_model_file(folder / "checkpoint.pt"));
  EXPECT_EQ(name_in(folder / "model.pt"), "model");
  EXPECT_EQ(name_in(folder / "checkpoint.pt"), "checkpoint");
  write_file(folder / "rubbish.pt", "rubbish");
  expect_error([&] { name_in(folder / "rubbish.pt"); }, ErrorCode::kUnreadable, "rubbish.pt");
  save_checkpoint(make_state(reads ? kTaskLocate : kTaskRead), folder / "other.pt");
  expect_error([&] { name_in(folder / "other.pt"); }, ErrorCode::kContract,
               reads ? "other.pt' is a checkpoint of a network that locates plates"
                     : "other.pt' is a checkpoint of a network that reads plates");
}

INSTANTIATE_TEST_SUITE_P(Tasks, Opening, testing::Values(kTaskRead, kTaskLocate),
                         [](const auto& each) { return std::string(each.param); });

TEST(Temperature, UndoesTooMuchConfidence) {
  torch::manual_seed(5);
  const auto honest = torch::randn({4000, kDigits, kClasses}) * 4.0;
  honest.select(2, kNoDigit).fill_(-50.0);  // plates only
  const auto classes = torch::multinomial(honest.softmax(2).flatten(0, 1), 1).view({4000, kDigits});
  EXPECT_NEAR(fit_temperature(honest, classes), 1.0, 0.1);
  EXPECT_NEAR(fit_temperature(honest * 3.0, classes), 3.0, 0.3);
}

}  // namespace
}  // namespace deepocr::training
