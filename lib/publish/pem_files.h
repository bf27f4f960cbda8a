// SPDX-License-Identifier: MIT
// Looks at certificate and key files before a library does, for a sentence that names the file.
#pragma once

#include <string>

namespace deepocr::publish {

struct PemFiles {
  std::string ca;
  std::string cert;
  std::string key;
};

/// @throws Error when a file that is named cannot be read or has no PEM block, or when there is a
/// certificate without a key or a key without a certificate.
void check_pem_files(const PemFiles& files);

}  // namespace deepocr::publish
