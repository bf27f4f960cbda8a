// SPDX-License-Identifier: MIT
// A video frame mapped for reading or drawing, and its luma as the library's view.
#include "mapped-frame.h"

#include <algorithm>
#include <cstdint>

namespace deepocr::plugin {
namespace {

constexpr int kLuma = 0;  // the first component of every format taken: luma, or red

/// gst_video_frame_map() trusts the strides of a GstVideoMeta; neither a reader nor a painter may.
bool lies_inside_mapping(const GstVideoFrame& frame, guint component) {
  const GstVideoFormatInfo* format = frame.info.finfo;
  const std::int64_t width = GST_VIDEO_FRAME_COMP_WIDTH(&frame, component);
  const std::int64_t height = GST_VIDEO_FRAME_COMP_HEIGHT(&frame, component);
  if (width <= 0 || height <= 0) return false;
  // Of a frame with a GstVideoMeta each plane is mapped by itself.
  const guint plane = GST_VIDEO_FORMAT_INFO_PLANE(format, component);
  const GstMapInfo& map = frame.map[frame.meta != nullptr ? plane : 0];
  const auto* begin = static_cast<const std::uint8_t*>(frame.data[plane]);
  const std::int64_t offset = begin - map.data;
  const std::int64_t last_row = (height - 1) * GST_VIDEO_FRAME_COMP_STRIDE(&frame, component);
  const std::int64_t row_bytes = width * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, component);
  const std::int64_t first = offset + (last_row < 0 ? last_row : 0);
  const std::int64_t end = offset + (last_row > 0 ? last_row : 0) + row_bytes;
  return first >= 0 && end <= static_cast<std::int64_t>(map.size);
}

/// Moves the beginning of a plane to the sample at a pixel. Where samples of luma and chroma stand
/// beside each other, to the pixel before it if that one begins their group.
void move_origin(GstVideoFrame& frame, guint plane, int x, int y) {
  const GstVideoFormatInfo* format = frame.info.finfo;
  gint components[GST_VIDEO_MAX_COMPONENTS];
  gst_video_format_info_component(format, plane, components);
  const auto first = static_cast<guint>(components[0]);
  int group = 1;
  for (guint i = 0; i < GST_VIDEO_MAX_COMPONENTS && components[i] >= 0; ++i) {
    group = std::max(group, 1 << GST_VIDEO_FORMAT_INFO_W_SUB(format, components[i]));
  }
  const std::int64_t columns = (x - x % group) >> GST_VIDEO_FORMAT_INFO_W_SUB(format, first);
  const std::int64_t rows = y >> GST_VIDEO_FORMAT_INFO_H_SUB(format, first);
  frame.data[plane] = static_cast<std::uint8_t*>(frame.data[plane]) +
                      rows * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane) +
                      columns * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, first);
}

/// Narrows a frame to what its caps show: memory may hold more, and a meta of the size of the caps
/// then says where in it the picture begins. @returns whether the memory holds it.
bool crop_to_caps(GstVideoFrame& frame, const GstVideoInfo& caps) {
  const GstVideoCropMeta* crop = gst_buffer_get_video_crop_meta(frame.buffer);
  const bool says_where = crop != nullptr && static_cast<std::int64_t>(crop->width) == caps.width &&
                          static_cast<std::int64_t>(crop->height) == caps.height;
  const std::int64_t x = says_where ? crop->x : 0;
  const std::int64_t y = says_where ? crop->y : 0;
  if (x + caps.width > frame.info.width || y + caps.height > frame.info.height) return false;
  for (guint plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&frame); ++plane) {
    move_origin(frame, plane, static_cast<int>(x), static_cast<int>(y));
  }
  frame.info.width = caps.width;
  frame.info.height = caps.height;
  return true;
}

/// Asked before mapping, which would call it the program's fault.
bool holds_enough(GstBuffer* buffer, const GstVideoInfo& caps) {
  const GstVideoMeta* meta = gst_buffer_get_video_meta(buffer);
  return meta == nullptr || (static_cast<std::int64_t>(meta->width) >= caps.width &&
                             static_cast<std::int64_t>(meta->height) >= caps.height);
}

MappedFrame map_frame(const GstVideoInfo& info, GstBuffer* buffer, GstMapFlags flags) {
  if (!holds_enough(buffer, info)) return nullptr;
  auto mapped = std::make_unique<GstVideoFrame>();
  if (!gst_video_frame_map(mapped.get(), &info, buffer, flags)) return nullptr;
  MappedFrame frame(mapped.release());
  if (!crop_to_caps(*frame, info)) return nullptr;
  return frame;
}

void describe_colour(const GstVideoFrame& frame, ImageView& view) {
  view.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  view.layout = SampleLayout::kColour8;
  view.red = GST_VIDEO_FRAME_COMP_POFFSET(&frame, GST_VIDEO_COMP_R);
  view.green = GST_VIDEO_FRAME_COMP_POFFSET(&frame, GST_VIDEO_COMP_G);
  view.blue = GST_VIDEO_FRAME_COMP_POFFSET(&frame, GST_VIDEO_COMP_B);
}

/// Samples that fill 16 bits from the top (GRAY16, P010) are read by their high byte alone; those
/// that lie at the bottom of 16 bits (I420_10LE) are shifted.
void describe_luma(const GstVideoFrame& frame, ImageView& view) {
  const GstVideoFormatInfo* format = frame.info.finfo;
  const int depth = static_cast<int>(GST_VIDEO_FORMAT_INFO_DEPTH(format, kLuma));
  const int top_bit = depth + static_cast<int>(GST_VIDEO_FORMAT_INFO_SHIFT(format, kLuma));
  view.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&frame, kLuma));
  if (depth == 8) return;
  if (top_bit == 16) {
    if (GST_VIDEO_FORMAT_INFO_IS_LE(format)) view.data += 1;
    return;
  }
  view.layout = SampleLayout::kLuma16;
  view.shift = top_bit - 8;
}

}  // namespace

void UnmapFrame::operator()(GstVideoFrame* frame) const noexcept {
  gst_video_frame_unmap(frame);
  delete frame;
}

MappedFrame map_for_reading(const GstVideoInfo& info, GstBuffer* buffer) {
  // A second reference, so that mapping a frame of several memories cannot replace them by one.
  g_autoptr(GstBuffer) held = gst_buffer_ref(buffer);
  MappedFrame frame = map_frame(info, held, GST_MAP_READ);
  if (!frame || !lies_inside_mapping(*frame, kLuma)) return nullptr;
  return frame;
}

MappedFrame map_for_drawing(const GstVideoInfo& info, GstBuffer* buffer) {
  MappedFrame frame = map_frame(info, buffer, GST_MAP_READWRITE);
  for (guint i = 0; frame && i < GST_VIDEO_FRAME_N_COMPONENTS(frame.get()); ++i) {
    if (!lies_inside_mapping(*frame, i)) return nullptr;
  }
  return frame;
}

ImageView image_view(const GstVideoFrame& frame) {
  ImageView view;
  view.width = GST_VIDEO_FRAME_WIDTH(&frame);
  view.height = GST_VIDEO_FRAME_HEIGHT(&frame);
  view.row_stride = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
  view.pixel_stride = GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, kLuma);
  if (GST_VIDEO_FORMAT_INFO_IS_RGB(frame.info.finfo)) {
    describe_colour(frame, view);
  } else {
    describe_luma(frame, view);
  }
  return view;
}

}  // namespace deepocr::plugin
