// SPDX-License-Identifier: MIT
// The table of architectures that read.
#include "networks/reader_network.h"

#include "deepocr/error.h"
#include "networks/cnn_lstm.h"
#include "networks/focus_reader.h"
#include "networks/layers.h"

namespace deepocr::training {

const std::vector<std::string>& reader_names() {
  static const std::vector<std::string> names = {"focus", "cnn-lstm"};
  return names;
}

std::shared_ptr<ReaderNetwork> make_reader(const std::string& architecture) {
  std::shared_ptr<ReaderNetwork> network;
  if (architecture == "focus") {
    network = std::make_shared<FocusReader>();
  } else if (architecture == "cnn-lstm") {
    network = std::make_shared<CnnLstm>();
  } else {
    throw Error(ErrorCode::kInvalidArgument, "There is no network architecture named '" +
                                                 architecture +
                                                 "' for reading; use focus or cnn-lstm.");
  }
  use_channels_last(*network);
  return network;
}

}  // namespace deepocr::training
