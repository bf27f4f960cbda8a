// SPDX-License-Identifier: MIT
// How a broker is let in to, and is made sure of.
#pragma once

#include <string>

namespace deepocr::publish {

struct Access {
  std::string user;  ///< empty: none
  std::string password;
  bool tls = false;  ///< implied by any of the files below; alone, the system's authorities count
  std::string ca_file;    ///< PEM; authorities that may have signed the broker's certificate
  std::string cert_file;  ///< PEM; of the client, together with `key_file`
  std::string key_file;   ///< PEM, without a pass phrase

  bool uses_tls() const { return tls || !ca_file.empty() || !cert_file.empty(); }
};

/// Looks at the files before a library does, for a sentence that names the file.
/// @throws Error when a file that is named cannot be read or has no PEM block, or when there is a
/// certificate without a key or a key without a certificate.
void check_files(const Access& access);

}  // namespace deepocr::publish
