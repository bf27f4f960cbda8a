// SPDX-License-Identifier: MIT
// A small picture, drawn by cairo, for a part of a video frame of any format.
#pragma once

#include <memory>

#include <gst/video/video.h>

#include <cairo.h>

#include "overlay-layout.h"

namespace deepocr::plugin {

/// Transparent where nothing is drawn.
class OverlayPicture {
 public:
  /// @param box the part of the frame, not empty and within it.
  explicit OverlayPicture(const PixelBox& box);

  /// Draws in the frame's coordinates.
  cairo_t* cairo() const { return cairo_.get(); }

  /// @param frame mapped for reading and writing, in one of DEEPOCR_VIDEO_FORMATS.
  void blend_into(const GstVideoFrame& frame) const;

 private:
  struct Destroy {
    void operator()(cairo_t* cairo) const noexcept { cairo_destroy(cairo); }
    void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
  };

  GstVideoFrame part_of(const GstVideoFrame& frame) const;

  PixelBox box_;
  std::unique_ptr<cairo_surface_t, Destroy> surface_;
  std::unique_ptr<cairo_t, Destroy> cairo_;
};

}  // namespace deepocr::plugin
