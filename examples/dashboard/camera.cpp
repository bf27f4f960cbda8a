// SPDX-License-Identifier: MIT
// A camera that is started again when it fails.
#include "camera.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "plate_picture.h"

namespace dashboard {

namespace {

constexpr int kLongestDelay = 30;    // s
constexpr int kSecondsToTrust = 30;  // of running, after which earlier failures are forgotten

}  // namespace

const char* to_string(CameraState state) noexcept {
  switch (state) {
    case CameraState::kConnecting:
      return "connecting";
    case CameraState::kRunning:
      return "running";
    case CameraState::kReconnecting:
      return "reconnecting";
    case CameraState::kFailed:
      return "failed";
    case CameraState::kEnded:
      return "ended";
  }
  return "";
}

int retry_delay(int failures) noexcept {
  return std::min(1 << std::clamp(failures - 1, 0, 8), kLongestDelay);
}

Camera::Camera(const CameraSource& source, const PictureSettings& pictures, int timeout,
               Listener listener)
    : launch_line_(launch_line(source.source, pictures.width)),
      picture_rate_(pictures.rate),
      timeout_(timeout),
      listener_(std::move(listener)) {
  status_.name = source.name;
  start();
}

Camera::~Camera() = default;

void Camera::start() {
  run_ = std::make_unique<CameraRun>(
      launch_line_, picture_rate_,
      RunListener{[this](BytesPointer jpeg, double age) { take_picture(std::move(jpeg), age); },
                  [this](Event event, GstSample* frame) { take_plate(std::move(event), frame); },
                  [this](const std::string& sentence) { fail(sentence); },
                  [this] {
                    status_.sentence = "The source ended.";
                    leave(CameraState::kEnded);
                  }});
  seconds_in_state_ = 0;
  seconds_without_frame_ = 0;
  run_->start();
}

void Camera::restart() {
  ++status_.restarts;
  try {
    start();
    status_.state = CameraState::kReconnecting;
  } catch (const std::invalid_argument& error) {  // an element is not there any more
    status_.sentence = error.what();
    status_.retry_seconds = retry_delay(++failures_);
  }
}

void Camera::fail(const std::string& sentence) {
  ++failures_;
  status_.sentence = sentence;
  status_.retry_seconds = retry_delay(failures_);
  leave(CameraState::kFailed);
}

/// The run stays until the next one: it may be the caller.
void Camera::leave(CameraState state) {
  count();
  earlier_ = status_.counters;
  run_->stop();
  status_.state = state;
  status_.frames_per_second = 0;
  listener_.on_problem(status_);
}

void Camera::take_picture(BytesPointer jpeg, double age) {
  picture_ = std::move(jpeg);
  ++status_.picture;
  status_.picture_age = age;
  if (status_.state != CameraState::kRunning) {
    const bool failed_before = status_.state == CameraState::kReconnecting;
    status_.state = CameraState::kRunning;
    status_.sentence.clear();
    seconds_in_state_ = 0;
    if (failed_before) listener_.on_problem(status_);
  }
  listener_.on_picture(status_);
}

void Camera::take_plate(Event event, GstSample* frame) {
  ++status_.events;
  event.camera = status_.name;
  event.picture = make_plate_picture(frame, event.box);
  listener_.on_event(std::move(event));
}

void Camera::count() {
  Counters counters = earlier_;
  counters += run_->counters();
  status_.frames_per_second = double(counters.frames - status_.counters.frames);
  status_.counters = counters;
}

void Camera::tick() {
  if (status_.state == CameraState::kEnded) return;
  if (status_.state == CameraState::kFailed) {
    if (--status_.retry_seconds > 0) return;
    restart();
    return;
  }
  count();
  seconds_without_frame_ = status_.frames_per_second > 0 ? 0 : seconds_without_frame_ + 1;
  if (timeout_ > 0 && seconds_without_frame_ >= timeout_) {
    fail("No frame came for " + std::to_string(timeout_) + " s.");
  } else if (status_.state == CameraState::kRunning && ++seconds_in_state_ >= kSecondsToTrust) {
    failures_ = 0;
  }
}

void Camera::close() { run_->stop_and_wait(); }

}  // namespace dashboard
