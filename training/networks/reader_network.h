// SPDX-License-Identifier: MIT
// Networks that read plates, and how to make one by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "networks/network.h"

namespace deepocr::training {

/// Where the runs of digits of a batch lie, as far as that is known.
struct KnownRuns {
  torch::Tensor corners;  ///< `[batch, 4, 2]`, shares of the input's width and height
  torch::Tensor known;    ///< bool `[batch]`
};

/// What a reader makes of a batch.
struct ReaderOutput {
  torch::Tensor logits;  ///< `[batch, 5, 11]`: ten digits and "no digit here" for each position
  torch::Tensor
      corners;  ///< `[batch, 4, 2]`, where it found the run; undefined when it does not say
};

/// A network that turns pictures of plates into logits.
class ReaderNetwork : public Network {
 public:
  /// @param runs may help a network in training; null when reading.
  virtual ReaderOutput read(const torch::Tensor& images, const KnownRuns* runs) = 0;

  /// @returns the logits alone, as the model contract says.
  torch::Tensor forward(torch::Tensor images) final { return read(images, nullptr).logits; }
};

/// The names make_reader() knows; the first is the default.
const std::vector<std::string>& reader_names();

/// @returns a freshly initialised network; LibTorch's default generator supplies the numbers.
/// @throws Error kInvalidArgument when `architecture` is unknown.
std::shared_ptr<ReaderNetwork> make_reader(const std::string& architecture);

}  // namespace deepocr::training
