// SPDX-License-Identifier: MIT
// The element platedetect: finds the plates of each frame, and marks them for others to read.

// A launch line stays one line.
// clang-format off
/**
 * SECTION:element-platedetect
 * @title: platedetect
 * @short_description: finds licence plates
 *
 * Looks for licence plates in each frame, whatever is written on them, and attaches a
 * #GstVideoRegionOfInterestMeta for each: its type is `license-plate`, its param `detection` holds
 * the score, and its param `deepocr-quad` the four corners. Pixels, time stamps and flags pass
 * unchanged; the frame's memory is mapped for reading only.
 *
 * `deepocr` does the same by itself. With a `queue` between the two, finding and reading
 * run in two threads, and the readings are the same.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 -m videotestsrc num-buffers=30 ! platedetect ! queue ! deepocr regions=meta ! fakesink
 * ]| Finds plates in one thread and reads them in another.
 */
// clang-format on
#include "gstplatedetect.h"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <gst/deepocr/deepocr.h>
#include <gst/video/video.h>

#include "analyzer.h"
#include "current-state.h"
#include "exceptions.h"
#include "mapped-frame.h"
#include "platedetect-settings.h"
#include "quad-coordinates.h"
#include "statistics.h"

GST_DEBUG_CATEGORY_STATIC(platedetect_debug);
#define GST_CAT_DEFAULT platedetect_debug

using deepocr::LocatedPlate;
using namespace deepocr::plugin;

namespace {

using Settings = PlateDetectSettings;

/// What a thread needs of the element.
struct State {
  std::shared_ptr<const Settings> settings = std::make_shared<Settings>();
  std::shared_ptr<SharedLocator> locator;  // null unless started
};

struct Counts {
  guint64 frames = 0;  // that arrived
  guint64 plates = 0;  // that were found
  guint64 errors = 0;  // frames that could not be looked at
  Timing locating;
};

struct Private {
  explicit Private(gpointer element) : state(element) {}

  // Serialises changes of the state, loading included. Taken before the object lock.
  std::mutex changing;
  CurrentState<State> state;
  Counts counts;  // guarded by the object lock

  // Of the streaming thread.
  GstVideoInfo info;
  Continuity continuity;
  FrameTurn turn;
  bool has_warned = false;  // of a frame that cannot be mapped, since the last caps
};

}  // namespace

struct _GstPlateDetect {
  GstBaseTransform base;
  Private* d;
};

G_DEFINE_TYPE_WITH_CODE(GstPlateDetect, gst_plate_detect, GST_TYPE_BASE_TRANSFORM,
                        GST_DEBUG_CATEGORY_INIT(platedetect_debug, "platedetect", 0,
                                                "finder of licence plates"))
GST_ELEMENT_REGISTER_DEFINE(platedetect, "platedetect", GST_RANK_NONE, GST_TYPE_PLATE_DETECT)

/* Properties */

static void gst_plate_detect_set_property(GObject* object, guint id, const GValue* value,
                                          GParamSpec* pspec) noexcept try {
  if (id == Settings::kPropNone || id >= Settings::kPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    return;
  }
  Private* d = GST_PLATE_DETECT(object)->d;
  const std::lock_guard<std::mutex> changing(d->changing);
  State next = d->state.copy();
  auto settings = std::make_shared<Settings>(*next.settings);
  settings->apply(id, value);
  next.settings = std::move(settings);
  if (next.locator && id == Settings::kPropLocatorModel) {
    next.locator = acquire(next.settings->locator_settings());
  }
  d->state.exchange(std::move(next));
} catch (...) {
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING, "the model in use stays");
}

static GstStructure* make_stats(GstPlateDetect* self) {
  const State state = self->d->state.copy();
  Counts counts;
  {
    const ObjectLock lock(self);
    counts = self->d->counts;
  }
  const char* model = state.locator ? state.locator->name().c_str() : "";
  return gst_structure_new("platedetect-stats", "frames", G_TYPE_UINT64, counts.frames, "plates",
                           G_TYPE_UINT64, counts.plates, "errors", G_TYPE_UINT64, counts.errors,
                           "last-locating-ms", G_TYPE_DOUBLE, counts.locating.last,
                           "mean-locating-ms", G_TYPE_DOUBLE, counts.locating.mean(), "model",
                           G_TYPE_STRING, model, nullptr);
}

static void gst_plate_detect_get_property(GObject* object, guint id, GValue* value,
                                          GParamSpec* pspec) noexcept try {
  GstPlateDetect* self = GST_PLATE_DETECT(object);
  if (id == Settings::kPropNone || id > Settings::kPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  } else if (id == Settings::kPropStats) {
    g_value_take_boxed(value, make_stats(self));
  } else {
    self->d->state.copy().settings->report(id, value);
  }
} catch (...) {
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING, nullptr);
}

/* State */

