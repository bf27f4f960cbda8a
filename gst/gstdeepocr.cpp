// SPDX-License-Identifier: MIT
// The element deepocr: reads the plates of each frame, attaches what it read, and reports it.

// A launch line stays one line.
// clang-format off
/**
 * SECTION:element-deepocr
 * @title: deepocr
 * @short_description: reads five-digit licence plates
 *
 * Reads the regions of each frame that hold a plate (all of it when upstream marked none) and
 * attaches the readings to the frame as a #GstCustomMeta `GstDeepOcrMeta` and as
 * #GstVideoRegionOfInterestMeta. A region that does not show exactly one run of five digits is
 * refused, with the reason, and never forced into digits. Pixels, time stamps and flags pass
 * unchanged; the frame's memory is mapped for reading only.
 *
 * Plates are followed from frame to frame and what is read on each frame is fused, unless #track
 * is off. Each passage of a plate is reported on the bus once, by an element message `deepocr`, when
 * two frames agree; a still picture when the stream ends.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 -m videotestsrc num-buffers=30 ! deepocr ! fakesink
 * ]| Reads whole frames and prints the messages on the bus.
 * |[
 * gst-launch-1.0 -m videotestsrc num-buffers=30 ! video/x-raw,format=NV12,width=640,height=480 ! deepocr regions=fixed fixed-regions="200,300,240,60;0,0,120,40" ! fakesink
 * ]| Reads two places of a fixed camera, straight from a decoder's NV12.
 * |[
 * gst-launch-1.0 -m filesrc location=plate.jpg ! jpegdec ! deepocr ! fakesink
 * ]| Reads a photograph of a plate.
 */
// clang-format on
#include "gstdeepocr.h"

#include <memory>
#include <mutex>
#include <utility>

#include <gst/video/video.h>

#include "deepocr-properties.h"
#include "deepocr-settings.h"
#include "exceptions.h"
#include "mapped-frame.h"
#include "object-lock.h"
#include "plate-following.h"
#include "reading-metadata.h"
#include "statistics.h"

GST_DEBUG_CATEGORY_STATIC(deepocr_debug);
#define GST_CAT_DEFAULT deepocr_debug

using deepocr::Error;
using deepocr::ErrorCode;
using deepocr::Observation;
using deepocr::Quad;
using deepocr::Reading;
using deepocr::TrackedPlate;
using namespace deepocr::plugin;

namespace {

struct Private {
  // Serialises changes of the settings, loading included. Taken before the object lock.
  std::mutex changing;

  // Guarded by the object lock.
  std::shared_ptr<const DeepOcrSettings> settings = std::make_shared<DeepOcrSettings>();
  std::shared_ptr<SharedReader> reader;  // null unless started
  Statistics statistics;

  // Of the streaming thread.
  GstVideoInfo info;
  PlateFollowing following;
  std::weak_ptr<SharedReader> followed;  // whose readings `following` holds
  bool has_warned = false;               // of a frame that cannot be mapped, since the last caps
};

/// What a thread needs of Private, copied under the object lock.
struct Snapshot {
  std::shared_ptr<const DeepOcrSettings> settings;
  std::shared_ptr<SharedReader> reader;
};

}  // namespace

struct _GstDeepOcr {
  GstBaseTransform base;
  Private* d;
};

G_DEFINE_TYPE_WITH_CODE(GstDeepOcr, gst_deepocr, GST_TYPE_BASE_TRANSFORM,
                        GST_DEBUG_CATEGORY_INIT(deepocr_debug, "deepocr", 0,
                                                "reader of licence plates"))
GST_ELEMENT_REGISTER_DEFINE(deepocr, "deepocr", GST_RANK_NONE, GST_TYPE_DEEPOCR)

static Snapshot take_snapshot(GstDeepOcr* self) {
  const ObjectLock lock(self);
  return {self->d->settings, self->d->reader};
}

/// What was in use is freed by the caller, without the lock.
static Snapshot exchange(GstDeepOcr* self, Snapshot next) {
  const ObjectLock lock(self);
  std::swap(self->d->settings, next.settings);
  std::swap(self->d->reader, next.reader);
  return next;
}

/* Properties */

