// SPDX-License-Identifier: MIT
// The element deepocr: reads the plates of each frame, attaches what it read, and reports it.

// A launch line stays one line.
// clang-format off
/**
 * SECTION:element-deepocr
 * @title: deepocr
 * @short_description: reads five-digit licence plates
 *
 * Finds the licence plates in each frame, or takes those that upstream marked, reads them, and
 * attaches the readings to the frame as a #GstCustomMeta `GstDeepOcrMeta` and as
 * #GstVideoRegionOfInterestMeta. A region that does not show exactly one run of five digits is
 * refused, with the reason, and never forced into digits. Pixels, time stamps and flags pass
 * unchanged; the frame's memory is mapped for reading only.
 *
 * A plate that was read is reported on the bus by an element message `deepocr`: once, and again
 * when its text changes or was out of view for two seconds of stream time.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 -m videotestsrc num-buffers=30 ! deepocr ! fakesink
 * ]| Finds and reads the plates of a stream and prints the messages on the bus.
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

#include "analyzer.h"
#include "current-state.h"
#include "deepocr-properties.h"
#include "deepocr-settings.h"
#include "exceptions.h"
#include "mapped-frame.h"
#include "message-gate.h"
#include "object-lock.h"
#include "reading-metadata.h"
#include "statistics.h"

GST_DEBUG_CATEGORY_STATIC(deepocr_debug);
#define GST_CAT_DEFAULT deepocr_debug

using deepocr::Error;
using deepocr::ErrorCode;
using deepocr::ImageView;
using deepocr::LocatedPlate;
using deepocr::Quad;
using deepocr::Reading;
using deepocr::Rect;
using namespace deepocr::plugin;

namespace {

/// What a thread needs of the element. The models are null unless it is started, and the locator
/// also where the regions never need one.
struct State {
  std::shared_ptr<const DeepOcrSettings> settings = std::make_shared<DeepOcrSettings>();
  std::shared_ptr<SharedReader> reader;
  std::shared_ptr<SharedLocator> locator;
};

struct Private {
  explicit Private(gpointer element) : state(element) {}

  // Serialises changes of the state, loading included. Taken before the object lock.
  std::mutex changing;
  CurrentState<State> state;
  Statistics statistics;  // guarded by the object lock

  // Of the streaming thread.
  GstVideoInfo info;
  FrameTurn turn;
  MessageGate gate;
  bool has_warned = false;  // of a frame that cannot be mapped, since the last caps
};

/// Loads the models that the settings need and the state does not have, or that have to be new.
void load_models(State& state, bool new_reader, bool new_locator) {
  if (!state.reader || new_reader) state.reader = acquire(state.settings->reader_settings());
  if (!may_locate(state.settings->region_mode)) {
    state.locator = nullptr;
  } else if (!state.locator || new_locator) {
    state.locator = acquire(state.settings->locator_settings());
  }
}

}  // namespace

struct _GstDeepOcr {
  GstBaseTransform base;
  Private* d;
};

G_DEFINE_TYPE_WITH_CODE(GstDeepOcr, gst_deepocr, GST_TYPE_BASE_TRANSFORM,
                        GST_DEBUG_CATEGORY_INIT(deepocr_debug, "deepocr", 0,
                                                "reader of licence plates"))
GST_ELEMENT_REGISTER_DEFINE(deepocr, "deepocr", GST_RANK_NONE, GST_TYPE_DEEPOCR)

/* Properties */

static void gst_deepocr_set_property(GObject* object, guint id, const GValue* value,
                                     GParamSpec* pspec) noexcept try {
  if (id == kPropNone || id >= kPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    return;
  }
  Private* d = GST_DEEPOCR(object)->d;
  const std::lock_guard<std::mutex> changing(d->changing);
  State next = d->state.copy();
  auto settings = std::make_shared<DeepOcrSettings>(*next.settings);
  apply_property(*settings, id, value);
  const bool is_started = next.reader != nullptr;
  if (is_started) settings->prepare();
  next.settings = std::move(settings);
  if (is_started) load_models(next, id == kPropModel, id == kPropLocatorModel);
  d->state.exchange(std::move(next));
} catch (...) {
  const bool is_model = id == kPropModel || id == kPropLocatorModel;
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING,
                         is_model ? "the model in use stays" : "the setting is unchanged");
}

static GstStructure* make_stats(GstDeepOcr* self) {
  const State state = self->d->state.copy();
  Statistics statistics;
  {
    const ObjectLock lock(self);
    statistics = self->d->statistics;
  }
  return statistics.to_structure(state.reader ? state.reader->name() : "");
}

static void gst_deepocr_get_property(GObject* object, guint id, GValue* value,
                                     GParamSpec* pspec) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(object);
  if (id == kPropNone || id > kPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  } else if (id == kPropStats) {
    g_value_take_boxed(value, make_stats(self));
  } else {
    report_property(*self->d->state.copy().settings, id, value);
  }
} catch (...) {
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING, nullptr);
}

/* State */

/// Nothing that was seen before has to do with the next frame.
static void start_afresh(GstDeepOcr* self) {
  self->d->turn.reset();
  self->d->gate.reset();
}

static gboolean gst_deepocr_start(GstBaseTransform* base) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  const std::lock_guard<std::mutex> changing(self->d->changing);
  State next = self->d->state.copy();
  auto settings = std::make_shared<DeepOcrSettings>(*next.settings);
  settings->prepare();
  if (settings->region_mode == RegionMode::kFixed && settings->regions.fixed.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "regions is 'fixed', and fixed-regions names no region");
  }
  next.settings = std::move(settings);
  load_models(next, true, true);
  GST_INFO_OBJECT(self, "reads with %s, finds with %s", next.reader->name().c_str(),
                  next.locator ? next.locator->name().c_str() : "nothing");
  self->d->state.exchange(std::move(next));
  start_afresh(self);
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
  self->d->state.exchange({self->d->state.copy().settings, nullptr, nullptr});
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_deepocr_set_caps(GstBaseTransform* base, GstCaps* in, GstCaps*) noexcept {
  GstDeepOcr* self = GST_DEEPOCR(base);
  start_afresh(self);
  self->d->has_warned = false;
  return gst_video_info_from_caps(&self->d->info, in);
}

