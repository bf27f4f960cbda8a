// SPDX-License-Identifier: MIT
// What the page is told, as JSON.
#include "json.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <glib.h>

namespace dashboard {

namespace {

/// RFC 3339, UTC, with milliseconds.
std::string time_text(std::int64_t microseconds) {
  g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc(microseconds / G_USEC_PER_SEC);
  if (!seconds) return "";
  g_autofree gchar* text = g_date_time_format(seconds, "%Y-%m-%dT%H:%M:%S");
  g_autofree gchar* fraction = g_strdup_printf(".%03dZ", int(microseconds % G_USEC_PER_SEC / 1000));
  return std::string(text) + fraction;
}

double rounded(double value, double scale) { return std::round(value * scale) / scale; }

/// [digit][which of 0 to 9]; empty when the posteriors are unknown.
std::vector<std::vector<double>> posteriors_of(const Event& event) {
  std::vector<std::vector<double>> posteriors;
  bool is_known = false;
  for (const auto& digit : event.posteriors) {
    std::vector<double> values(digit.begin(), digit.end());
    for (double& value : values) value = rounded(value, 1e6);
    is_known = is_known || *std::max_element(digit.begin(), digit.end()) > 0;
    posteriors.push_back(std::move(values));
  }
  if (!is_known) posteriors.clear();
  return posteriors;
}

}  // namespace

nlohmann::json to_json(const Event& event) {
  return {{"id", event.id},
          {"camera", event.camera},
          {"time", time_text(event.time)},
          {"text", event.text},
          {"confidence", rounded(event.confidence, 1e6)},
          {"digit_confidences", event.digit_confidences},
          {"posteriors", posteriors_of(event)},
          {"track", event.track_id},
          {"listed", event.listed},
          {"note", event.note},
          {"box", event.box},
          {"picture", event.picture != nullptr}};
}

nlohmann::json to_json(const Match& match, bool is_exact) {
  nlohmann::json json = to_json(*match.event);
  json["probability"] = match.probability;
  json["exact"] = is_exact;
  return json;
}

nlohmann::json to_json(const CameraStatus& status) {
  const Counters& counters = status.counters;
  return {{"name", status.name},
          {"state", to_string(status.state)},
          {"sentence", status.sentence},
          {"retry_seconds", status.retry_seconds},
          {"restarts", status.restarts},
          {"frames", counters.frames},
          {"skipped", counters.skipped},
          {"plates", counters.read},
          {"refused", counters.refused},
          {"events", status.events},
          {"frames_per_second", status.frames_per_second},
          {"locating_ms", rounded(counters.locating_ms, 1e3)},
          {"reading_ms", rounded(counters.reading_ms, 1e3)},
          {"frame_age_ms", std::round(status.picture_age * 1e3)},
          {"picture", status.picture}};
}

std::string dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace dashboard
