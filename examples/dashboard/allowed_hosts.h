// SPDX-License-Identifier: MIT
// Under which names the page may be asked for.
#pragma once

#include <set>
#include <string>

namespace dashboard {

/// A page elsewhere can let its own name point to this machine and so read what is served here (DNS
/// rebinding). The browser then sends that name as Host, so only known names are answered.
class AllowedHosts {
 public:
  AllowedHosts();  ///< localhost, 127.0.0.1 and ::1

  void allow(const std::string& name);

  /// @param header the header Host: a name or an address, and perhaps a port, which does not
  /// matter:
  ///   it differs behind a proxy or a tunnel.
  bool contains(const std::string& header) const;

 private:
  std::set<std::string> names_;
};

/// Without the port, and without brackets around an IPv6 address; in lower case.
std::string host_name(const std::string& header);

}  // namespace dashboard
