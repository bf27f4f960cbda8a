// SPDX-License-Identifier: MIT
// One run of a camera's pipeline, from its start to its failure or end.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <gst/deepocr/deepocr.h>

#include "event_log.h"
#include "object_pointer.h"

namespace dashboard {

struct PictureSettings {
  int width = 640;  ///< largest width and height, pixels
  int rate = 4;     ///< per second at most
};

struct Counters {
  std::uint64_t frames = 0;   ///< that were looked at
  std::uint64_t skipped = 0;  ///< frames that came faster than they were read
  std::uint64_t read = 0;     ///< plates, each frame by itself
  std::uint64_t refused = 0;
  double locating_ms = 0;  ///< per frame, mean of the run
  double reading_ms = 0;

  Counters& operator+=(const Counters& later);  ///< what is no sum is that of `later`
};

/// What a run tells, on the main loop. The run must outlive the call.
struct RunListener {
  std::function<void(BytesPointer jpeg, double age)> on_picture;  ///< seconds since it was taken
  std::function<void(Event event, GstSample* frame)> on_plate;    ///< the frame may be null
  std::function<void(const std::string& sentence)> on_failure;
  std::function<void()> on_end;  ///< of a source that is not live; one that is fails
};

class CameraRun {
 public:
  /// @throws std::invalid_argument with a sentence when the line is no pipeline.
  CameraRun(const std::string& launch_line, int picture_rate, RunListener listener);
  ~CameraRun();

  /// Returns at once: models are loaded, and cameras called, on another thread.
  void start();

  /// Returns at once. Nothing is told any more.
  void stop();

  /// Returns when the camera is released.
  void stop_and_wait();

  Counters counters() const;

 private:
  struct Shared;

  static gboolean on_message(GstBus* bus, GstMessage* message, gpointer self) noexcept;
  void add_probe(const char* queue, const char* pad_name, GstPadProbeCallback callback);
  void handle(GstMessage* message);
  void handle_plate(GstMessage* message, GstDeepOcrReading* reading);
  void take_picture();
  double age(GstClockTime running_time) const;

  RunListener listener_;
  ObjectPointer<GstElement> pipeline_;
  ObjectPointer<GstElement> reader_;
  ObjectPointer<GstElement> pictures_;
  std::shared_ptr<Shared> shared_;
  bool is_watched_ = false;
};

}  // namespace dashboard
