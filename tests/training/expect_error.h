// SPDX-License-Identifier: MIT
// What a call must complain about.
#pragma once

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/error.h"

namespace deepocr::training {

/// Expects Error with this code, and with `words` in its sentence.
template <typename Call>
void expect_error(Call&& call, ErrorCode code, const std::string& words) {
  try {
    std::forward<Call>(call)();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_THAT(error.what(), testing::HasSubstr(words));
  }
}

}  // namespace deepocr::training
