// SPDX-License-Identifier: MIT
// Under which names the page may be asked for.
#include "allowed_hosts.h"

#include <algorithm>

namespace dashboard {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char character) {
    return character >= 'A' && character <= 'Z' ? character - 'A' + 'a' : character;
  });
  return text;
}

}  // namespace

std::string host_name(const std::string& header) {
  if (!header.empty() && header.front() == '[') {
    return lower(header.substr(1, header.find(']') - 1));
  }
  const auto colon = header.find(':');
  // More than one colon: an IPv6 address without brackets.
  const bool has_port = colon != std::string::npos && colon == header.rfind(':');
  return lower(has_port ? header.substr(0, colon) : header);
}

AllowedHosts::AllowedHosts() : names_{"localhost", "127.0.0.1", "::1"} {}

void AllowedHosts::allow(const std::string& name) { names_.insert(host_name(name)); }

bool AllowedHosts::contains(const std::string& header) const {
  return names_.count(host_name(header)) > 0;
}

}  // namespace dashboard
