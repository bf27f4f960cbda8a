// SPDX-License-Identifier: MIT
// Renders frames in the negotiated format and attaches what they show.
#pragma once

#include <memory>
#include <vector>

#include <gst/video/video.h>

#include "source-settings.h"

namespace deepocr::synth {
class Scene;
struct Truth;
class TypefaceSet;
}  // namespace deepocr::synth

namespace deepocr::plugin {

class FramePainter {
 public:
  /// @throws Error kInvalidArgument for settings outside their range.
  FramePainter(const SourceSettings& settings, std::shared_ptr<const synth::TypefaceSet> typefaces,
               const GstVideoInfo& info);
  ~FramePainter();

  /// @param buffer writable, of the size of the format. @param time of the frame in the scene.
  /// @throws Error kWrite when the buffer cannot be mapped.
  void paint(GstBuffer* buffer, guint64 frame, GstClockTime time);

 private:
  std::vector<synth::Truth> render(GstBuffer* buffer, guint64 frame, GstClockTime time);

  struct FreeConverter {
    void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
  };
  struct UnrefBuffer {
    void operator()(GstBuffer* buffer) const { gst_buffer_unref(buffer); }
  };

  GstVideoInfo info_;
  GstVideoInfo canvas_info_;
  bool attach_regions_;
  std::unique_ptr<synth::Scene> scene_;
  std::unique_ptr<GstVideoConverter, FreeConverter> converter_;  // null: rendered in place
  std::unique_ptr<GstBuffer, UnrefBuffer> canvas_;               // BGR; null: rendered in place
};

}  // namespace deepocr::plugin