static void gst_deepocr_set_property(GObject* object, guint id, const GValue* value,
                                     GParamSpec* pspec) noexcept try {
  if (id == kPropNone || id >= kPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    return;
  }
  GstDeepOcr* self = GST_DEEPOCR(object);
  const std::lock_guard<std::mutex> changing(self->d->changing);
  Snapshot next = take_snapshot(self);
  auto settings = std::make_shared<DeepOcrSettings>(*next.settings);
  apply_property(*settings, id, value);
  const bool is_started = next.reader != nullptr;
  if (is_started) {
    settings->prepare();
    if (id == kPropModel) next.reader = acquire_reader(settings->reader_settings());
  }
  next.settings = std::move(settings);
  exchange(self, std::move(next));
} catch (...) {
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING,
                         id == kPropModel ? "the model in use stays" : "the setting is unchanged");
}

static GstStructure* make_stats(GstDeepOcr* self) {
  const Snapshot snapshot = take_snapshot(self);
  Statistics statistics;
  {
    const ObjectLock lock(self);
    statistics = self->d->statistics;
  }
  return statistics.to_structure(snapshot.reader ? snapshot.reader->model_name() : "");
}

static void gst_deepocr_get_property(GObject* object, guint id, GValue* value,
                                     GParamSpec* pspec) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(object);
  if (id == kPropNone || id > kPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  } else if (id == kPropStats) {
    g_value_take_boxed(value, make_stats(self));
  } else {
    report_property(*take_snapshot(self).settings, id, value);
  }
} catch (...) {
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING, nullptr);
}

/* State */

static gboolean gst_deepocr_start(GstBaseTransform* base) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  const std::lock_guard<std::mutex> changing(self->d->changing);
  auto settings = std::make_shared<DeepOcrSettings>(*take_snapshot(self).settings);
  settings->prepare();
  if (settings->region_mode == RegionMode::kFixed && settings->regions.fixed.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "regions is 'fixed', and fixed-regions names no region");
  }
  std::shared_ptr<SharedReader> reader = acquire_reader(settings->reader_settings());
  GST_INFO_OBJECT(self, "loaded %s from %s", reader->model_name().c_str(),
                  settings->model_path().c_str());
  exchange(self, {std::move(settings), std::move(reader)});
  self->d->following.finish();
  self->d->has_warned = false;
  const ObjectLock lock(self);
  self->d->statistics = {};
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_deepocr_stop(GstBaseTransform* base) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  const std::lock_guard<std::mutex> changing(self->d->changing);
  exchange(self, {take_snapshot(self).settings, nullptr});
  self->d->following.finish();
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

/* Reports */

static void post_reports(GstDeepOcr* self, const DeepOcrSettings& settings,
                         const std::vector<PlateReport>& reports) {
  for (const PlateReport& report : reports) {
    GST_DEBUG_OBJECT(self, "%s, confidence %.4f, track %u",
                     gst_deepocr_reading_get_text(report.reading.get()),
                     gst_deepocr_reading_get_confidence(report.reading.get()),
                     gst_deepocr_reading_get_track_id(report.reading.get()));
    if (!settings.message) continue;
    gst_element_post_message(
        GST_ELEMENT(self),
        gst_deepocr_message_new(GST_OBJECT(self), report.reading.get(), report.timestamp,
                                report.stream_time, report.running_time, report.frame.get()));
  }
}

/// Forgets the plates that are followed, and reports those that waited for another frame.
static void start_afresh(GstDeepOcr* self) noexcept try {
  post_reports(self, *take_snapshot(self).settings, self->d->following.finish());
} catch (...) {
  post_current_exception(GST_ELEMENT(self), GST_MESSAGE_WARNING, nullptr);
}

static gboolean gst_deepocr_set_caps(GstBaseTransform* base, GstCaps* in, GstCaps*) noexcept {
  GstDeepOcr* self = GST_DEEPOCR(base);
  start_afresh(self);
  self->d->has_warned = false;
  if (!gst_video_info_from_caps(&self->d->info, in)) return FALSE;
  self->d->following.set_framerate(GST_VIDEO_INFO_FPS_N(&self->d->info),
                                   GST_VIDEO_INFO_FPS_D(&self->d->info));
  return TRUE;
}

