// SPDX-License-Identifier: MIT
// Everything that decides how a training run goes; a checkpoint carries it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace deepocr::training {

struct TrainOptions {
  std::string task = "read";  ///< "read" or "locate"
  std::string architecture;   ///< empty: the task's default
  std::string weights;        ///< model file or checkpoint to start from; empty: a random start
  std::string dataset;      ///< folder made by `generate`; empty: the endless stream of renderings
  std::string backgrounds;  ///< locate only: folder of photographs without plates; empty: packages'
  bool augment = true;      ///< data set only: another view of each picture in each epoch
  std::uint64_t seed = 1;
  double negatives = 0.12;            ///< stream only: share without five digits, 0..1
  double whole_plates = 0.45;         ///< stream only: share that shows the whole plate, 0..1
  double two_lines = 0.3;             ///< stream only: share of plates with two lines, 0..1
  std::string difficulty = "hard";    ///< stream only: "ordinary" or "hard"
  std::uint64_t samples = 1'000'000;  ///< examples until the learning rate has reached its end
  int batch_size = 64;

  double learning_rate = 2e-3;    ///< the highest, after warm-up
  double warm_up = 0.02;          ///< share of the samples, 0..1
  double weight_decay = 0.02;     ///< decoupled (Loshchilov and Hutter 2019); weights only
  double gradient_norm = 2.0;     ///< gradients are scaled down to it; 0: never
  double label_smoothing = 0.0;   ///< 0..1
  double average_decay = 0.9995;  ///< of the moving average of weights, 0..1

  std::uint64_t validate_every =
      50'000;                      ///< examples from one validation and checkpoint to the next
  int validation_samples = 2'000;  ///< of the stream of held-out typefaces
  std::vector<std::string> validate_folders;
  int patience = 0;  ///< validations without a better one until training stops; 0: never stops

  int workers = 1;  ///< threads that prepare examples
  int threads = 1;  ///< threads of the network's arithmetic
};

void to_json(nlohmann::json& json, const TrainOptions& options);
/// Fields that are missing keep their default.
void from_json(const nlohmann::json& json, TrainOptions& options);

/// @throws Error kInvalidArgument naming the first option outside its range.
void check(const TrainOptions& options);

}  // namespace deepocr::training
