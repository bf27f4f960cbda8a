// SPDX-License-Identifier: MIT
// What is published, and the words that the parts of the publisher share.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace deepocr::publish {

/// One thing to deliver.
struct Message {
  std::string id;       ///< unique, and the same each time the message is sent
  std::string topic;    ///< in full, prefix included
  std::string key;      ///< the camera; messages of one key arrive in order
  std::string payload;  ///< complete JSON text, without a line end
};

/// A message's place in the spool: it grows, and has no meaning outside one spool.
using Sequence = std::int64_t;

/// Takes one sentence for the user.
using Report = std::function<void(const std::string& sentence)>;

}  // namespace deepocr::publish
