// SPDX-License-Identifier: MIT
// The table of architectures.
#include "networks/reader_network.h"

#include "deepocr/error.h"
#include "networks/cnn_lstm.h"
#include "networks/layers.h"
#include "networks/slot_attention.h"

namespace deepocr::training {

std::int64_t ReaderNetwork::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& parameter : parameters()) count += parameter.numel();
  return count;
}

const std::vector<std::string>& architecture_names() {
  static const std::vector<std::string> names = {"slot-attention", "cnn-lstm"};
  return names;
}

std::shared_ptr<ReaderNetwork> make_network(const std::string& architecture) {
  std::shared_ptr<ReaderNetwork> network;
  if (architecture == "slot-attention") {
    network = std::make_shared<SlotAttention>();
  } else if (architecture == "cnn-lstm") {
    network = std::make_shared<CnnLstm>();
  } else {
    throw Error(ErrorCode::kInvalidArgument, "There is no network architecture named '" +
                                                 architecture +
                                                 "'; use slot-attention or cnn-lstm.");
  }
  use_channels_last(*network);
  return network;
}

}  // namespace deepocr::training
