// SPDX-License-Identifier: MIT
// The cameras, what they reported, and the answers to the page.
#include "dashboard.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "json.h"
#include "page_files.h"
#include "search.h"

namespace dashboard {

namespace {

constexpr std::size_t kMostAnswers = 200;
constexpr std::size_t kListedMatches = 60;  // of each kind

AllowedHosts allowed_hosts(const Options& options) {
  AllowedHosts hosts;
  hosts.allow(options.address);
  for (const std::string& host : options.hosts) hosts.allow(host);
  return hosts;
}

/// 0 for what is no number.
std::uint64_t number(const std::string& text) {
  guint64 value = 0;
  return g_ascii_string_to_unsigned(text.c_str(), 10, 0, G_MAXUINT64, &value, nullptr) ? value : 0;
}

std::string parameter(const Request& request, const char* name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? "" : found->second;
}

/// What stands between the two, or nothing.
std::string between(const std::string& path, const std::string& first, const std::string& last) {
  if (path.size() <= first.size() + last.size() || path.rfind(first, 0) != 0 ||
      path.compare(path.size() - last.size(), last.size(), last) != 0) {
    return "";
  }
  return path.substr(first.size(), path.size() - first.size() - last.size());
}

Response jpeg(BytesPointer bytes, std::string tag) {
  Response response;
  response.type = "image/jpeg";
  response.body = std::move(bytes);
  response.tag = std::move(tag);
  return response;
}

Response not_found(const std::string& what) { return text_response(SOUP_STATUS_NOT_FOUND, what); }

}  // namespace

Dashboard::Dashboard(const Options& options)
    : start_(g_get_real_time() / 1000),
      log_(options.events, start_),
      server_(allowed_hosts(options), {[this](const Request& request) { return answer(request); },
                                       [this](const Request& request, SoupServerMessage* message) {
                                         return begin_stream(request, message);
                                       }}) {
  server_.listen(options.address, options.port);
  for (const CameraSource& source : options.cameras) add_camera(source, options);
  timer_ = g_timeout_add_seconds(1, on_second, this);
}

Dashboard::~Dashboard() {
  g_source_remove(timer_);
  for (const auto& camera : cameras_) camera->close();
}

void Dashboard::add_camera(const CameraSource& source, const Options& options) {
  const std::size_t index = cameras_.size();
  Camera::Listener listener;
  listener.on_event = [this](Event event) { take_event(std::move(event)); };
  listener.on_picture = [this, index](const CameraStatus& status) {
    stream_.send_latest("picture", dump({{"camera", index}, {"picture", status.picture}}));
  };
  listener.on_problem = [this](const CameraStatus& status) {
    std::fprintf(stderr, "%s: %s%s%s\n", status.name.c_str(), to_string(status.state),
                 status.sentence.empty() ? "" : ": ", status.sentence.c_str());
    send_cameras();
  };
  try {
    cameras_.push_back(
        std::make_unique<Camera>(source, options.pictures, options.timeout, listener));
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("camera '" + source.name + "': " + error.what());
  }
}

void Dashboard::take_event(Event event) {
  const Event& kept = log_.add(std::move(event));
  stream_.send("plate", dump(to_json(kept)), kept.id);
}

std::string Dashboard::cameras_json() const {
  nlohmann::json cameras = nlohmann::json::array();
  for (const auto& camera : cameras_) cameras.push_back(to_json(camera->status()));
  return dump(cameras);
}

void Dashboard::send_cameras() { stream_.send_latest("cameras", cameras_json()); }

/// Whoever has left is noticed by writing to him, once a second.
gboolean Dashboard::on_second(gpointer self) noexcept {
  auto* dashboard = static_cast<Dashboard*>(self);
  for (const auto& camera : dashboard->cameras_) camera->tick();
  dashboard->send_cameras();
  return G_SOURCE_CONTINUE;
}

Response Dashboard::answer(const Request& request) const {
  const std::string& path = request.path;
  if (path == "/api/cameras") return json_response(cameras_json());
  if (path == "/api/events") return answer_events(request);
  if (path == "/api/search") return answer_search(request);
  if (const auto id = between(path, "/api/cameras/", "/picture.jpg"); !id.empty()) {
    return answer_picture(id);
  }
  if (const auto id = between(path, "/api/events/", "/plate.jpg"); !id.empty()) {
    return answer_plate(id);
  }
  Response file = page_file(path == "/" ? "/index.html" : path);
  return file.body ? std::move(file) : not_found("There is no " + path + ".");
}

Response Dashboard::answer_picture(const std::string& index) const {
  guint64 place = 0;
  if (!g_ascii_string_to_unsigned(index.c_str(), 10, 0, G_MAXUINT64, &place, nullptr) ||
      place >= cameras_.size()) {
    return not_found("There is no camera " + index + ".");
  }
  GBytes* picture = cameras_[place]->picture();
  if (!picture) return not_found("The camera has not sent a picture yet.");
  return jpeg(BytesPointer(g_bytes_ref(picture)),
              std::to_string(start_) + "-" + std::to_string(cameras_[place]->status().picture));
}

Response Dashboard::answer_plate(const std::string& id) const {
  const Event* event = log_.find(number(id));
  if (!event || !event->picture) return not_found("There is no picture of plate " + id + ".");
  return jpeg(BytesPointer(g_bytes_new(event->picture->data(), event->picture->size())), id);
}

Response Dashboard::answer_events(const Request& request) const {
  nlohmann::json events = nlohmann::json::array();
  for (const Event* event : log_.after(number(parameter(request, "after")), kMostAnswers)) {
    events.push_back(to_json(*event));
  }
  return json_response(dump(events));
}

Response Dashboard::answer_search(const Request& request) const {
  try {
    const Pattern pattern(parameter(request, "number"));
    const Matches found = search(log_, pattern, kListedMatches);
    nlohmann::json matches = nlohmann::json::array();
    for (const Match& match : found.exact) matches.push_back(to_json(match, true));
    for (const Match& match : found.likely) matches.push_back(to_json(match, false));
    return json_response(dump({{"pattern", pattern.text()},
                               {"of", log_.events().size()},
                               {"exact", found.exact_count},
                               {"matches", matches}}));
  } catch (const std::invalid_argument& error) {
    return json_response(dump({{"error", error.what()}}), SOUP_STATUS_BAD_REQUEST);
  }
}

bool Dashboard::begin_stream(const Request& request, SoupServerMessage* message) {
  if (stream_.is_full()) return false;
  stream_.add(message);
  stream_.send_to(message, "cameras", cameras_json());
  std::uint64_t last = number(request.last_event_id);
  last = std::max(last, number(parameter(request, "after")));
  for (const Event* event : log_.after(last, kMostAnswers)) {
    stream_.send_to(message, "plate", dump(to_json(*event)), event->id);
  }
  return true;
}

}  // namespace dashboard
