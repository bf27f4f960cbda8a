// SPDX-License-Identifier: MIT
// Where the shipped weights are looked for.
#include "deepocr/model_path.h"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/error.h"
#include "test_models.h"

namespace deepocr {
namespace {

TEST(DefaultModelPath, TakesTheFirstFolderThatHasTheFile) {
  const test::TemporaryFolder empty;
  const test::TemporaryFolder full;
  test::write_bytes(full.file("deepocr-reader.pt"), "weights");
  const std::string folders = "/nowhere::" + empty.file("") + ":" + full.file("");
  setenv("DEEPOCR_MODEL_PATH", folders.c_str(), 1);
  EXPECT_TRUE(std::filesystem::equivalent(default_model_path(), full.file("deepocr-reader.pt")));
  test::write_bytes(full.file("deepocr-locator.pt"), "weights");
  EXPECT_TRUE(std::filesystem::equivalent(default_locator_path(), full.file("deepocr-locator.pt")));
}

TEST(DefaultModelPath, NamesTheInstalledFileOtherwise) {
  const test::TemporaryFolder empty;
  setenv("DEEPOCR_MODEL_PATH", empty.file("").c_str(), 1);
  const std::string installed = default_model_path();
  EXPECT_THAT(installed, ::testing::EndsWith("/deepocr/models/deepocr-reader.pt"));
  EXPECT_THAT(default_locator_path(), ::testing::EndsWith("/deepocr/models/deepocr-locator.pt"));
  unsetenv("DEEPOCR_MODEL_PATH");
  EXPECT_EQ(default_model_path(), installed);
}

std::string complaint(std::string (*require)()) {
  try {
    return "found " + require();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    return error.what();
  }
}

TEST(DefaultModelPath, NamesTheFoldersThatWereTried) {
  unsetenv("DEEPOCR_MODEL_PATH");
  if (std::filesystem::exists(default_model_path())) GTEST_SKIP() << "weights are installed here";
  const std::string installed = std::filesystem::path(default_model_path()).parent_path();
  EXPECT_EQ(complaint(require_default_model_path),
            "the model file deepocr-reader.pt does not exist in " + installed +
                ", and DEEPOCR_MODEL_PATH names no other folder");
  setenv("DEEPOCR_MODEL_PATH", "/nowhere::lib/models", 1);
  EXPECT_EQ(complaint(require_default_locator_path),
            "the model file deepocr-locator.pt does not exist in /nowhere, lib/models (from "
            "DEEPOCR_MODEL_PATH) or " +
                installed);
  const test::TemporaryFolder full;
  test::write_bytes(full.file("deepocr-reader.pt"), "weights");
  setenv("DEEPOCR_MODEL_PATH", full.file("").c_str(), 1);
  EXPECT_THAT(complaint(require_default_model_path), ::testing::StartsWith("found "));
}

}  // namespace
}  // namespace deepocr
