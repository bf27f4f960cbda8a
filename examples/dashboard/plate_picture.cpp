// SPDX-License-Identifier: MIT
// Cuts a plate out of its frame.
#include "plate_picture.h"

#include <algorithm>
#include <utility>

#include <gst/video/gstvideometa.h>
#include <gst/video/video.h>

namespace dashboard {

namespace {

using Done = std::function<void(PlatePicture)>;

constexpr int kMostAtATime = 4;
constexpr int kLargestWidth = 240;  // pixels
constexpr int kLargestHeight = 120;
constexpr GstClockTime kTimeout = 2 * GST_SECOND;

int pictures_in_work = 0;  // of the main loop only

struct Rectangle {
  int x, y, width, height;
};

/// Even numbers, for formats that share chroma between neighbours.
Rectangle with_margin(const std::array<int, 4>& box, const GstVideoInfo& info) {
  const int margin = std::max(box[3] / 4, 4);
  const int left = std::clamp(box[0] - margin, 0, info.width - 2) & ~1;
  const int top = std::clamp(box[1] - margin, 0, info.height - 2) & ~1;
  const int right = std::clamp(box[0] + box[2] + margin, left + 2, info.width);
  const int bottom = std::clamp(box[1] + box[3] + margin, top + 2, info.height);
  return {left, top, (right - left) & ~1, (bottom - top) & ~1};
}

GstSample* cropped(GstSample* frame, const Rectangle& rectangle) {
  // A second buffer on the same memory: the frame belongs to others, too.
  g_autoptr(GstBuffer) buffer = gst_buffer_copy(gst_sample_get_buffer(frame));
  GstVideoCropMeta* crop = gst_buffer_add_video_crop_meta(buffer);
  crop->x = rectangle.x;
  crop->y = rectangle.y;
  crop->width = rectangle.width;
  crop->height = rectangle.height;
  return gst_sample_new(buffer, gst_sample_get_caps(frame), nullptr, nullptr);
}

GstCaps* picture_caps(const Rectangle& rectangle) {
  const double scale = std::min({1.0, double(kLargestWidth) / rectangle.width,
                                 double(kLargestHeight) / rectangle.height});
  return gst_caps_new_simple("image/jpeg", "width", G_TYPE_INT,
                             std::max(int(rectangle.width * scale), 2), "height", G_TYPE_INT,
                             std::max(int(rectangle.height * scale), 2), nullptr);
}

PlatePicture bytes_of(GstSample* sample) {
  GstBuffer* buffer = sample ? gst_sample_get_buffer(sample) : nullptr;
  GstMapInfo map;
  if (!buffer || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return nullptr;
  auto bytes =
      std::make_shared<const std::string>(reinterpret_cast<const char*>(map.data), map.size);
  gst_buffer_unmap(buffer, &map);
  return bytes;
}

void on_converted(GstSample* sample, GError* error, gpointer data) {
  g_autoptr(GstSample) picture = sample;
  g_autoptr(GError) reason = error;
  (*static_cast<Done*>(data))(bytes_of(picture));
}

void release(gpointer data) {
  --pictures_in_work;
  delete static_cast<Done*>(data);
}

}  // namespace

void make_plate_picture(GstSample* frame, const std::array<int, 4>& box, Done done) {
  GstVideoInfo info;
  if (!frame || pictures_in_work >= kMostAtATime ||
      !gst_video_info_from_caps(&info, gst_sample_get_caps(frame)) || info.width < 2 ||
      info.height < 2) {
    done(nullptr);
    return;
  }
  const Rectangle rectangle = with_margin(box, info);
  g_autoptr(GstSample) part = cropped(frame, rectangle);
  g_autoptr(GstCaps) caps = picture_caps(rectangle);
  ++pictures_in_work;
  gst_video_convert_sample_async(part, caps, kTimeout, on_converted, new Done(std::move(done)),
                                 release);
}

}  // namespace dashboard