static gboolean gst_plate_detect_start(GstBaseTransform* base) noexcept try {
  GstPlateDetect* self = GST_PLATE_DETECT(base);
  const std::lock_guard<std::mutex> changing(self->d->changing);
  State next = self->d->state.copy();
  next.locator = acquire(next.settings->locator_settings());
  GST_INFO_OBJECT(self, "finds with %s", next.locator->name().c_str());
  self->d->state.exchange(std::move(next));
  self->d->turn.reset();
  self->d->has_warned = false;
  const ObjectLock lock(self);
  self->d->counts = {};
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_plate_detect_stop(GstBaseTransform* base) noexcept try {
  GstPlateDetect* self = GST_PLATE_DETECT(base);
  const std::lock_guard<std::mutex> changing(self->d->changing);
  self->d->state.exchange({self->d->state.copy().settings, nullptr});
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_plate_detect_set_caps(GstBaseTransform* base, GstCaps* in, GstCaps*) noexcept {
  GstPlateDetect* self = GST_PLATE_DETECT(base);
  self->d->turn.reset();
  self->d->has_warned = false;
  return gst_video_info_from_caps(&self->d->info, in);
}

static gboolean gst_plate_detect_sink_event(GstBaseTransform* base, GstEvent* event) noexcept {
  const GstEventType type = GST_EVENT_TYPE(event);
  if (type == GST_EVENT_SEGMENT || type == GST_EVENT_FLUSH_STOP) {
    GST_PLATE_DETECT(base)->d->turn.reset();
  }
  return GST_BASE_TRANSFORM_CLASS(gst_plate_detect_parent_class)->sink_event(base, event);
}

/* Frames */

static void skip_frame(GstPlateDetect* self, GstBuffer* buffer) {
  {
    const ObjectLock lock(self);
    ++self->d->counts.errors;
  }
  if (std::exchange(self->d->has_warned, true)) return;
  warn_of_unmapped_frame(GST_ELEMENT(self), self->d->info, buffer, "unread");
}

static std::vector<LocatedPlate> look_at(GstPlateDetect* self, const State& state,
                                         GstBuffer* buffer) {
  const MappedFrame frame = map_for_reading(self->d->info, buffer);
  if (!frame) {
    skip_frame(self, buffer);
    return {};
  }
  std::vector<LocatedPlate> plates;
  const double milliseconds = state.locator->run([&](const deepocr::PlateLocator& locator) {
    plates =
        locator.locate(image_view(*frame), state.settings->threshold, state.settings->max_plates);
  });
  const ObjectLock lock(self);
  self->d->counts.plates += plates.size();
  self->d->counts.locating.add(milliseconds);
  return plates;
}

static void attach(GstPlateDetect* self, const State& state, const LocatedPlate& plate,
                   GstBuffer* buffer) {
  gst_buffer_add_deepocr_detection(
      buffer, coordinates_of(plate.quad).data(), plate.score, state.locator->name().c_str(),
      GST_VIDEO_INFO_WIDTH(&self->d->info), GST_VIDEO_INFO_HEIGHT(&self->d->info));
}

static GstFlowReturn gst_plate_detect_transform_ip(GstBaseTransform* base,
                                                   GstBuffer* buffer) noexcept try {
  GstPlateDetect* self = GST_PLATE_DETECT(base);
  const State state = self->d->state.copy();
  if (self->d->continuity.is_broken_by(buffer, base->segment.rate)) self->d->turn.reset();
  {
    const ObjectLock lock(self);
    ++self->d->counts.frames;
  }
  if (!self->d->turn.is_due(state.settings->inference_interval)) return GST_FLOW_OK;
  for (const LocatedPlate& plate : look_at(self, state, buffer)) {
    attach(self, state, plate, buffer);
  }
  return GST_FLOW_OK;
} catch (...) {
  {
    const ObjectLock lock(base);
    ++GST_PLATE_DETECT(base)->d->counts.errors;
  }
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return GST_FLOW_ERROR;
}

/* Type */

static void gst_plate_detect_finalize(GObject* object) noexcept {
  delete GST_PLATE_DETECT(object)->d;
  G_OBJECT_CLASS(gst_plate_detect_parent_class)->finalize(object);
}

static void gst_plate_detect_init(GstPlateDetect* self) {
  self->d = new Private(self);
  gst_video_info_init(&self->d->info);
  gst_base_transform_set_in_place(&self->base, TRUE);
}

static void gst_plate_detect_class_init(GstPlateDetectClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = gst_plate_detect_set_property;
  object_class->get_property = gst_plate_detect_get_property;
  object_class->finalize = gst_plate_detect_finalize;
  Settings::install(object_class);

  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);
  transform_class->start = gst_plate_detect_start;
  transform_class->stop = gst_plate_detect_stop;
  transform_class->set_caps = gst_plate_detect_set_caps;
  transform_class->sink_event = gst_plate_detect_sink_event;
  transform_class->transform_ip = gst_plate_detect_transform_ip;
  set_up_analyzer(transform_class);
  gst_element_class_set_static_metadata(
      GST_ELEMENT_CLASS(klass), "Licence plate finder", "Filter/Analyzer/Video",
      "Finds licence plates and marks them as regions of interest", "The DeepOCR authors");
}