static gboolean gst_deepocr_sink_event(GstBaseTransform* base, GstEvent* event) noexcept {
  const GstEventType type = GST_EVENT_TYPE(event);
  if (type == GST_EVENT_SEGMENT || type == GST_EVENT_FLUSH_STOP) start_afresh(GST_DEEPOCR(base));
  return GST_BASE_TRANSFORM_CLASS(gst_deepocr_parent_class)->sink_event(base, event);
}

/* Frames */

static void skip_frame(GstDeepOcr* self, GstBuffer* buffer) {
  {
    const ObjectLock lock(self);
    ++self->d->statistics.errors;
  }
  if (std::exchange(self->d->has_warned, true)) return;
  warn_of_unmapped_frame(GST_ELEMENT(self), self->d->info, buffer);
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

static void post_readings(GstDeepOcr* self, const DeepOcrSettings& settings, GstBuffer* buffer,
                          const std::vector<SourceRegion>& regions, GPtrArray* readings) {
  const GstClockTime stream_time = stream_time_of(self, buffer);
  const GstClockTime running_time = running_time_of(self, buffer);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    if (gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_REFUSED) continue;
    const gchar* text = gst_deepocr_reading_get_text(reading);
    const Rect place = deepocr::bounding_box(regions[i].quad);
    if (!self->d->gate.admit(place, text, stream_time)) continue;
    GST_DEBUG_OBJECT(self, "%s at %.0f,%.0f, confidence %.4f", text, place.x, place.y,
                     gst_deepocr_reading_get_confidence(reading));
    if (!settings.message) continue;
    g_autoptr(GstSample) sample = settings.attach_frame ? make_sample(self, buffer) : nullptr;
    gst_element_post_message(
        GST_ELEMENT(self),
        gst_deepocr_message_new(GST_OBJECT(self), reading, GST_BUFFER_PTS(buffer), stream_time,
                                running_time, sample));
  }
}

static std::vector<SourceRegion> locate(GstDeepOcr* self, const State& state,
                                        const ImageView& view) {
  const DeepOcrSettings& settings = *state.settings;
  std::vector<LocatedPlate> plates;
  const double milliseconds = state.locator->run([&](const deepocr::PlateLocator& locator) {
    plates = locator.locate(view, settings.locator_threshold, settings.max_plates);
  });
  {
    const ObjectLock lock(self);
    self->d->statistics.located += plates.size();
    self->d->statistics.locating.add(milliseconds);
  }
  return located_regions(plates, view.width, view.height, settings.region_mode);
}

static std::vector<Reading> read(GstDeepOcr* self, const State& state, const ImageView& view,
                                 const std::vector<SourceRegion>& regions) {
  std::vector<Quad> quads;
  quads.reserve(regions.size());
  for (const SourceRegion& region : regions) quads.push_back(region.quad);
  std::vector<Reading> readings;
  const double milliseconds = state.reader->run([&](const deepocr::PlateReader& reader) {
    readings = reader.read(view, quads, state.settings->threshold);
  });
  const ObjectLock lock(self);
  self->d->statistics.add(readings, milliseconds);
  return readings;
}

/// What a frame shows.
struct Findings {
  std::vector<SourceRegion> regions;
  std::vector<Reading> readings;  // one for each region
};

/// Finds the regions of a frame and reads them; the frame is mapped meanwhile, and only if need be.
static Findings look_at(GstDeepOcr* self, const State& state, GstBuffer* buffer) {
  Findings findings;
  findings.regions = known_regions(buffer, GST_VIDEO_INFO_WIDTH(&self->d->info),
                                   GST_VIDEO_INFO_HEIGHT(&self->d->info), state.settings->regions);
  const bool locates = findings.regions.empty() && state.locator;
  if (findings.regions.empty() && !locates) return findings;

  const MappedFrame frame = map_for_reading(self->d->info, buffer);
  if (!frame) {
    skip_frame(self, buffer);
    return {};
  }
  const ImageView view = image_view(*frame);
  if (locates) findings.regions = locate(self, state, view);
  if (!findings.regions.empty()) findings.readings = read(self, state, view, findings.regions);
  return findings;
}

static GstFlowReturn gst_deepocr_transform_ip(GstBaseTransform* base, GstBuffer* buffer) noexcept
    try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  const State state = self->d->state.copy();
  if (GST_BUFFER_IS_DISCONT(buffer)) start_afresh(self);
  {
    const ObjectLock lock(self);
    ++self->d->statistics.frames;
  }
  Findings findings;
  if (self->d->turn.is_due(state.settings->inference_interval)) {
    findings = look_at(self, state, buffer);
  }
  if (findings.regions.empty()) return GST_FLOW_OK;

  g_autoptr(GPtrArray) readings =
      to_gst_readings(findings.regions, findings.readings, state.reader->name(), self->d->info);
  attach_readings(buffer, findings.regions, readings);
  post_readings(self, *state.settings, buffer, findings.regions, readings);
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
  self->d = new Private(self);
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
  transform_class->transform_ip = gst_deepocr_transform_ip;
  set_up_analyzer(transform_class);

  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(
      element_class, "Licence plate reader", "Filter/Analyzer/Video",
      "Reads five-digit licence plates and attaches what it read to each frame",
      "The DeepOCR authors");
}