static gboolean gst_deepocr_sink_event(GstBaseTransform* base, GstEvent* event) noexcept {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_SEGMENT:
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_FLUSH_STOP:
    case GST_EVENT_EOS:
      start_afresh(GST_DEEPOCR(base));
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_deepocr_parent_class)->sink_event(base, event);
}

/* Frames */

/// As the base class, but for memory that may not be shared by a copy of its buffer: that would be
/// copied, for the sake of a few bytes of metadata. It is the same memory for the same frame.
static GstFlowReturn gst_deepocr_prepare_output_buffer(GstBaseTransform*, GstBuffer* input,
                                                       GstBuffer** output) noexcept {
  if (gst_buffer_is_writable(input)) {
    *output = input;
    return GST_FLOW_OK;
  }
  constexpr int kMetadata =
      GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS | GST_BUFFER_COPY_META;
  GstBuffer* copy = gst_buffer_new();
  gst_buffer_copy_into(copy, input, static_cast<GstBufferCopyFlags>(kMetadata), 0,
                       static_cast<gsize>(-1));
  for (guint i = 0; i < gst_buffer_n_memory(input); ++i) {
    gst_buffer_append_memory(copy, gst_memory_ref(gst_buffer_peek_memory(input, i)));
  }
  // The memory goes back to its pool with the last buffer that holds it, not with the first.
  gst_buffer_add_parent_buffer_meta(copy, input);
  *output = copy;
  return GST_FLOW_OK;
}

static void skip_frame(GstDeepOcr* self, GstBuffer* buffer) {
  {
    const ObjectLock lock(self);
    ++self->d->statistics.errors;
  }
  if (std::exchange(self->d->has_warned, true)) return;
  GST_ELEMENT_WARNING(self, STREAM, FORMAT,
                      ("A frame cannot be mapped, and passes unread; others like it will too."),
                      ("%" G_GSIZE_FORMAT " bytes for %s %dx%d", gst_buffer_get_size(buffer),
                       GST_VIDEO_INFO_NAME(&self->d->info), GST_VIDEO_INFO_WIDTH(&self->d->info),
                       GST_VIDEO_INFO_HEIGHT(&self->d->info)));
}

static GstClockTime stream_time_of(GstDeepOcr* self, GstBuffer* buffer) {
  const GstSegment& segment = self->base.segment;
  if (segment.format != GST_FORMAT_TIME) return GST_CLOCK_TIME_NONE;
  return gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
}

static GstClockTime running_time_of(GstDeepOcr* self, GstBuffer* buffer) {
  const GstSegment& segment = self->base.segment;
  if (segment.format != GST_FORMAT_TIME) return GST_CLOCK_TIME_NONE;
  return gst_segment_to_running_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
}

static GstSample* make_sample(GstDeepOcr* self, GstBuffer* buffer) {
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps(GST_BASE_TRANSFORM_SRC_PAD(self));
  return gst_sample_new(buffer, caps, &self->base.segment, nullptr);
}

static PlateReport make_report(GstDeepOcr* self, const DeepOcrSettings& settings, GstBuffer* buffer,
                               GstDeepOcrReading* reading) {
  PlateReport report;
  report.reading.reset(gst_deepocr_reading_ref(reading));
  report.timestamp = GST_BUFFER_PTS(buffer);
  report.stream_time = stream_time_of(self, buffer);
  report.running_time = running_time_of(self, buffer);
  if (settings.message && settings.attach_frame) report.frame.reset(make_sample(self, buffer));
  return report;
}

/// What the readings of a frame say together with those of the frames before.
static std::vector<TrackedPlate> follow(GstDeepOcr* self, const DeepOcrSettings& settings,
                                        GstBuffer* buffer, const std::vector<SourceRegion>& regions,
                                        const std::vector<Reading>& readings) {
  if (!settings.track) {
    start_afresh(self);
    return without_tracks(readings);
  }
  std::vector<Observation> observations;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    observations.push_back({deepocr::to_quad(regions[i].rect), readings[i]});
  }
  return self->d->following.follow(GST_BUFFER_PTS(buffer), true, settings.threshold, observations);
}

