// SPDX-License-Identifier: MIT
// A video frame mapped for reading or drawing, and its luma as the library's view.
#pragma once

#include <memory>

#include <gst/video/video.h>

#include "deepocr/image_view.h"

namespace deepocr::plugin {

/// The raw video formats that image_view() can describe, as a caps string's list.
#define DEEPOCR_VIDEO_FORMATS                                                             \
  "{ GRAY8, GRAY16_LE, GRAY16_BE, I420, YV12, NV12, NV21, NV16, Y42B, Y444, YUY2, UYVY, " \
  "RGB, BGR, RGBx, BGRx, xRGB, xBGR, RGBA, BGRA, ARGB, ABGR, P010_10LE, I420_10LE }"

struct UnmapFrame {
  void operator()(GstVideoFrame* frame) const noexcept;
};

/// A mapped frame; unmapped and freed together.
using MappedFrame = std::unique_ptr<GstVideoFrame, UnmapFrame>;

/// Maps `buffer` for reading, with the strides and offsets of its GstVideoMeta and the place of its
/// GstVideoCropMeta where it has them. The frame has the size that `info` has.
/// @returns null when it cannot be mapped, or holds fewer pixels, or bytes than its strides ask
/// for.
MappedFrame map_for_reading(const GstVideoInfo& info, GstBuffer* buffer);

/// The same for reading and writing; memory that others hold too is replaced by a copy.
/// @param buffer writable.
MappedFrame map_for_drawing(const GstVideoInfo& info, GstBuffer* buffer);

/// The luma of a frame in one of DEEPOCR_VIDEO_FORMATS, in place; valid while the frame is mapped.
ImageView image_view(const GstVideoFrame& frame);

}  // namespace deepocr::plugin
