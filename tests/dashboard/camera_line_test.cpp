// SPDX-License-Identifier: MIT
// What the command line says about a camera becomes a pipeline, or one sentence.
#include "camera_line.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dashboard {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string refusal(const std::string& text) {
  try {
    parse_camera(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Camera, HasANameAndASource) {
  const CameraSource camera = parse_camera("North gate=rtsp://camera/stream?channel=1");
  EXPECT_EQ(camera.name, "North gate");
  EXPECT_EQ(camera.source, "rtsp://camera/stream?channel=1");
}

TEST(Camera, WithoutANameIsRefused) {
  EXPECT_THAT(refusal("rtsp://camera/stream"), HasSubstr("has no name"));
  EXPECT_THAT(refusal("rtsp://camera/stream?channel=1"), HasSubstr("has no name"));
  EXPECT_THAT(refusal("v4l2src ! decodebin ! deepocr threshold=0.9"), HasSubstr("has no name"));
  EXPECT_THAT(refusal("=rtsp://camera/stream"), HasSubstr("1 to 64 bytes"));
}

TEST(Camera, RefusalsDoNotTellPasswords) {
  EXPECT_THAT(refusal("rtsp://user:secret@camera/stream"), Not(HasSubstr("secret")));
}

TEST(Camera, NamesThatCannotBeShownAreRefused) {
  EXPECT_THAT(refusal("a\nb=videotestsrc"), HasSubstr("1 to 64 bytes"));
  EXPECT_THAT(refusal("\xff=videotestsrc"), HasSubstr("1 to 64 bytes"));
  EXPECT_THAT(refusal(std::string(65, 'a') + "=videotestsrc"), HasSubstr("1 to 64 bytes"));
}

TEST(Camera, WithoutASourceIsRefused) {
  EXPECT_THAT(refusal("gate="), HasSubstr("names no source"));
  EXPECT_THAT(refusal("gate=  "), HasSubstr("names no source"));
}

TEST(Camera, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(refusal("gate=nothere.mkv"), HasSubstr("no file 'nothere.mkv'"));
  EXPECT_THAT(refusal("gate=/nowhere/a = b!.mkv"), HasSubstr("no file '/nowhere/a = b!.mkv'"));
  EXPECT_THAT(refusal("gate=videos/north gate.mkv"), HasSubstr("no file 'videos/north gate.mkv'"));
}

TEST(Camera, WhatIsNoFileNameNeedNotExist) {
  for (const char* source : {"/dev/video7", "/bin/sh", "videotestsrc", "file:///nowhere.mkv",
                             "videotestsrc ! video/x-raw,width=320 ! deepocr threshold=0.9",
                             "v4l2src device=/dev/video7", "platetestsrc speed=0.5"}) {
    EXPECT_EQ(refusal("gate=" + std::string(source)), "accepted") << source;
  }
}

TEST(LaunchLine, AUriIsDecoded) {
  const std::string line = launch_line("rtsp://camera/a\"b", 640);
  EXPECT_THAT(line, StartsWith("uridecodebin"));
  EXPECT_THAT(line, HasSubstr("uri=\"rtsp://camera/a\\\"b\""));
  EXPECT_THAT(line, HasSubstr("! deepocr !"));
}

TEST(LaunchLine, AFileIsDecoded) {
  EXPECT_THAT(launch_line("/bin/sh", 640), HasSubstr("uri=\"file:///bin/sh\""));
}

TEST(LaunchLine, ADeviceIsACamera) {
  EXPECT_THAT(launch_line("/dev/video7", 640),
              StartsWith("v4l2src device=\"/dev/video7\" ! decodebin !"));
}

TEST(LaunchLine, ALineOfElementsIsContinued) {
  const std::string line = launch_line("videotestsrc is-live=true", 640);
  EXPECT_THAT(line, StartsWith("videotestsrc is-live=true !"));
  EXPECT_THAT(line, HasSubstr("! deepocr !"));
}

TEST(LaunchLine, AReaderThatIsThereStays) {
  const std::string line = launch_line("videotestsrc ! deepocr threshold=0.9", 640);
  EXPECT_THAT(line, StartsWith("videotestsrc ! deepocr threshold=0.9 ! queue"));
  EXPECT_EQ(line.find("deepocr", 30), std::string::npos);
}

TEST(LaunchLine, AnElementWithASimilarNameIsNoReader) {
  EXPECT_THAT(launch_line("deepocrsrc ! queue name=deepocr", 640), HasSubstr("! deepocr !"));
}

TEST(LaunchLine, PicturesAreNoLargerThanAskedFor) {
  EXPECT_THAT(launch_line("videotestsrc", 320), HasSubstr("width=[1,320],height=[1,320]"));
}

TEST(ErrorSentence, TellsTheDetailsWithoutTheirPlaceInTheSource) {
  EXPECT_EQ(
      error_sentence("Resource not found.", "gstfilesrc.c(5): start ():\nNo such file \"/a\""),
      "Resource not found. (No such file \"/a\")");
  EXPECT_EQ(error_sentence("Resource not found.", ""), "Resource not found.");
  EXPECT_EQ(error_sentence("Resource not found.", "gstfilesrc.c(5)"), "Resource not found.");
}

TEST(ErrorSentence, TellsNoPasswords) {
  EXPECT_EQ(error_sentence("No answer from rtsp://user:p%40ss@camera:554/a and http://x:y@b/", ""),
            "No answer from rtsp://camera:554/a and http://b/");
  EXPECT_EQ(error_sentence("No rtsp://user:p/ss@w@camera/a?b", ""), "No rtsp://camera/a?…");
  EXPECT_EQ(error_sentence("Not found", "x\nURL: http://camera/v.cgi?user=a&pwd=b, Redirect"),
            "Not found (URL: http://camera/v.cgi?… Redirect)");
}

}  // namespace
}  // namespace dashboard
