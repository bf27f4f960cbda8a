// SPDX-License-Identifier: MIT
// Only known names are answered, with any port.
#include "allowed_hosts.h"

#include <gtest/gtest.h>

namespace dashboard {
namespace {

TEST(AllowedHosts, LoopbackNamesAreKnown) {
  const AllowedHosts hosts;
  for (const char* host : {"localhost", "localhost:8080", "LocalHost:1", "127.0.0.1",
                           "127.0.0.1:80", "[::1]", "[::1]:8080"}) {
    EXPECT_TRUE(hosts.contains(host)) << host;
  }
}

TEST(AllowedHosts, OthersAreNot) {
  const AllowedHosts hosts;
  for (const char* host :
       {"", ":8080", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80",
        "127.0.0.2", "[", "[]", "[::2]:80", "localhost:80:80"}) {
    EXPECT_FALSE(hosts.contains(host)) << host;
  }
}

TEST(AllowedHosts, ANameIsMadeKnown) {
  AllowedHosts hosts;
  hosts.allow("Plates.example:443");
  EXPECT_TRUE(hosts.contains("plates.example"));
  EXPECT_TRUE(hosts.contains("PLATES.EXAMPLE:8080"));
  EXPECT_FALSE(hosts.contains("www.plates.example"));
}

}  // namespace
}  // namespace dashboard
