// SPDX-License-Identifier: MIT
// Renders frames in the negotiated format and attaches what they show.
#include "frame-painter.h"

#include <utility>

#include <gst/deepocr/deepocr.h>

#include "deepocr/error.h"
#include "quad-coordinates.h"
#include "synth/scene.h"

namespace deepocr::plugin {
namespace {

/// Unmaps when it goes out of scope.
class MappedCanvas {
 public:
  MappedCanvas(const GstVideoInfo& info, GstBuffer* buffer, GstMapFlags flags) {
    if (!gst_video_frame_map(&frame_, &info, buffer, flags)) {
      throw Error(ErrorCode::kWrite, "platetestsrc cannot access the memory of a frame");
    }
  }
  ~MappedCanvas() { gst_video_frame_unmap(&frame_); }
  MappedCanvas(const MappedCanvas&) = delete;
  MappedCanvas& operator=(const MappedCanvas&) = delete;

  GstVideoFrame* frame() { return &frame_; }
  guint8* pixels() { return static_cast<guint8*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, 0)); }
  std::size_t stride() const {
    return static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, 0));
  }

 private:
  GstVideoFrame frame_;
};

/// The pixels of the smallest box around `quad` and a margin.
Rect box_around(const Quad& quad, double margin, const GstVideoInfo& info) {
  const Rect box = bounding_box(quad);
  return covered_pixels(
      {box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin}, info.width,
      info.height);
}

GstDeepOcrReading* to_reading(const synth::Truth& truth, const GstVideoInfo& info) {
  GstDeepOcrReading* reading =
      gst_deepocr_reading_new(truth.number.c_str(), truth.legible ? 1.0 : 0.0);
  set_place(reading, truth.run, info);
  gst_deepocr_reading_set_track(reading, truth.passage, 0);
  gst_deepocr_reading_set_confirmed(reading, truth.legible);
  return reading;
}

void attach_truth(GstBuffer* buffer, const std::vector<synth::Truth>& truths,
                  const GstVideoInfo& info) {
  g_autoptr(GPtrArray) readings =
      g_ptr_array_new_with_free_func(reinterpret_cast<GDestroyNotify>(gst_deepocr_reading_unref));
  for (const synth::Truth& truth : truths) g_ptr_array_add(readings, to_reading(truth, info));
  gst_buffer_add_deepocr_truth(buffer, readings);
}

/// What a plate detector would report.
void attach_regions(GstBuffer* buffer, const std::vector<synth::Truth>& truths,
                    const GstVideoInfo& info) {
  constexpr double kMargin = 0.12;     // of the digits' height
  constexpr double kDetectable = 8.0;  // height of digits, pixels
  for (const synth::Truth& truth : truths) {
    if (!truth.inside || truth.digit_height < kDetectable) continue;
    const Rect box = box_around(truth.run, kMargin * truth.digit_height, info);
    GstVideoRegionOfInterestMeta* region = gst_buffer_add_video_region_of_interest_meta(
        buffer, GST_DEEPOCR_REGION_TYPE, static_cast<guint>(box.x), static_cast<guint>(box.y),
        static_cast<guint>(box.width), static_cast<guint>(box.height));
    region->id = static_cast<gint>(truth.passage);
  }
}

synth::SceneOptions::Light scene_light(SourceLight light) {
  switch (light) {
    case SourceLight::kDusk:
      return synth::SceneOptions::Light::kDusk;
    case SourceLight::kNight:
      return synth::SceneOptions::Light::kNight;
    case SourceLight::kInfrared:
      return synth::SceneOptions::Light::kInfrared;
    case SourceLight::kDay:
      break;
  }
  return synth::SceneOptions::Light::kDay;
}

synth::SceneOptions scene_options(const SourceSettings& settings, const GstVideoInfo& info) {
  synth::SceneOptions options;
  options.seed = settings.seed;
  options.width = info.width;
  options.height = info.height;
  options.pattern = settings.pattern == SourcePattern::kPlate
                        ? synth::SceneOptions::Pattern::kPlate
                        : synth::SceneOptions::Pattern::kStreet;
  options.light = scene_light(settings.light);
  options.plates = static_cast<int>(settings.plates);
  options.numbers = parse_numbers(settings.numbers);
  options.severity = settings.severity;
  options.speed = settings.speed;
  options.exposure = settings.exposure_time / 1000;
  options.occlusion = settings.occlusion;
  return options;
}

}  // namespace

FramePainter::FramePainter(const SourceSettings& settings,
                           std::shared_ptr<const synth::TypefaceSet> typefaces,
                           const GstVideoInfo& info)
    : info_(info),
      attach_regions_(settings.attach_regions),
      scene_(std::make_unique<synth::Scene>(scene_options(settings, info), std::move(typefaces))) {
  gst_video_info_set_format(&canvas_info_, GST_VIDEO_FORMAT_BGR, static_cast<guint>(info.width),
                            static_cast<guint>(info.height));
  // The converter insists on equal rates.
  canvas_info_.fps_n = info.fps_n;
  canvas_info_.fps_d = info.fps_d;
  if (GST_VIDEO_INFO_FORMAT(&info) == GST_VIDEO_FORMAT_BGR) return;
  converter_.reset(gst_video_converter_new(&canvas_info_, &info_, nullptr));
  canvas_.reset(gst_buffer_new_allocate(nullptr, canvas_info_.size, nullptr));
  if (!converter_ || !canvas_) {
    throw Error(ErrorCode::kInvalidArgument, "platetestsrc cannot render in this video format");
  }
}

FramePainter::~FramePainter() = default;

std::vector<synth::Truth> FramePainter::render(GstBuffer* buffer, guint64 frame,
                                               GstClockTime time) {
  const double seconds = static_cast<double>(time) / GST_SECOND;
  MappedCanvas target(info_, buffer, GST_MAP_WRITE);
  if (!converter_) return scene_->render(frame, seconds, target.pixels(), target.stride());
  MappedCanvas canvas(canvas_info_, canvas_.get(), GST_MAP_READWRITE);
  auto truths = scene_->render(frame, seconds, canvas.pixels(), canvas.stride());
  gst_video_converter_frame(converter_.get(), canvas.frame(), target.frame());
  return truths;
}

void FramePainter::paint(GstBuffer* buffer, guint64 frame, GstClockTime time) {
  // Metadata comes after unmapping: a mapped buffer has a second reference and is not writable.
  const std::vector<synth::Truth> truths = render(buffer, frame, time);
  attach_truth(buffer, truths, info_);
  if (attach_regions_) attach_regions(buffer, truths, info_);
}

}  // namespace deepocr::plugin
