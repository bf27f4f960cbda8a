// SPDX-License-Identifier: MIT
// A small picture, drawn by cairo, for a part of a video frame of any format.
#include "overlay-picture.h"

namespace deepocr::plugin {

OverlayPicture::OverlayPicture(const PixelBox& box)
    : box_(box),
      surface_(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, box.width, box.height)),
      cairo_(cairo_create(surface_.get())) {
  cairo_translate(cairo_.get(), -box.x, -box.y);
}

void OverlayPicture::blend_into(const GstVideoFrame& frame) const {
  cairo_surface_flush(surface_.get());
  if (cairo_status(cairo_.get()) != CAIRO_STATUS_SUCCESS) return;
  const auto width = static_cast<guint>(box_.width);
  const auto height = static_cast<guint>(box_.height);
  const gsize bytes =
      gsize{height} * static_cast<gsize>(cairo_image_surface_get_stride(surface_.get()));
  g_autoptr(GstBuffer) pixels = gst_buffer_new_wrapped_full(
      GST_MEMORY_FLAG_READONLY, cairo_image_surface_get_data(surface_.get()), bytes, 0, bytes,
      nullptr, nullptr);
  gst_buffer_add_video_meta(pixels, GST_VIDEO_FRAME_FLAG_NONE,
                            GST_VIDEO_OVERLAY_COMPOSITION_FORMAT_RGB, width, height);
  g_autoptr(GstVideoOverlayRectangle) rectangle = gst_video_overlay_rectangle_new_raw(
      pixels, 0, 0, width, height, GST_VIDEO_OVERLAY_FORMAT_FLAG_PREMULTIPLIED_ALPHA);
  g_autoptr(GstVideoOverlayComposition) composition = gst_video_overlay_composition_new(rectangle);
  GstVideoFrame part = part_of(frame);
  gst_video_overlay_composition_blend(composition, &part);
}

/// Blending converts whole rows of a frame, there and back, for a few pixels in them; so it gets a
/// frame that is just the part.
GstVideoFrame OverlayPicture::part_of(const GstVideoFrame& frame) const {
  const GstVideoFormatInfo* format = frame.info.finfo;
  GstVideoFrame part = frame;
  part.info.width = box_.width;
  part.info.height = box_.height;
  for (guint i = 0; i < GST_VIDEO_FORMAT_INFO_N_COMPONENTS(format); ++i) {
    const guint plane = GST_VIDEO_FORMAT_INFO_PLANE(format, i);
    const gint column = GST_VIDEO_FORMAT_INFO_SCALE_WIDTH(format, i, box_.x);
    const gint row = GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(format, i, box_.y);
    part.data[plane] = static_cast<guint8*>(frame.data[plane]) +
                       gssize{row} * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane) +
                       gssize{column} * GST_VIDEO_FORMAT_INFO_PSTRIDE(format, i);
  }
  return part;
}

}  // namespace deepocr::plugin
