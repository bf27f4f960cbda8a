// SPDX-License-Identifier: MIT
// Examples as tensors.
#pragma once

#include <vector>

#include <torch/types.h>

#include "data/labelled_patch.h"

namespace deepocr::training {

struct Batch {
  torch::Tensor images;   ///< float32 [batch, 1, 32, 128], luma 0..1
  torch::Tensor classes;  ///< int64 [batch, 5]

  std::int64_t size() const { return images.size(0); }
};

Batch make_batch(const std::vector<LabelledPatch>& patches);

/// How often a network was right about a batch.
struct Counts {
  std::int64_t plates = 0;           ///< pictures with five digits
  std::int64_t plates_right = 0;     ///< of these, all five right
  std::int64_t digits_right = 0;     ///< digits right in pictures with five digits
  std::int64_t negatives = 0;        ///< pictures without five digits
  std::int64_t negatives_right = 0;  ///< of these, at least one slot says "no digit here"

  Counts& operator+=(const Counts& other);
  double plate_accuracy() const { return share(plates_right, plates); }
  double digit_accuracy() const { return share(digits_right, plates * kDigits); }
  double negatives_refused() const { return share(negatives_right, negatives); }

 private:
  static double share(std::int64_t part, std::int64_t whole);  ///< NaN when whole is 0
};

/// @param logits `[batch, 5, 11]`
Counts count_right(const torch::Tensor& logits, const torch::Tensor& classes);

/// Mean cross-entropy over all slots.
torch::Tensor slot_loss(const torch::Tensor& logits, const torch::Tensor& classes,
                        double label_smoothing);

}  // namespace deepocr::training
