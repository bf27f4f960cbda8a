// SPDX-License-Identifier: MIT
// One camera: its pipeline, made anew whenever its stream ends or stands still.
#pragma once

#include <atomic>
#include <string>

#include <gst/deepocr/deepocr.h>

struct CameraOptions {
  std::string reader = "deepocr model-instance-id=cameras";  ///< part of a launch line
  std::string protocols = "tcp";  ///< of rtspsrc: over UDP a lost packet tears the picture
  int stall_seconds = 10;         ///< without a frame for so long, a stream counts as lost
  int longest_pause_seconds = 30;
};

struct CameraCounts {
  guint64 frames = 0;
  int plates = 0;
  int connections = 0;  ///< how often frames began to come
};

/// Everything happens in the default main context, except for counting frames.
class Camera {
 public:
  /// @param on_given_up is called when trying again cannot help
  Camera(std::string uri, const CameraOptions& options, void (*on_given_up)(gpointer data),
         gpointer data);
  ~Camera();
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;

  /// @returns false, after a sentence, when the launch line is not good: see gave_up().
  bool start();

  bool gave_up() const { return gave_up_; }
  bool is_connected() const { return is_connected_; }
  CameraCounts counts() const;
  /// The URI without user and password.
  const std::string& name() const { return name_; }

 private:
  void stop();
  void try_again(const std::string& cause);
  void give_up(const std::string& cause);
  void say(const std::string& sentence) const;
  void on_first_frame();
  void on_plate(const GstDeepOcrReading* reading);
  void on_error(GstMessage* message);
  bool is_for_good(GstMessage* message, const GError* error) const;

  static gboolean on_message(GstBus* bus, GstMessage* message, gpointer camera);
  static gboolean on_second(gpointer camera);
  static gboolean on_pause_over(gpointer camera);
  static GstPadProbeReturn on_frame(GstPad* pad, GstPadProbeInfo* probe, gpointer camera);

  const std::string uri_;
  const std::string name_;
  const CameraOptions options_;
  void (*on_given_up_)(gpointer data);
  const gpointer data_;

  GstElement* pipeline_ = nullptr;
  guint watch_ = 0;  // sources of the main context; 0: none
  guint clock_ = 0;
  guint pause_ = 0;
  std::atomic<guint64> frames_{0};
  std::atomic<bool> is_streaming_{false};  // a frame has come since the last start
  guint64 frames_before_ = 0;              // at the last look
  int silent_seconds_ = 0;
  int pause_seconds_ = 0;  // the last one; 0 as long as all is well
  int plates_ = 0;
  int connections_ = 0;
  bool is_connected_ = false;
  bool gave_up_ = false;
};
