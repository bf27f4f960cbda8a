// SPDX-License-Identifier: MIT
// What deepocr.json may and may not say.
#include "deepocr/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "deepocr/error.h"

namespace deepocr {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

ModelInfo example() {
  ModelInfo info;
  info.name = "deepocr-reader-1";
  info.architecture = "cnn-lstm";
  info.input = {160, 48};
  info.temperature = 1.25;
  info.trained_on = "1,000,000 rendered plates — no photographs";
  info.figures = R"({"mmac":24.5,"plate_accuracy":{"real":0.99}})";
  return info;
}

ModelInfo locator_example() {
  ModelInfo info;
  info.task = kTaskLocate;
  info.name = "deepocr-locator-1";
  return info;
}

std::string complaint_about(const std::string& text) {
  try {
    model_info_from_json(text, "/models/mine.pt");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kContract);
    return error.what();
  }
  return "accepted";
}

TEST(ModelFile, ReadsWhatItWrote) {
  const ModelInfo written = example();
  const ModelInfo read = model_info_from_json(to_json(written), "mine.pt");
  EXPECT_EQ(read.format_version, written.format_version);
  EXPECT_EQ(read.task, written.task);
  EXPECT_EQ(read.name, written.name);
  EXPECT_EQ(read.architecture, written.architecture);
  EXPECT_EQ(read.input.width, written.input.width);
  EXPECT_EQ(read.input.height, written.input.height);
  EXPECT_EQ(read.normalisation, written.normalisation);
  EXPECT_EQ(read.digits, written.digits);
  EXPECT_EQ(read.alphabet, written.alphabet);
  EXPECT_EQ(read.temperature, written.temperature);
  EXPECT_EQ(read.trained_on, written.trained_on);
  EXPECT_EQ(Json::parse(read.figures), Json::parse(written.figures));
}

TEST(ModelFile, KeepsToTheFieldsOfItsTask) {
  const Json locator = Json::parse(to_json(locator_example()));
  for (const char* field : {"input", "digits", "alphabet", "temperature"}) {
    EXPECT_FALSE(locator.contains(field)) << field;
  }
  EXPECT_FALSE(Json::parse(to_json(example())).contains("stride"));
  const ModelInfo read = model_info_from_json(locator.dump(), "mine.pt");
  EXPECT_EQ(read.task, "locate");
  EXPECT_EQ(read.name, "deepocr-locator-1");
  EXPECT_EQ(read.stride, 8);
}

TEST(ModelFile, NamesTheStrideOfALocator) {
  Json locator = Json::parse(to_json(locator_example()));
  for (const Json& bad : {Json(4), Json("8"), Json(8.5), Json()}) {
    locator["stride"] = bad;
    EXPECT_THAT(complaint_about(locator.dump()),
                AllOf(HasSubstr("/models/mine.pt"), HasSubstr("'stride'"), HasSubstr("must be 8")));
  }
  locator.erase("stride");
  EXPECT_THAT(complaint_about(locator.dump()), HasSubstr("'stride' of deepocr.json is missing"));
}

TEST(ModelFile, DoesWithoutInformativeFields) {
  Json object = Json::parse(to_json(example()));
  for (const char* field : {"architecture", "temperature", "trained_on", "figures"}) {
    object.erase(field);
  }
  const ModelInfo info = model_info_from_json(object.dump(), "mine.pt");
  EXPECT_EQ(info.temperature, 1.0);
  EXPECT_EQ(info.figures, "{}");
  EXPECT_EQ(info.trained_on, "");
}

TEST(ModelFile, IgnoresFieldsItDoesNotKnow) {
  Json object = Json::parse(to_json(example()));
  object["colour"] = "blue";
  EXPECT_EQ(complaint_about(object.dump()), "accepted");
}

TEST(ModelFile, NamesTheFileAndAMissingField) {
  for (const std::string path : {"/format_version", "/task", "/name", "/input", "/input/width",
                                 "/input/height", "/normalisation", "/digits", "/alphabet"}) {
    const Json whole = Json::parse(to_json(example()));
    const Json without = whole.patch({{{"op", "remove"}, {"path", path}}});
    const std::string field = path.substr(path.rfind('/') + 1);
    EXPECT_THAT(complaint_about(without.dump()),
                AllOf(HasSubstr("/models/mine.pt"), HasSubstr(field + "'"), HasSubstr("missing")));
  }
}

struct BadField {
  const char* path;
  Json value;
};

TEST(ModelFile, NamesTheFileAndABadField) {
  const std::vector<BadField> fields = {
      {"/format_version", 2},
      {"/format_version", "1"},
      {"/format_version", 1.5},
      {"/task", "paint"},
      {"/task", 1},
      {"/name", ""},
      {"/name", nullptr},
      {"/architecture", 3},
      {"/input", 32},
      {"/input/width", 0},
      {"/input/width", -128},
      {"/input/width", 1e9},
      {"/input/width", "128"},
      {"/input/height", 4},
      {"/input/height", 1ULL << 63},
      {"/digits", 6},
      {"/digits", true},
      {"/alphabet", "0123456789A"},
      {"/temperature", 0},
      {"/temperature", -1},
      {"/temperature", 1e300},
      {"/temperature", "hot"},
      {"/trained_on", false},
      {"/normalisation", "imagenet"},
      {"/figures", "good"},
      {"/figures", {1, 2}},
  };
  for (const BadField& bad : fields) {
    const Json whole = Json::parse(to_json(example()));
    const Json changed =
        whole.patch({{{"op", "replace"}, {"path", bad.path}, {"value", bad.value}}});
    const std::string path = bad.path;
    const std::string field = path.substr(path.rfind('/') + 1);
    EXPECT_THAT(complaint_about(changed.dump()),
                AllOf(HasSubstr("/models/mine.pt"), HasSubstr(field + "'")))
        << changed.dump();
  }
}

TEST(ModelFile, RefusesTextThatIsNoJsonObject) {
  const std::string whole = to_json(example());
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"),
        std::string("\xFF\xFE"), std::string("5"), whole.substr(0, whole.size() / 2)}) {
    EXPECT_THAT(complaint_about(text), HasSubstr("/models/mine.pt: deepocr.json is not")) << text;
  }
}

TEST(ModelFile, RefusesToWriteFiguresThatAreNoObject) {
  ModelInfo info = example();
  info.figures = "99 %";
  EXPECT_THROW(to_json(info), Error);
  info.figures = "";
  EXPECT_EQ(Json::parse(to_json(info)).at("figures"), Json::object());
}

}  // namespace
}  // namespace deepocr
