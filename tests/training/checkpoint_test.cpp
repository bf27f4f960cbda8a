// SPDX-License-Identifier: MIT
// Training that is stopped, continued, and that meets broken files and full disks.
#include <cmath>
#include <csignal>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "expect_error.h"
#include "full_disk.h"
#include "networks/reader_network.h"
#include "noise_source.h"
#include "support/atomic_file.h"
#include "test_folder.h"
#include "trainer/schedule.h"
#include "trainer/training_run.h"

namespace deepocr::training {
namespace {

TrainOptions short_run(const std::string& architecture) {
  TrainOptions options;
  options.architecture = architecture;
  options.samples = 40;
  options.batch_size = 8;
  options.validate_every = 16;
  options.validation_samples = 8;
  options.seed = 3;
  return options;
}

std::vector<ValidationSet> noise_validation(InputSize size) {
  return {make_validation_set("noise", std::make_shared<NoiseSource>(size), size, 1000, 8, 1)};
}

TrainingEnd train(const std::filesystem::path& folder, TrainingState state,
                  std::function<void(std::uint64_t)> on_example = {}) {
  at::set_num_threads(1);
  const InputSize size = state.network->input_size();
  auto source = std::make_shared<NoiseSource>(size, std::move(on_example));
  return TrainingRun(folder, std::move(state), source, noise_validation(size)).run();
}

void expect_equal(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(torch::equal(a[i], b[i])) << i;
}

class Resuming : public testing::TestWithParam<std::string> {};

TEST_P(Resuming, GivesExactlyWhatAnUnbrokenRunGives) {
  const TestFolder folder;
  const auto options = short_run(GetParam());
  ASSERT_EQ(train(folder / "unbroken", start_training(options)), TrainingEnd::kFinished);

  const auto stop = [](std::uint64_t index) {
    if (index == 20) kill(getpid(), SIGTERM);
  };
  ASSERT_EQ(train(folder / "broken", start_training(options), stop), TrainingEnd::kInterrupted);
  const auto last = TrainingRun::last_checkpoint(folder / "broken");
  auto stopped = load_checkpoint(last);
  EXPECT_LT(stopped.progress.samples, options.samples);
  ASSERT_EQ(train(folder / "broken", std::move(stopped)), TrainingEnd::kFinished);

  const auto unbroken = load_checkpoint(TrainingRun::last_checkpoint(folder / "unbroken"));
  const auto resumed = load_checkpoint(last);
  EXPECT_EQ(resumed.progress.samples, options.samples);
  EXPECT_EQ(resumed.progress.steps, unbroken.progress.steps);
  EXPECT_EQ(resumed.progress.best_accuracy, unbroken.progress.best_accuracy);
  expect_equal(resumed.network->parameters(), unbroken.network->parameters());
  expect_equal(resumed.average->parameters(), unbroken.average->parameters());
  expect_equal(resumed.average->buffers(), unbroken.average->buffers());
}

INSTANTIATE_TEST_SUITE_P(All, Resuming, testing::ValuesIn(reader_names()),
                         [](const auto& each) { return each.index == 0 ? "focus" : "lstm"; });

TEST(TrainingRun, LeavesCheckpointsMetricsAndAPlot) {
  const TestFolder folder;
  train(folder.path(), start_training(short_run("focus")));
  for (const char* file : {"checkpoints/last.pt", "checkpoints/best.pt", "metrics.png"}) {
    EXPECT_TRUE(std::filesystem::exists(folder / file)) << file;
  }
  const auto metrics = read_file(folder / "metrics.csv");
  EXPECT_EQ(metrics.rfind("samples,learning_rate,images_per_second,loss,plate_accuracy", 0), 0U);
  EXPECT_NE(metrics.find("noise_plate_accuracy"), std::string::npos);
  EXPECT_NE(metrics.find("\n40,"), std::string::npos);
}

TEST(TrainingRun, StopsWhenValidationNoLongerImproves) {
  const TestFolder folder;
  auto options = short_run("focus");
  options.patience = 1;  // nothing can be learnt from noise in 32 samples
  EXPECT_EQ(train(folder.path(), start_training(options)), TrainingEnd::kStoppedEarly);
  EXPECT_EQ(load_checkpoint(TrainingRun::last_checkpoint(folder.path())).progress.samples, 32U);
}

TEST(TrainingRun, SaysThatTheLossHasExploded) {
  const TestFolder folder;
  auto state = start_training(short_run("focus"));
  torch::NoGradGuard no_grad;
  state.network->parameters().front().fill_(std::nan(""));
  torch::AutoGradMode gradients(true);
  expect_error([&] { train(folder.path(), std::move(state)); }, ErrorCode::kInference,
               "--learning-rate");
}

TEST(TrainingRun, DoesNotReplaceAGoodCheckpointByWeightsThatExploded) {
  const TestFolder folder;
  train(folder.path(), start_training(short_run("focus")));
  const auto last = TrainingRun::last_checkpoint(folder.path());
  auto options = short_run("focus");
  options.samples = options.batch_size;  // saved after its only step
  options.learning_rate = 1e30;
  options.warm_up = 0;
  options.gradient_norm = 0;
  expect_error([&] { train(folder.path(), start_training(options)); }, ErrorCode::kInference,
               "The loss is not finite after 8 samples");
  EXPECT_EQ(load_checkpoint(last).progress.samples, 40U);
}

TEST(TrainingRun, KeepsWhatItLearntBeforeAPictureThatCannotBeRead) {
  const TestFolder folder;
  auto options = short_run("focus");
  options.validate_every = 1000;
  const auto broken = [](std::uint64_t index) {
    if (index == 20) throw Error(ErrorCode::kUnreadable, "the twentieth");
  };
  expect_error([&] { train(folder.path(), start_training(options), broken); },
               ErrorCode::kUnreadable, "the twentieth");
  auto stopped = load_checkpoint(TrainingRun::last_checkpoint(folder.path()));
  EXPECT_EQ(stopped.progress.samples, 16U);
  EXPECT_EQ(train(folder.path(), std::move(stopped)), TrainingEnd::kFinished);
}

TEST(Checkpoint, IsRefusedWhenABitOfItFlipped) {
  const TestFolder folder;
  const auto file = folder / "checkpoint.pt";
  save_checkpoint(start_training(short_run("focus")), file);
  auto bytes = read_file(file);
  for (const std::size_t place : {bytes.size() / 3, bytes.size() / 2, 2 * bytes.size() / 3}) {
    auto flipped = bytes;
    flipped[place] = static_cast<char>(flipped[place] ^ 1);
    write_file(file, flipped);
    expect_error([&] { load_checkpoint(file); }, ErrorCode::kUnreadable,
                 file.string() + "' is damaged");
  }
}

TEST(Checkpoint, IsNotWrittenOfWeightsThatAreNoNumbers) {
  const TestFolder folder;
  auto state = start_training(short_run("focus"));
  const torch::NoGradGuard no_grad;
  state.network->parameters().back().fill_(std::nan(""));
  expect_error([&] { save_checkpoint(state, folder / "checkpoint.pt"); }, ErrorCode::kInference,
               "checkpoint.pt' is not saved");
  EXPECT_FALSE(std::filesystem::exists(folder / "checkpoint.pt"));
}

TEST(Checkpoint, IsRefusedWhenItIsCutShortOrSomethingElse) {
  const TestFolder folder;
  const auto file = folder / "checkpoint.pt";
  save_checkpoint(start_training(short_run("focus")), file);
  const auto bytes = read_file(file);
  const auto load = [&] { load_checkpoint(file); };
  for (const std::size_t kept :
       {bytes.size() - 10, bytes.size() / 2, std::size_t{100}, std::size_t{0}}) {
    write_file(file, bytes.substr(0, kept));
    expect_error(load, ErrorCode::kUnreadable, file.string());
  }
  write_file(file, "weights");
  expect_error(load, ErrorCode::kUnreadable, file.string());
  expect_error([&] { load_checkpoint(folder / "none.pt"); }, ErrorCode::kNotFound, "none.pt");
  expect_error([&] { load_checkpoint(folder.path()); }, ErrorCode::kUnreadable, "is a folder");
}

TEST(Checkpoint, KeepsTheOldOneWhenTheDiskIsFull) {
  const TestFolder folder;
  const auto file = folder / "checkpoint.pt";
  const auto state = start_training(short_run("focus"));
  save_checkpoint(state, file);
  const auto bytes = read_file(file);
  {
    const FullDisk full(bytes.size() / 2);
    expect_error([&] { save_checkpoint(state, file); }, ErrorCode::kWrite, file.string());
  }
  EXPECT_EQ(read_file(file), bytes);
}

TEST(Options, AreCheckedBeforeTrainingStarts) {
  TrainOptions options;
  options.learning_rate = 0.0;
  expect_error([&] { check(options); }, ErrorCode::kInvalidArgument, "learning rate");
  options = {};
  options.difficulty = "mean";
  expect_error([&] { check(options); }, ErrorCode::kInvalidArgument, "mean");
  options = {};
  options.dataset = "bilder_\xfc";
  expect_error([&] { check(options); }, ErrorCode::kInvalidArgument, "UTF-8");
}

TEST(Schedule, RisesAndFalls) {
  TrainOptions options;
  options.samples = 1000;
  options.warm_up = 0.1;
  options.batch_size = 10;
  EXPECT_LT(learning_rate_at(options, 0), options.learning_rate / 5);
  EXPECT_NEAR(learning_rate_at(options, 100), options.learning_rate, 1e-12);
  EXPECT_NEAR(learning_rate_at(options, 550), options.learning_rate * 0.505, 1e-9);
  EXPECT_NEAR(learning_rate_at(options, 1000), options.learning_rate * 0.01, 1e-12);
}

}  // namespace
}  // namespace deepocr::training
