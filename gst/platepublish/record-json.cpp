// SPDX-License-Identifier: MIT
// Readings as the JSON text that platepublish publishes.
#include "record-json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

#include <nlohmann/json.hpp>

namespace deepocr::plugin {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchemaVersion = "1.0";
constexpr double kProbabilityScale = 1e6;
constexpr double kCoordinateScale = 1e2;

double rounded(double value, double scale) { return std::round(value * scale) / scale; }

/// Names are the user's, and need not be UTF-8.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json time_json(GstClockTime time) {
  return GST_CLOCK_TIME_IS_VALID(time) ? Json(time) : Json(nullptr);
}

Json times_json(const RecordTimes& times) {
  return {{"running", time_json(times.running)},
          {"stream", time_json(times.stream)},
          {"timestamp", time_json(times.timestamp)},
          {"wall", wall_clock_text(times.wall)}};
}

Json size_json(const RecordHead& head) {
  if (head.width <= 0 || head.height <= 0) return nullptr;
  return {{"width", head.width}, {"height", head.height}};
}

bool is_known(const gdouble* values, int count) {
  return std::any_of(values, values + count, [](gdouble value) { return value != 0; });
}

Json probabilities_json(const gdouble* values, int count) {
  Json::array_t array;
  array.reserve(count);
  for (int i = 0; i < count; ++i) array.emplace_back(rounded(values[i], kProbabilityScale));
  return array;
}

Json posteriors_json(const GstDeepOcrReading* reading) {
  const gdouble* posteriors = gst_deepocr_reading_get_posteriors(reading);
  if (!is_known(posteriors, GST_DEEPOCR_N_POSTERIORS)) return nullptr;
  Json::array_t digits;
  digits.reserve(GST_DEEPOCR_N_DIGITS);
  for (int i = 0; i < GST_DEEPOCR_N_DIGITS; ++i) {
    digits.push_back(
        probabilities_json(posteriors + i * GST_DEEPOCR_N_CLASSES, GST_DEEPOCR_N_CLASSES));
  }
  return digits;
}

Json digit_confidences_json(const GstDeepOcrReading* reading) {
  const gdouble* confidences = gst_deepocr_reading_get_digit_confidences(reading);
  if (!is_known(confidences, GST_DEEPOCR_N_DIGITS)) return nullptr;
  return probabilities_json(confidences, GST_DEEPOCR_N_DIGITS);
}

Json quad_json(const GstDeepOcrReading* reading) {
  const gdouble* quad = gst_deepocr_reading_get_quad(reading);
  Json::array_t corners;
  corners.reserve(GST_DEEPOCR_N_QUAD_COORDS / 2);
  for (int i = 0; i < GST_DEEPOCR_N_QUAD_COORDS; i += 2) {
    corners.push_back(
        Json::array_t{rounded(quad[i], kCoordinateScale), rounded(quad[i + 1], kCoordinateScale)});
  }
  return corners;
}

struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

Box box_of(const GstDeepOcrReading* reading) {
  Box box;
  gst_deepocr_reading_get_rectangle(reading, &box.x, &box.y, &box.width, &box.height);
  return box;
}

