// SPDX-License-Identifier: MIT
#include "camera.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace {

constexpr const char* kFirstFrame = "first-frame";  // of a connection

std::string without_credentials(const std::string& uri) {
  g_autoptr(GUri) parsed = g_uri_parse(uri.c_str(), G_URI_FLAGS_HAS_PASSWORD, nullptr);
  if (!parsed) return "camera";
  g_autofree gchar* text = g_uri_to_string_partial(parsed, G_URI_HIDE_USERINFO);
  return text;
}

/// The last line of the details is often the one that says it, as "Failed to connect."
std::string sentence_of(const GError* error, const gchar* details) {
  const auto ended = [](const std::string& sentence) {
    return g_str_has_suffix(sentence.c_str(), ".") ? sentence : sentence + ".";
  };
  const std::string text = details ? details : "";
  const auto line_end = text.rfind('\n');
  const std::string sentence = ended(error->message);
  return line_end == std::string::npos ? sentence
                                       : sentence + " " + ended(text.substr(line_end + 1));
}

/// Frames that wait while others are read are old news: only the newest one is kept.
std::string launch_line(const CameraOptions& options) {
  return "rtspsrc name=source latency=200 protocols=" + options.protocols +
         " ! application/x-rtp,media=video ! decodebin name=decoder" +
         " ! queue name=newest leaky=downstream max-size-buffers=1 ! " + options.reader +
         " ! fakesink sync=false";
}

bool comes_from(GstElement* pipeline, const char* name, GstMessage* message) {
  g_autoptr(GstElement) element = gst_bin_get_by_name(GST_BIN(pipeline), name);
  GstObject* source = GST_MESSAGE_SRC(message);
  return source == GST_OBJECT(element) ||
         gst_object_has_as_ancestor(source, GST_OBJECT(element)) != FALSE;
}

}  // namespace

Camera::Camera(std::string uri, const CameraOptions& options, void (*on_given_up)(gpointer data),
               gpointer data)
    : uri_(std::move(uri)),
      name_(without_credentials(uri_)),
      options_(options),
      on_given_up_(on_given_up),
      data_(data) {}

Camera::~Camera() { stop(); }

CameraCounts Camera::counts() const { return {frames_, plates_, connections_}; }

void Camera::say(const std::string& sentence) const {
  std::fprintf(stderr, "%s: %s\n", name_.c_str(), sentence.c_str());
}

bool Camera::start() {
  g_autoptr(GError) error = nullptr;
  pipeline_ = gst_parse_launch_full(launch_line(options_).c_str(), nullptr,
                                    GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (!pipeline_) {
    give_up(sentence_of(error, nullptr));
    return false;
  }
  g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline_), "source");
  g_object_set(source, "location", uri_.c_str(), nullptr);
  g_autoptr(GstElement) newest = gst_bin_get_by_name(GST_BIN(pipeline_), "newest");
  g_autoptr(GstPad) pad = gst_element_get_static_pad(newest, "src");
  frames_before_ = frames_;
  is_streaming_ = false;
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame, this, nullptr);
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline_);
  watch_ = gst_bus_add_watch(bus, on_message, this);
  gst_element_set_state(pipeline_, GST_STATE_PLAYING);  // a failure comes as a message
  silent_seconds_ = 0;
  clock_ = g_timeout_add_seconds(1, on_second, this);
  return true;
}

void Camera::stop() {
  for (guint* source : {&watch_, &clock_, &pause_}) {
    if (*source != 0) g_source_remove(*source);
    *source = 0;
  }
  if (pipeline_) {
    gst_element_set_state(pipeline_, GST_STATE_NULL);
    gst_object_unref(pipeline_);
    pipeline_ = nullptr;
  }
  is_connected_ = false;
}

/// Pauses grow, so that a camera that is away for long is not asked all the time.
void Camera::try_again(const std::string& cause) {
  stop();
  pause_seconds_ = std::clamp(2 * pause_seconds_, 1, options_.longest_pause_seconds);
  say(cause + " Trying again in " + std::to_string(pause_seconds_) + " s.");
  pause_ = g_timeout_add_seconds(guint(pause_seconds_), on_pause_over, this);
}

void Camera::give_up(const std::string& cause) {
  stop();
  gave_up_ = true;
  say(cause + " Given up: trying again would not help.");
  on_given_up_(data_);
}

/// What the network or the camera did wrong may pass; what is wrong here will not.
bool Camera::is_for_good(GstMessage* message, const GError* error) const {
  if (g_error_matches(error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)) return true;
  if (g_error_matches(error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND)) return true;
  return !comes_from(pipeline_, "source", message) && !comes_from(pipeline_, "decoder", message);
}

void Camera::on_error(GstMessage* message) {
  g_autoptr(GError) error = nullptr;
  g_autofree gchar* details = nullptr;
  gst_message_parse_error(message, &error, &details);
  const std::string cause = sentence_of(error, details);
  if (is_for_good(message, error)) {
    give_up(cause);
  } else {
    try_again(cause);
  }
}

void Camera::on_first_frame() {
  is_connected_ = true;
  pause_seconds_ = 0;
  ++connections_;
  say("Frames are coming.");
}

void Camera::on_plate(const GstDeepOcrReading* reading) {
  ++plates_;
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree gchar* time = g_date_time_format(now, "%H:%M:%S");
  std::printf("%s %s: %s, confidence %.3f\n", time, name_.c_str(),
              gst_deepocr_reading_get_text(reading), gst_deepocr_reading_get_confidence(reading));
  std::fflush(stdout);
}

gboolean Camera::on_message(GstBus*, GstMessage* message, gpointer data) {
  auto* camera = static_cast<Camera*>(data);
  g_autoptr(GstDeepOcrReading) reading = nullptr;
  if (gst_deepocr_message_parse(message, &reading)) {
    camera->on_plate(reading);
  } else if (gst_message_has_name(message, kFirstFrame)) {
    camera->on_first_frame();
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    camera->on_error(message);
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    camera->try_again("The stream has ended.");
  }
  return G_SOURCE_CONTINUE;
}

gboolean Camera::on_second(gpointer data) {
  auto* camera = static_cast<Camera*>(data);
  const guint64 frames = camera->frames_;
  camera->silent_seconds_ = frames == camera->frames_before_ ? camera->silent_seconds_ + 1 : 0;
  camera->frames_before_ = frames;
  if (camera->silent_seconds_ >= camera->options_.stall_seconds) {
    camera->try_again("No frame for " + std::to_string(camera->silent_seconds_) + " s.");
  }
  return G_SOURCE_CONTINUE;
}

gboolean Camera::on_pause_over(gpointer data) {
  auto* camera = static_cast<Camera*>(data);
  camera->pause_ = 0;
  camera->start();
  return G_SOURCE_REMOVE;
}

/// Called by a streaming thread; the main context learns of the first frame by a message.
GstPadProbeReturn Camera::on_frame(GstPad* pad, GstPadProbeInfo*, gpointer data) {
  auto* camera = static_cast<Camera*>(data);
  if (!camera->is_streaming_.exchange(true)) {
    g_autoptr(GstElement) element = gst_pad_get_parent_element(pad);
    gst_element_post_message(
        element,
        gst_message_new_application(GST_OBJECT(element), gst_structure_new_empty(kFirstFrame)));
  }
  ++camera->frames_;
  return GST_PAD_PROBE_OK;
}