/// Attaches what was read, and posts what is to be reported.
static void publish(GstDeepOcr* self, const Snapshot& snapshot, GstBuffer* buffer,
                    const std::vector<SourceRegion>& regions, const std::vector<Reading>& read) {
  const DeepOcrSettings& settings = *snapshot.settings;
  const std::vector<TrackedPlate> plates = follow(self, settings, buffer, regions, read);
  g_autoptr(GPtrArray) readings = to_gst_readings(regions, plates, snapshot.reader->model_name());
  if (!regions.empty()) attach_readings(buffer, regions, readings);
  const auto make = [&](GstDeepOcrReading* reading) {
    return make_report(self, settings, buffer, reading);
  };
  post_reports(self, settings, self->d->following.reports(plates, readings, make));
}

/// Maps, reads and unmaps. The regions come back clipped to the frame.
/// @returns false when the frame cannot be mapped.
static bool read_frame(GstDeepOcr* self, const Snapshot& snapshot, GstBuffer* buffer,
                       std::vector<SourceRegion>& regions, SharedReader::Result& result) {
  const MappedFrame frame = map_for_reading(self->d->info, buffer);
  if (!frame) return false;
  const deepocr::ImageView view = image_view(*frame);
  std::vector<Quad> quads;
  for (SourceRegion& region : regions) {
    region.rect = deepocr::clip(region.rect, view.width, view.height);
    quads.push_back(deepocr::to_quad(region.rect));
  }
  result = snapshot.reader->read(view, quads, snapshot.settings->threshold);
  return true;
}

static GstFlowReturn gst_deepocr_transform_ip(GstBaseTransform* base, GstBuffer* buffer) noexcept
    try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  const Snapshot snapshot = take_snapshot(self);
  if (GST_BUFFER_IS_DISCONT(buffer) || self->d->followed.lock() != snapshot.reader) {
    start_afresh(self);
    self->d->followed = snapshot.reader;
  }
  {
    const ObjectLock lock(self);
    ++self->d->statistics.frames;
  }
  std::vector<SourceRegion> regions =
      find_regions(buffer, GST_VIDEO_INFO_WIDTH(&self->d->info),
                   GST_VIDEO_INFO_HEIGHT(&self->d->info), snapshot.settings->regions);
  SharedReader::Result result;
  if (!regions.empty()) {
    if (!read_frame(self, snapshot, buffer, regions, result)) {
      skip_frame(self, buffer);
      return GST_FLOW_OK;
    }
    const ObjectLock lock(self);
    self->d->statistics.add(result.readings, result.milliseconds);
  }
  publish(self, snapshot, buffer, regions, result.readings);
  return GST_FLOW_OK;
} catch (...) {
  {
    const ObjectLock lock(base);
    ++GST_DEEPOCR(base)->d->statistics.errors;
  }
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return GST_FLOW_ERROR;
}

/* Type */

static void gst_deepocr_finalize(GObject* object) noexcept {
  delete GST_DEEPOCR(object)->d;
  G_OBJECT_CLASS(gst_deepocr_parent_class)->finalize(object);
}

static void gst_deepocr_init(GstDeepOcr* self) {
  self->d = new Private;
  gst_video_info_init(&self->d->info);
  gst_base_transform_set_in_place(&self->base, TRUE);
}

static void gst_deepocr_class_init(GstDeepOcrClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = gst_deepocr_set_property;
  object_class->get_property = gst_deepocr_get_property;
  object_class->finalize = gst_deepocr_finalize;
  install_properties(object_class);

  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);
  transform_class->start = gst_deepocr_start;
  transform_class->stop = gst_deepocr_stop;
  transform_class->set_caps = gst_deepocr_set_caps;
  transform_class->sink_event = gst_deepocr_sink_event;
  transform_class->prepare_output_buffer = gst_deepocr_prepare_output_buffer;
  transform_class->transform_ip = gst_deepocr_transform_ip;

  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(
      element_class, "Licence plate reader", "Filter/Analyzer/Video",
      "Reads five-digit licence plates and attaches what it read to each frame",
      "The DeepOCR authors");
  g_autoptr(GstCaps) caps = gst_caps_from_string(GST_VIDEO_CAPS_MAKE(DEEPOCR_VIDEO_FORMATS));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
}
