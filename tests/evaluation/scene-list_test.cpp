// SPDX-License-Identifier: MIT
// Lists of scenes, and the mistakes in them.
#include "scene-list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deepocr/error.h"

namespace deepocr::evaluation {
namespace {

TEST(SceneList, HasASceneOnEachLine) {
  const auto scenes = parse_scenes(
      "# comment: with a colon\n"
      "\n"
      "  night : light=night num-buffers=3 ! video/x-raw,width=64 \r\n"
      "day: num-buffers=2\n",
      "list.txt");
  ASSERT_EQ(scenes.size(), 2U);
  EXPECT_EQ(scenes[0].name, "night");
  EXPECT_EQ(scenes[0].source, "light=night num-buffers=3 ! video/x-raw,width=64");
  EXPECT_EQ(scenes[1].source, "num-buffers=2");
}

TEST(SceneList, NamesTheLineOfAMistake) {
  for (const char* line :
       {"seed=1 num-buffers=3", ": num-buffers=3", "day: num-buffers=3", "endless: seed=1"}) {
    const std::string text = std::string("day: num-buffers=1\n") + line + "\n";
    try {
      parse_scenes(text, "list.txt");
      FAIL() << line;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("list.txt, line 2: "));
    }
  }
  EXPECT_THROW(parse_scenes("# nothing\n", "list.txt"), Error);
}

}  // namespace
}  // namespace deepocr::evaluation
