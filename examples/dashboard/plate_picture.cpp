// SPDX-License-Identifier: MIT
// Cuts a plate out of its frame.
#include "plate_picture.h"

#include <algorithm>

#include <gst/video/video.h>

namespace dashboard {

namespace {

constexpr int kLargestWidth = 240;  // pixels
constexpr int kLargestHeight = 120;
constexpr GstClockTime kTimeout = GST_SECOND;

struct Rectangle {
  int x, y, width, height;
};

Rectangle with_margin(const std::array<int, 4>& box, const GstVideoInfo& info) {
  const int margin = std::max(box[3] / 3, 4);
  const int left = std::clamp(box[0] - margin, 0, info.width - 1);
  const int top = std::clamp(box[1] - margin, 0, info.height - 1);
  const int right = std::clamp(box[0] + box[2] + margin, left + 1, info.width);
  const int bottom = std::clamp(box[1] + box[3] + margin, top + 1, info.height);
  return {left, top, right - left, bottom - top};
}

GstVideoInfo picture_info(const Rectangle& part) {
  const double scale =
      std::min({1.0, double(kLargestWidth) / part.width, double(kLargestHeight) / part.height});
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_BGRx, std::max(int(part.width * scale), 1),
                            std::max(int(part.height * scale), 1));
  return info;
}

/// The part, in the size and format of `to`.
GstSample* cut_out(GstBuffer* buffer, GstVideoInfo& from, const Rectangle& part, GstVideoInfo& to) {
  GstVideoFrame source;
  if (!gst_video_frame_map(&source, &from, buffer, GST_MAP_READ)) return nullptr;
  g_autoptr(GstBuffer) picture = gst_buffer_new_allocate(nullptr, to.size, nullptr);
  GstVideoFrame target;
  const bool is_mapped = gst_video_frame_map(&target, &to, picture, GST_MAP_WRITE);
  if (is_mapped) {
    GstStructure* options = gst_structure_new(
        "options", GST_VIDEO_CONVERTER_OPT_SRC_X, G_TYPE_INT, part.x, GST_VIDEO_CONVERTER_OPT_SRC_Y,
        G_TYPE_INT, part.y, GST_VIDEO_CONVERTER_OPT_SRC_WIDTH, G_TYPE_INT, part.width,
        GST_VIDEO_CONVERTER_OPT_SRC_HEIGHT, G_TYPE_INT, part.height, nullptr);
    GstVideoConverter* converter = gst_video_converter_new(&from, &to, options);
    gst_video_converter_frame(converter, &source, &target);
    gst_video_converter_free(converter);
    gst_video_frame_unmap(&target);
  }
  gst_video_frame_unmap(&source);
  g_autoptr(GstCaps) caps = gst_video_info_to_caps(&to);
  return is_mapped ? gst_sample_new(picture, caps, nullptr, nullptr) : nullptr;
}

std::shared_ptr<const std::string> encode(GstSample* picture) {
  g_autoptr(GstCaps) caps = gst_caps_new_empty_simple("image/jpeg");
  g_autoptr(GstSample) encoded = gst_video_convert_sample(picture, caps, kTimeout, nullptr);
  GstMapInfo map;
  if (!encoded || !gst_buffer_map(gst_sample_get_buffer(encoded), &map, GST_MAP_READ)) {
    return nullptr;
  }
  auto bytes =
      std::make_shared<const std::string>(reinterpret_cast<const char*>(map.data), map.size);
  gst_buffer_unmap(gst_sample_get_buffer(encoded), &map);
  return bytes;
}

}  // namespace

std::shared_ptr<const std::string> make_plate_picture(GstSample* frame,
                                                      const std::array<int, 4>& box) {
  GstVideoInfo from;
  if (!frame || !gst_video_info_from_caps(&from, gst_sample_get_caps(frame))) return nullptr;
  const Rectangle part = with_margin(box, from);
  GstVideoInfo to = picture_info(part);
  // The converter only scales within one way of interlacing and one frame rate.
  to.interlace_mode = from.interlace_mode;
  to.fps_n = from.fps_n;
  to.fps_d = from.fps_d;
  g_autoptr(GstSample) picture = cut_out(gst_sample_get_buffer(frame), from, part, to);
  return picture ? encode(picture) : nullptr;
}

}  // namespace dashboard
