// SPDX-License-Identifier: MIT
// Model files compute what the trained network computes.
#include <cmath>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <torch/types.h>

#include "data/locate_example.h"
#include "data/read_example.h"
#include "deepocr/plate_candidates.h"
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
#include "trainer/starting_weights.h"
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

cv::Mat make_picture(int width, int height) {
  cv::Mat image(height, width, CV_8UC1);
  cv::RNG(8).fill(image, cv::RNG::UNIFORM, 20, 200);
  return image;
}

ImageView view_of(const cv::Mat& picture) {
  return gray_view(picture.data, picture.cols, picture.rows,
                   static_cast<std::ptrdiff_t>(picture.step));
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
  expect_error([&] { load_checkpoint(folder / "model.pt"); }, ErrorCode::kContract,
               "model.pt' is an exported model, not a checkpoint");

  const PlateReader reader((folder / "model.pt").string());
  EXPECT_EQ(reader.info().name, "test");
  EXPECT_EQ(reader.info().architecture, GetParam());
  const auto picture = make_picture(141, 37);
  const auto reading = reader.read(view_of(picture), {to_quad({0, 0, 141, 37})}, 0.0).front();

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

void expect_same_weights(const Network& network, const Network& expected) {
  const auto tensors = network.named_parameters();
  for (const auto& each : expected.named_parameters()) {
    EXPECT_TRUE(torch::equal(tensors[each.key()], each.value())) << each.key();
  }
  const auto buffers = network.named_buffers();
  for (const auto& each : expected.named_buffers()) {
    EXPECT_TRUE(torch::equal(buffers[each.key()], each.value())) << each.key();
  }
}

TEST_P(Export, IsWhatTrainingCanStartFrom) {
  const TestFolder folder;
  auto state = make_state(kTaskRead, GetParam());
  double difference = 1.0;
  write_file(folder / "model.pt",
             model_bytes(*state.average, describe_model(state, "test"), &difference));
  save_checkpoint(state, folder / "checkpoint.pt");

  TrainOptions options = state.options;
  options.seed = 2;
  for (const char* file : {"model.pt", "checkpoint.pt"}) {
    options.weights = (folder / file).string();
    const auto started = start_from_weights(options);
    EXPECT_EQ(started.progress.samples, 0U);
    expect_same_weights(*started.network, *state.average);
    expect_same_weights(*started.average, *state.average);
    EXPECT_TRUE(started.network->is_training());
    for (const auto& each : started.network->parameters()) EXPECT_TRUE(each.requires_grad());
    EXPECT_THAT(describe_model(started, "test").trained_on,
                testing::EndsWith(std::string("from the weights of ") + file));
  }
}

TEST(StartingWeights, OfAnotherNetworkAreRefused) {
  const TestFolder folder;
  auto state = make_state(kTaskRead, "cnn-lstm");
  double difference = 1.0;
  const auto bytes = model_bytes(*state.average, describe_model(state, "test"), &difference);
  write_file(folder / "lstm.pt", bytes);
  TrainOptions options;
  options.weights = (folder / "lstm.pt").string();
  expect_error([&] { start_from_weights(options); }, ErrorCode::kContract,
               "lstm.pt' are of another network than 'focus'");
  options.architecture = "cnn-lstm";
  options.weights = (folder / "cut.pt").string();
  write_file(folder / "cut.pt", bytes.substr(0, bytes.size() - 100));
  expect_error([&] { start_from_weights(options); }, ErrorCode::kUnreadable,
               "cut.pt' is not a complete model file");
  auto flipped = bytes;
  flipped[bytes.size() / 2] = static_cast<char>(flipped[bytes.size() / 2] ^ 1);
  options.weights = (folder / "flipped.pt").string();
  write_file(folder / "flipped.pt", flipped);
  expect_error([&] { start_from_weights(options); }, ErrorCode::kUnreadable,
               "flipped.pt' is damaged");
  options.weights = (folder / "none.pt").string();
  expect_error([&] { start_from_weights(options); }, ErrorCode::kNotFound, "none.pt'");
}

INSTANTIATE_TEST_SUITE_P(All, Export, testing::ValuesIn(reader_names()),
                         [](const auto& each) { return each.index == 0 ? "focus" : "lstm"; });

/// Lets every cell claim a plate of about 77 × 26 pixels around itself, with very different scores,
/// so that rounding changes no order: at its random start a locator finds nothing.
void expect_plates_everywhere(Network& locator) {
  const torch::NoGradGuard no_grad;
  const auto parameters = locator.named_parameters();
  parameters["head.bias"].copy_(
      torch::tensor({0.0F, -1.2F, -0.4F, 1.2F, -0.4F, 1.2F, 0.4F, -1.2F, 0.4F}));
  parameters["head.weight"].narrow(0, 0, 1).mul_(5.0);
  parameters["head.weight"].narrow(0, 1, 8).mul_(0.2);
}

/// What a locator's network says about a picture that has one level only.
std::vector<LocatedPlate> decode_plates(Network& locator, const cv::Mat& picture, double threshold,
                                        int max_plates) {
  const auto batch = make_batch({make_locate_example(picture, {})}, {picture.cols, picture.rows});
  const auto output = predict(locator, batch.images).contiguous();
  CellGrid grid;
  grid.values = output.data_ptr<float>();
  grid.rows = static_cast<int>(output.size(2));
  grid.columns = static_cast<int>(output.size(3));
  std::vector<LocatedPlate> candidates;
  collect_candidates(grid, picture.cols, picture.rows, threshold, candidates);
  auto plates = merge_candidates(std::move(candidates), max_plates);
  for (auto& plate : plates) plate.quad = scaled(plate.quad, PlateLocator::kGrowth);
  return plates;
}

TEST(Export, IsReadByPlateLocatorAsTrainingSeesThePicture) {
  constexpr double kThreshold = 0.05;
  constexpr int kMaxPlates = 100;
  const TestFolder folder;
  const auto state = make_state(kTaskLocate);
  expect_plates_everywhere(*state.average);
  double difference = 1.0;
  write_file(folder / "locator.pt",
             model_bytes(*state.average, describe_model(state, "test"), &difference));
  EXPECT_LT(difference, kLargestDifference);

  const PlateLocator locator((folder / "locator.pt").string());
  EXPECT_EQ(locator.info().task, kTaskLocate);
  const auto picture = make_picture(96, 64);  // not the size that the network was traced with
  const auto located = locator.locate(view_of(picture), kThreshold, kMaxPlates);

  const auto expected = decode_plates(*state.average, picture, kThreshold, kMaxPlates);
  ASSERT_GT(expected.size(), 4U);
  ASSERT_EQ(located.size(), expected.size());
  for (std::size_t i = 0; i < located.size(); ++i) {
    EXPECT_NEAR(located[i].score, expected[i].score, 1e-4);
    for (std::size_t corner = 0; corner < 4; ++corner) {
      EXPECT_NEAR(located[i].quad[corner].x, expected[i].quad[corner].x, 0.02);
      EXPECT_NEAR(located[i].quad[corner].y, expected[i].quad[corner].y, 0.02);
    }
  }
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
