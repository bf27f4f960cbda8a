// SPDX-License-Identifier: MIT
// Writes and checks `deepocr.json`.
#include "deepocr/model_file.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "deepocr/error.h"

namespace deepocr {
namespace {

using Json = nlohmann::json;

constexpr int kMinInputWidth = 16;
constexpr int kMaxInputWidth = 1024;
constexpr int kMinInputHeight = 8;
constexpr int kMaxInputHeight = 512;
constexpr double kMaxTemperature = 100.0;

/// The fields of one JSON object; every failure names the file and the field.
class Fields {
 public:
  Fields(const Json& object, const std::string& file, std::string prefix = {})
      : object_(object), file_(file), prefix_(std::move(prefix)) {}

  [[noreturn]] void fail(const char* field, const std::string& complaint) const {
    throw Error(ErrorCode::kContract, file_ + ": the field '" + prefix_ + field + "' of " +
                                          kModelInfoFile + " " + complaint);
  }

  bool has(const char* field) const { return object_.contains(field); }

  const Json& require(const char* field) const {
    if (!has(field)) fail(field, "is missing");
    return object_.at(field);
  }

  std::string text(const char* field) const {
    const Json& value = require(field);
    if (!value.is_string()) fail(field, "is " + value.dump() + ", and must be a string");
    return value.get<std::string>();
  }

  std::string optional_text(const char* field) const { return has(field) ? text(field) : ""; }

  /// A string that has only one legal value.
  std::string exact_text(const char* field, const std::string& expected) const {
    std::string value = text(field);
    if (value != expected) fail(field, "is '" + value + "', and must be '" + expected + "'");
    return value;
  }

  /// A string that has only two legal values.
  std::string either_text(const char* field, const char* one, const char* other) const {
    std::string value = text(field);
    if (value == one || value == other) return value;
    fail(field, "is '" + value + "', and must be '" + one + "' or '" + other + "'");
  }

  int integer(const char* field, int low, int high) const {
    const Json& value = require(field);
    const bool legal = value.is_number_integer() && value >= low && value <= high;
    if (!legal) fail(field, "is " + value.dump() + ", and must be " + range(low, high));
    return value.get<int>();
  }

 private:
  static std::string range(int low, int high) {
    if (low == high) return std::to_string(low);
    return "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  }

  const Json& object_;
  const std::string& file_;
  std::string prefix_;
};

InputSize read_input(const Fields& fields, const std::string& file) {
  const Json& value = fields.require("input");
  if (!value.is_object()) fields.fail("input", "must be an object with 'width' and 'height'");
  const Fields input(value, file, "input.");
  InputSize size;
  size.width = input.integer("width", kMinInputWidth, kMaxInputWidth);
  size.height = input.integer("height", kMinInputHeight, kMaxInputHeight);
  return size;
}

double read_temperature(const Fields& fields) {
  if (!fields.has("temperature")) return 1.0;
  const Json& value = fields.require("temperature");
  const double temperature = value.is_number() ? value.get<double>() : 0.0;
  const bool legal = temperature > 0.0 && temperature <= kMaxTemperature;
  if (!legal) {
    fields.fail("temperature",
                "is " + value.dump() + ", and must be a number above 0, 100 at most");
  }
  return temperature;
}

std::string read_figures(const Fields& fields) {
  if (!fields.has("figures")) return "{}";
  const Json& value = fields.require("figures");
  if (!value.is_object()) fields.fail("figures", "must be an object");
  return value.dump();
}

void read_reader_fields(const Fields& fields, const std::string& file, ModelInfo& info) {
  info.input = read_input(fields, file);
  info.digits = fields.integer("digits", kDigits, kDigits);
  info.alphabet = fields.exact_text("alphabet", kAlphabet);
  info.temperature = read_temperature(fields);
}

/// The fields that only one task has.
Json task_fields(const ModelInfo& info) {
  if (info.task == kTaskLocate) return {{"stride", info.stride}};
  return {{"input", {{"width", info.input.width}, {"height", info.input.height}}},
          {"digits", info.digits},
          {"alphabet", info.alphabet},
          {"temperature", info.temperature}};
}

Json parse_object(const std::string& text, const std::string& file) {
  Json object;
  try {
    object = Json::parse(text);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kContract, file + ": " + kModelInfoFile + " is not valid JSON",
                error.what());
  }
  if (!object.is_object()) {
    throw Error(ErrorCode::kContract, file + ": " + kModelInfoFile + " is not a JSON object");
  }
  return object;
}

}  // namespace

std::string to_json(const ModelInfo& info) {
  Json figures = Json::parse(info.figures.empty() ? "{}" : info.figures, nullptr,
                             /*allow_exceptions=*/false);
  if (!figures.is_object()) {
    throw Error(ErrorCode::kInvalidArgument,
                "the figures of model '" + info.name + "' are not a JSON object");
  }
  Json object = {
      {"format_version", info.format_version},
      {"task", info.task},
      {"name", info.name},
      {"architecture", info.architecture},
      {"normalisation", info.normalisation},
      {"trained_on", info.trained_on},
      {"figures", std::move(figures)},
  };
  object.update(task_fields(info));
  return object.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

ModelInfo model_info_from_json(const std::string& text, const std::string& file) {
  const Json object = parse_object(text, file);
  const Fields fields(object, file);
  ModelInfo info;
  // The version comes first: it says what the other fields mean.
  info.format_version = fields.integer("format_version", kFormatVersion, kFormatVersion);
  info.task = fields.either_text("task", kTaskRead, kTaskLocate);
  info.name = fields.text("name");
  if (info.name.empty()) fields.fail("name", "is empty");
  info.architecture = fields.optional_text("architecture");
  info.normalisation = fields.exact_text("normalisation", "in-network");
  if (info.task == kTaskRead) {
    read_reader_fields(fields, file, info);
  } else {
    info.stride = fields.integer("stride", kLocatorStride, kLocatorStride);
  }
  info.trained_on = fields.optional_text("trained_on");
  info.figures = read_figures(fields);
  return info;
}

}  // namespace deepocr
