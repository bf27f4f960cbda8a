// SPDX-License-Identifier: MIT
// The default reader: looks for the run of digits, and then closely at it.
#pragma once

#include <memory>

#include "networks/reader_network.h"
#include "networks/run_finder.h"
#include "networks/slot_reader.h"

namespace deepocr::training {

/// A spatial transformer (Jaderberg et al. 2015) that is told in training where the run lies: one
/// network reads tight crops and whole plates of any number of lines.
class FocusReader : public ReaderNetwork {
 public:
  FocusReader();
  ReaderOutput read(const torch::Tensor& images, const KnownRuns* runs) override;
  InputSize input_size() const override;
  std::int64_t multiply_accumulates() const override;

 private:
  torch::Tensor look_at(const torch::Tensor& images, const torch::Tensor& corners) const;

  std::shared_ptr<RunFinder> finder_;
  std::shared_ptr<SlotReader> reader_;
  torch::Tensor corner_shares_;  ///< [pixels of the reader's input, 4]: what each corner adds
};

}  // namespace deepocr::training
