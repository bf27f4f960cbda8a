// SPDX-License-Identifier: MIT
// Checks the files that access to a broker needs.
#include "publish/access.h"

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

void check_files(const Access& access) {
  check_one("CA", access.ca_file);
  check_one("certificate", access.cert_file);
  check_one("key", access.key_file);
  if (access.cert_file.empty() == access.key_file.empty()) return;
  throw Error(ErrorCode::kInvalidArgument,
              access.key_file.empty() ? "The certificate " + access.cert_file + " has no key file"
                                      : "The key " + access.key_file + " has no certificate file");
}

}  // namespace deepocr::publish