void add_reading(Json& json, const GstDeepOcrReading* reading) {
  const Box box = box_of(reading);
  const gchar* reason = gst_deepocr_reading_get_reason(reading);
  json["text"] = gst_deepocr_reading_get_text(reading);
  json["confidence"] = rounded(gst_deepocr_reading_get_confidence(reading), kProbabilityScale);
  json["state"] = gst_deepocr_state_get_nick(gst_deepocr_reading_get_state(reading));
  json["reason"] = *reason != '\0' ? Json(reason) : Json(nullptr);
  json["track"] = gst_deepocr_reading_get_track_id(reading);
  json["agreeing_frames"] = gst_deepocr_reading_get_agreeing_frames(reading);
  json["box"] = {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
  json["quad"] = quad_json(reading);
  json["digit_confidences"] = digit_confidences_json(reading);
  json["posteriors"] = posteriors_json(reading);
  json["model"] = gst_deepocr_reading_get_model(reading);
}

Json match_json(const GstDeepOcrMatch* match) {
  const auto probability = [](double value) { return rounded(value, kProbabilityScale); };
  return {{"match", gst_deepocr_match_get_number(match)},
          {"note", gst_deepocr_match_get_note(match)},
          {"probability", probability(gst_deepocr_match_get_probability(match))},
          {"margin", probability(gst_deepocr_match_get_margin(match))},
          {"not_listed", probability(gst_deepocr_match_get_not_listed(match))},
          {"exact", gst_deepocr_match_is_exact(match) != FALSE},
          {"hit", gst_deepocr_match_is_hit(match) != FALSE}};
}

Json head_json(const RecordHead& head, const char* type) {
  Json json;
  json["schema"] = kSchemaVersion;
  json["id"] = head.id;
  json["type"] = type;
  json["camera"] = head.camera;
  json["times"] = times_json(head.times);
  json["frame"] = size_json(head);
  return json;
}

const GstDeepOcrReading* reading_at(const GPtrArray* readings, guint index) {
  return static_cast<const GstDeepOcrReading*>(g_ptr_array_index(readings, index));
}

double share(int part, int whole) {
  return std::clamp(static_cast<double>(part) / whole, 0.0, 1.0);
}

/// gvadetect's part of an object. A plate of which all digits are right is one, so it is at least
/// as certain.
Json detection_json(const RecordHead& head, const Box& box, double confidence) {
  return {{"bounding_box",
           {{"x_max", share(box.x + box.width, head.width)},
            {"x_min", share(box.x, head.width)},
            {"y_max", share(box.y + box.height, head.height)},
            {"y_min", share(box.y, head.height)}}},
          {"confidence", confidence},
          {"label", "license-plate"},
          {"label_id", 0}};
}

Json object_json(const RecordHead& head, const GstDeepOcrReading* reading, int region) {
  const Box box = box_of(reading);
  const double confidence = rounded(gst_deepocr_reading_get_confidence(reading), kProbabilityScale);
  Json json;
  if (head.width > 0 && head.height > 0) json["detection"] = detection_json(head, box, confidence);
  json["h"] = box.height;
  if (const guint track = gst_deepocr_reading_get_track_id(reading); track != 0) json["id"] = track;
  json["license_plate"] = {{"confidence", confidence},
                           {"label", gst_deepocr_reading_get_text(reading)},
                           {"model", {{"name", gst_deepocr_reading_get_model(reading)}}}};
  json["region_id"] = region;
  json["roi_type"] = "license-plate";
  json["w"] = box.width;
  json["x"] = box.x;
  json["y"] = box.y;
  return json;
}

}  // namespace

std::string event_json(const RecordHead& head, const char* type, const GstDeepOcrReading* reading,
                       const GstDeepOcrMatch* match) {
  Json json = head_json(head, type);
  add_reading(json, reading);
  if (match != nullptr) json["watch_list"] = match_json(match);
  return text_of(json);
}

std::string frame_json(const RecordHead& head, const GPtrArray* readings) {
  Json json = head_json(head, "frame");
  Json::array_t array;
  array.reserve(readings->len);
  for (guint i = 0; i < readings->len; ++i) {
    add_reading(array.emplace_back(Json::object()), reading_at(readings, i));
  }
  json["readings"] = std::move(array);
  return text_of(json);
}

std::string dlstreamer_json(const RecordHead& head, const char* type, const GPtrArray* readings) {
  Json json;
  Json::array_t objects;
  for (guint i = 0; i < readings->len; ++i) {
    const GstDeepOcrReading* reading = reading_at(readings, i);
    if (gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_REFUSED) continue;
    objects.push_back(object_json(head, reading, static_cast<int>(objects.size()) + 1));
  }
  if (!objects.empty()) json["objects"] = std::move(objects);
  if (const Json size = size_json(head); !size.is_null()) json["resolution"] = size;
  json["source"] = head.camera;
  json["system_timestamp"] = wall_clock_text(head.times.wall);
  json["tags"] = {{"id", head.id}, {"type", type}};
  if (GST_CLOCK_TIME_IS_VALID(head.times.stream)) json["timestamp"] = head.times.stream;
  return text_of(json);
}

std::string wall_clock_text(gint64 microseconds) {
  gint64 seconds = microseconds / G_USEC_PER_SEC;
  gint64 rest = microseconds % G_USEC_PER_SEC;
  if (rest < 0) {
    rest += G_USEC_PER_SEC;
    --seconds;
  }
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts = {};
  if (gmtime_r(&time, &parts) == nullptr) return {};
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data() + length, text.size() - length, ".%03dZ",
                static_cast<int>(rest / 1000));
  return text.data();
}

}  // namespace deepocr::plugin
