// SPDX-License-Identifier: MIT
// Looks at certificate and key files before a library does, for a sentence that names the file.
#include "publish/pem_files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "deepocr/error.h"

namespace deepocr::publish {
namespace {

void check_one(const char* what, const std::string& path) {
  if (path.empty()) return;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file || content.empty()) {
    const std::string reason = errno != 0 ? std::strerror(errno) : "it is empty";
    throw Error(ErrorCode::kUnreadable,
                std::string("The ") + what + " file " + path + " cannot be read: " + reason);
  }
  if (content.find("-----BEGIN ") == std::string::npos) {
    throw Error(ErrorCode::kUnreadable,
                std::string("The ") + what + " file " + path + " is not in PEM format");
  }
}

}  // namespace

void check_pem_files(const PemFiles& files) {
  check_one("CA", files.ca);
  check_one("certificate", files.cert);
  check_one("key", files.key);
  if (files.cert.empty() == files.key.empty()) return;
  throw Error(ErrorCode::kInvalidArgument,
              files.key.empty() ? "The certificate " + files.cert + " has no key file"
                                : "The key " + files.key + " has no certificate file");
}

}  // namespace deepocr::publish
