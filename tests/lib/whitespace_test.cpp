// SPDX-License-Identifier: MIT
// Texts without the whitespace around them.
#include "deepocr/whitespace.h"

#include <gtest/gtest.h>

namespace deepocr {
namespace {

TEST(Trimmed, LeavesWhatStandsBetween) {
  EXPECT_EQ(trimmed(" \t37463 a\tvan\r\n"), "37463 a\tvan");
  EXPECT_EQ(trimmed("37463"), "37463");
}

TEST(Trimmed, LeavesNothingOfWhitespace) {
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed(" \t\r\n\v\f"), "");
}

}  // namespace
}  // namespace deepocr
