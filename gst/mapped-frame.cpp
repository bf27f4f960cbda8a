// SPDX-License-Identifier: MIT
// A video frame mapped for reading, and its luma as the library's view.
#include "mapped-frame.h"

#include <cstdint>

namespace deepocr::plugin {
namespace {

constexpr int kLuma = 0;  // the first component of every format taken: luma, or red

/// gst_video_frame_map() trusts the strides of a GstVideoMeta; a reader must not.
/// Every format taken has its first component in plane 0.
bool lies_inside_mapping(const GstVideoFrame& frame) {
  const std::int64_t width = GST_VIDEO_FRAME_WIDTH(&frame);
  const std::int64_t height = GST_VIDEO_FRAME_HEIGHT(&frame);
  if (width <= 0 || height <= 0) return false;
  const auto* begin = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  const std::int64_t offset = begin - frame.map[0].data;
  const std::int64_t last_row = (height - 1) * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
  const std::int64_t row_bytes = width * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, kLuma);
  const std::int64_t first = offset + (last_row < 0 ? last_row : 0);
  const std::int64_t end = offset + (last_row > 0 ? last_row : 0) + row_bytes;
  return first >= 0 && end <= static_cast<std::int64_t>(frame.map[0].size);
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
  auto frame = std::make_unique<GstVideoFrame>();
  if (!gst_video_frame_map(frame.get(), &info, held, GST_MAP_READ)) return nullptr;
  MappedFrame mapped(frame.release());
  if (!lies_inside_mapping(*mapped)) return nullptr;
  return mapped;
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
