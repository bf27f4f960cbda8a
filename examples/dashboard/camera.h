// SPDX-License-Identifier: MIT
// A camera that is started again when it fails.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "camera_line.h"
#include "camera_run.h"

namespace dashboard {

enum class CameraState {
  kConnecting,    ///< for the first time
  kRunning,       ///< pictures come
  kReconnecting,  ///< after a failure
  kFailed,        ///< and is started again in a while
  kEnded,         ///< its file was played to the end
};

/// "connecting", "running", "reconnecting", "failed" or "ended".
const char* to_string(CameraState state) noexcept;

struct CameraStatus {
  std::string name;
  CameraState state = CameraState::kConnecting;
  std::string sentence;   ///< why it failed last; empty once it runs
  int retry_seconds = 0;  ///< until it is started again, when it failed
  std::uint64_t restarts = 0;
  std::uint64_t events = 0;
  Counters counters;
  double frames_per_second = 0;  ///< in the last second
  double picture_age = 0;        ///< seconds from the frame to its picture
  std::uint64_t picture = 0;     ///< number of the newest one; 0 when there is none
};

/// How long to wait before the next start: 1, 2, 4 … 30 s.
/// @param failures since the camera ran well, at least 1.
int retry_delay(int failures) noexcept;

class Camera {
 public:
  struct Listener {
    std::function<void(Event)> on_event;
    std::function<void(const CameraStatus&)> on_picture;
    std::function<void(const CameraStatus&)> on_problem;  ///< it failed, ended, or runs again
  };

  /// @param timeout seconds without a frame after which it counts as failed; 0: never.
  /// @throws std::invalid_argument with a sentence when the source is no pipeline.
  Camera(const CameraSource& source, const PictureSettings& pictures, int timeout,
         Listener listener);
  ~Camera();

  /// To be called once a second.
  void tick();

  /// Returns when the camera is released.
  void close();

  const CameraStatus& status() const noexcept { return status_; }
  GBytes* picture() const noexcept {
    return picture_.get();
  }  ///< the newest; null before the first

 private:
  void start();
  void restart();
  void fail(const std::string& sentence);
  void leave(CameraState state);
  void take_picture(BytesPointer jpeg, double age);
  void take_plate(Event event, GstSample* frame);
  void count();

  std::string launch_line_;
  int picture_rate_;
  int timeout_;
  Listener listener_;
  std::unique_ptr<CameraRun> run_;
  CameraStatus status_;
  Counters earlier_;  // of the runs before this one
  BytesPointer picture_;
  int failures_ = 0;  // since it ran well
  int seconds_in_state_ = 0;
  int seconds_without_frame_ = 0;
};

}  // namespace dashboard
