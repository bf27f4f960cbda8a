// SPDX-License-Identifier: MIT
// Draws readings into a video frame by cairo.
#include "draw-readings.h"

#include <algorithm>
#include <string>

#include <gst/deepocr/deepocr.h>
#include <gst/video/video.h>

#include <cairo.h>

namespace {

void draw_reading(cairo_t* cairo, const GstDeepOcrReading* reading, double size) {
  const gdouble* quad = gst_deepocr_reading_get_quad(reading);
  const std::string text = gst_deepocr_reading_get_text(reading);
  const std::string label = text.empty() ? gst_deepocr_reading_get_reason(reading) : text;
  const double green = text.empty() ? 0.5 : 0.9;
  cairo_set_source_rgb(cairo, text.empty() ? 0.9 : 0.1, green, 0.1);
  for (int corner = 0; corner < 4; ++corner) {
    cairo_line_to(cairo, quad[2 * corner], quad[2 * corner + 1]);
  }
  cairo_close_path(cairo);
  cairo_set_line_width(cairo, size / 8);
  cairo_stroke(cairo);

  cairo_text_extents_t extents;
  cairo_set_font_size(cairo, size);
  cairo_text_extents(cairo, label.c_str(), &extents);
  // Above the plate, or inside it at the top of the frame.
  const double base = std::max(quad[1] - size / 4, size);
  cairo_rectangle(cairo, quad[0], base - size, extents.x_advance, 1.2 * size);
  cairo_fill(cairo);
  cairo_set_source_rgb(cairo, 0, 0, 0);
  cairo_move_to(cairo, quad[0], base);
  cairo_show_text(cairo, label.c_str());
}

}  // namespace

void draw_readings(GstBuffer* buffer, GstCaps* caps, GPtrArray* readings) {
  GstVideoInfo info;
  GstVideoFrame frame;
  if (!gst_video_info_from_caps(&info, caps) ||
      !gst_video_frame_map(&frame, &info, buffer, GST_MAP_READWRITE)) {
    return;
  }
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      static_cast<unsigned char*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)), CAIRO_FORMAT_RGB24,
      info.width, info.height, GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0));
  cairo_t* cairo = cairo_create(surface);
  for (guint i = 0; i < readings->len; ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    draw_reading(cairo, reading, info.width / 36.0);
  }
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  gst_video_frame_unmap(&frame);
}
