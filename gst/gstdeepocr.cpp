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
 * Plates are followed from frame to frame and what is read on each frame is fused, unless #track
 * is off. Each passage of a plate is reported once, when three frames agree that are sure, or more
 * that are in doubt; a still picture when the stream ends. The report is an element message
 * `deepocr` on the bus, and a custom event with the same structure that goes down the stream before
 * the frame.
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
#include <optional>
#include <string>
#include <utility>

#include <gst/video/video.h>

#include "analyzer.h"
#include "current-state.h"
#include "deepocr-properties.h"
#include "deepocr-settings.h"
#include "deepocr/overlapping.h"
#include "exceptions.h"
#include "mapped-frame.h"
#include "object-lock.h"
#include "plate-following.h"
#include "plate-reports.h"
#include "reading-metadata.h"
#include "region-list.h"
#include "statistics.h"
#include "watched-list.h"

GST_DEBUG_CATEGORY_STATIC(deepocr_debug);
#define GST_CAT_DEFAULT deepocr_debug

using deepocr::Error;
using deepocr::ErrorCode;
using deepocr::ImageView;
using deepocr::LocatedPlate;
using deepocr::Observation;
using deepocr::PredictedPlate;
using deepocr::Quad;
using deepocr::Reading;
using deepocr::TrackedPlate;
using deepocr::TrackerFrame;
using deepocr::WatchList;
using namespace deepocr::plugin;

namespace {

/// What a thread needs of the element. The models are null unless it is started, and the locator
/// also where the regions never need one; the watch list where there is none.
struct State {
  std::shared_ptr<const DeepOcrSettings> settings = std::make_shared<DeepOcrSettings>();
  std::shared_ptr<SharedReader> reader;
  std::shared_ptr<SharedLocator> locator;
  std::shared_ptr<WatchedList> watch_list;
};

struct Private {
  explicit Private(gpointer element) : state(element) {}

  // Serialises changes of the state, loading included. Taken before the object lock.
  std::mutex changing;
  CurrentState<State> state;
  Statistics statistics;  // guarded by the object lock

  // Of the streaming thread.
  GstVideoInfo info;
  Continuity continuity;
  FrameTurn turn;
  PlateFollowing following;
  DoubtfulHits doubtful_hits;
  std::weak_ptr<SharedReader> followed;  // whose readings `following` holds
  bool has_warned = false;               // of a frame that cannot be mapped, since the last caps
  std::optional<std::string> placed_regions;  // fixed-regions that were held against the last caps
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

void load_watch_list(GstDeepOcr* self, State& state) {
  const std::string& path = state.settings->watch_list;
  state.watch_list =
      path.empty() ? nullptr : std::make_shared<WatchedList>(GST_ELEMENT(self), path);
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
  State last;  // freed without the lock
  const std::lock_guard<std::mutex> changing(d->changing);
  State next = d->state.copy();
  auto settings = std::make_shared<DeepOcrSettings>(*next.settings);
  apply_property(*settings, id, value);
  const bool is_started = next.reader != nullptr;
  if (is_started) settings->prepare();
  next.settings = std::move(settings);
  if (is_started) load_models(next, id == kPropModel, id == kPropLocatorModel);
  if (is_started && id == kPropWatchList) load_watch_list(GST_DEEPOCR(object), next);
  last = d->state.exchange(std::move(next));
} catch (...) {
  const bool is_model = id == kPropModel || id == kPropLocatorModel;
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING,
                         is_model ? "the model in use stays" : "the setting is unchanged");
}

static std::shared_ptr<const WatchList> watch_list_of(const State& state) {
  return state.watch_list ? state.watch_list->current() : nullptr;
}

static GstStructure* make_stats(GstDeepOcr* self) {
  const State state = self->d->state.copy();
  Statistics statistics;
  {
    const ObjectLock lock(self);
    statistics = self->d->statistics;
  }
  const auto list = watch_list_of(state);
  return statistics.to_structure(state.reader ? state.reader->name() : "", list ? list->size() : 0);
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

/* Reports */

static void count_hits(GstDeepOcr* self, int hits) {
  if (hits == 0) return;
  const ObjectLock lock(self);
  self->d->statistics.hits += static_cast<guint64>(hits);
}

static void send_reports(GstDeepOcr* self, const State& state,
                         const std::vector<PlateReport>& reports) {
  const auto list = watch_list_of(state);
  int hits = 0;
  for (const PlateReport& report : reports) {
    GST_DEBUG_OBJECT(self, "%s, confidence %.4f, track %u",
                     gst_deepocr_reading_get_text(report.reading.get()),
                     gst_deepocr_reading_get_confidence(report.reading.get()),
                     gst_deepocr_reading_get_track_id(report.reading.get()));
    hits += int(send_report(&self->base, *state.settings, list.get(), report));
  }
  count_hits(self, hits);
}

/// Forgets the plates that are followed, and reports those that waited for another frame.
static void forget_plates(GstDeepOcr* self) {
  self->d->doubtful_hits.reset();
  send_reports(self, self->d->state.copy(), self->d->following.finish());
}

/// Nothing that was seen before has to do with the next frame.
static void start_afresh(GstDeepOcr* self) noexcept try {
  self->d->turn.reset();
  forget_plates(self);
} catch (...) {
  post_current_exception(GST_ELEMENT(self), GST_MESSAGE_WARNING, nullptr);
}

/* State */

static void load(GstDeepOcr* self) {
  const std::lock_guard<std::mutex> changing(self->d->changing);
  State next = self->d->state.copy();
  auto settings = std::make_shared<DeepOcrSettings>(*next.settings);
  settings->prepare();
  next.settings = std::move(settings);
  load_models(next, true, true);
  load_watch_list(self, next);
  GST_INFO_OBJECT(self, "reads with %s, finds with %s", next.reader->name().c_str(),
                  next.locator ? next.locator->name().c_str() : "nothing");
  self->d->state.exchange(std::move(next));
}

/// While running it is no mistake: the regions are set before the mode is.
static void warn_of_unused_regions(GstDeepOcr* self) {
  const DeepOcrSettings& settings = *self->d->state.copy().settings;
  if (settings.region_mode == RegionMode::kFixed || settings.regions.fixed.empty()) return;
  GST_ELEMENT_WARNING(self, RESOURCE, SETTINGS,
                      ("fixed-regions is set, and is not used, because regions is not 'fixed'"),
                      (nullptr));
}

static gboolean gst_deepocr_start(GstBaseTransform* base) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  load(self);
  warn_of_unused_regions(self);
  self->d->turn.reset();
  self->d->following.finish();
  self->d->has_warned = false;
  self->d->placed_regions.reset();
  const ObjectLock lock(self);
  self->d->statistics = {};
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_deepocr_stop(GstBaseTransform* base) noexcept try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  State last;  // freed without the lock
  const std::lock_guard<std::mutex> changing(self->d->changing);
  last = self->d->state.exchange({self->d->state.copy().settings, nullptr, nullptr, nullptr});
  self->d->following.finish();
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_deepocr_set_caps(GstBaseTransform* base, GstCaps* in, GstCaps*) noexcept {
  GstDeepOcr* self = GST_DEEPOCR(base);
  start_afresh(self);
  self->d->has_warned = false;
  self->d->placed_regions.reset();
  if (!gst_video_info_from_caps(&self->d->info, in)) return FALSE;
  self->d->following.set_framerate(GST_VIDEO_INFO_FPS_N(&self->d->info),
                                   GST_VIDEO_INFO_FPS_D(&self->d->info));
  return TRUE;
}

static gboolean gst_deepocr_sink_event(GstBaseTransform* base, GstEvent* event) noexcept {
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_SEGMENT:
    case GST_EVENT_SEGMENT_DONE:
    case GST_EVENT_EOS:
      start_afresh(GST_DEEPOCR(base));
      break;
    default:
      break;
  }
  const bool has_flushed = GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP;
  const gboolean handled =
      GST_BASE_TRANSFORM_CLASS(gst_deepocr_parent_class)->sink_event(base, event);
  // Before, downstream still refuses the events of what is reported.
  if (has_flushed) start_afresh(GST_DEEPOCR(base));
  return handled;
}

/* Frames */

static void skip_frame(GstDeepOcr* self, GstBuffer* buffer) {
  {
    const ObjectLock lock(self);
    ++self->d->statistics.errors;
  }
  if (std::exchange(self->d->has_warned, true)) return;
  warn_of_unmapped_frame(GST_ELEMENT(self), self->d->info, buffer, "unread");
}

/// Once for each list and size of the frame.
static void warn_of_regions_outside(GstDeepOcr* self, const DeepOcrSettings& settings) {
  if (settings.region_mode != RegionMode::kFixed) return;
  if (self->d->placed_regions == settings.fixed_regions) return;
  self->d->placed_regions = settings.fixed_regions;
  const std::string sentence =
      describe_regions_outside(settings.regions.fixed, GST_VIDEO_INFO_WIDTH(&self->d->info),
                               GST_VIDEO_INFO_HEIGHT(&self->d->info));
  if (sentence.empty()) return;
  GST_ELEMENT_WARNING(self, RESOURCE, SETTINGS, ("%s", sentence.c_str()), (nullptr));
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
                                 const std::vector<Quad>& quads) {
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
  bool looked = false;  // whether plates were looked for
  std::vector<SourceRegion> regions;
  std::vector<Reading> readings;  // one for each region
};

/// Where plates that are followed should be on a frame that none are looked for on.
static std::vector<SourceRegion> predicted_regions(GstDeepOcr* self,
                                                   const DeepOcrSettings& settings,
                                                   GstBuffer* buffer) {
  std::vector<SourceRegion> regions;
  if (!settings.track) return regions;
  const auto plates =
      self->d->following.predict(GST_BUFFER_PTS(buffer), GST_VIDEO_INFO_WIDTH(&self->d->info),
                                 GST_VIDEO_INFO_HEIGHT(&self->d->info));
  for (const PredictedPlate& plate : plates) {
    if (static_cast<int>(regions.size()) == settings.max_plates) break;
    regions.push_back({plate.quad, nullptr, plate.track_id});
  }
  return regions;
}

/// Leaves one region of those that show the same plate; those of `fixed-regions` were asked for.
static void keep_best(Findings& findings, const std::vector<Quad>& quads) {
  Findings kept;
  kept.looked = findings.looked;
  for (const std::size_t i : deepocr::best_of_overlapping(quads, findings.readings)) {
    kept.regions.push_back(findings.regions[i]);
    kept.readings.push_back(std::move(findings.readings[i]));
  }
  findings = std::move(kept);
}

/// Finds the regions of a frame and reads them; the frame is mapped meanwhile, and only if need be.
static Findings look_at(GstDeepOcr* self, const State& state, GstBuffer* buffer) {
  Findings findings;
  findings.looked = self->d->turn.is_due(state.settings->inference_interval);
  findings.regions = findings.looked ? known_regions(buffer, GST_VIDEO_INFO_WIDTH(&self->d->info),
                                                     GST_VIDEO_INFO_HEIGHT(&self->d->info),
                                                     state.settings->regions)
                                     : predicted_regions(self, *state.settings, buffer);
  const bool locates = findings.looked && findings.regions.empty() && state.locator;
  if (findings.regions.empty() && !locates) return findings;

  const MappedFrame frame = map_for_reading(self->d->info, buffer);
  if (!frame) {
    skip_frame(self, buffer);
    return {};
  }
  const ImageView view = image_view(*frame);
  if (locates) findings.regions = locate(self, state, view);
  if (findings.regions.empty()) return findings;
  std::vector<Quad> quads;
  quads.reserve(findings.regions.size());
  for (const SourceRegion& region : findings.regions) quads.push_back(region.quad);
  findings.readings = read(self, state, view, quads);
  if (state.settings->region_mode != RegionMode::kFixed) keep_best(findings, quads);
  return findings;
}

/// Reads a found plate once more, before it is reported. The frame is mapped again for that: it
/// seldom is.
static Reading read_wider(const GstDeepOcr* self, const State& state, GstBuffer* buffer,
                          const Quad& quad) {
  Reading result;
  const MappedFrame frame = map_for_reading(self->d->info, buffer);
  if (!frame) return result;
  const ImageView view = image_view(*frame);
  state.reader->run([&](const deepocr::PlateReader& reader) {
    result = reader.read_wider(view, quad, state.settings->threshold);
  });
  return result;
}

/// What the readings of a frame say together with those of the frames before.
static std::vector<TrackedPlate> follow(GstDeepOcr* self, const State& state, GstBuffer* buffer,
                                        const Findings& findings) {
  const DeepOcrSettings& settings = *state.settings;
  if (!settings.track) {
    forget_plates(self);
    return without_tracks(findings.readings);
  }
  std::vector<Observation> observations;
  for (std::size_t i = 0; i < findings.regions.size(); ++i) {
    const SourceRegion& region = findings.regions[i];
    observations.push_back({region.quad, findings.readings[i], region.track_id, region.is_found});
  }
  TrackerFrame frame;
  frame.looked = findings.looked;
  frame.threshold = settings.threshold;
  frame.read_wider = [&](const Quad& quad) { return read_wider(self, state, buffer, quad); };
  return self->d->following.follow(GST_BUFFER_PTS(buffer), std::move(frame), observations);
}

/// For whoever asks why a plate is not reported.
static void log_refusals(GstDeepOcr* self, GPtrArray* readings) {
  if (gst_debug_category_get_threshold(GST_CAT_DEFAULT) < GST_LEVEL_LOG) return;
  for (guint i = 0; i < readings->len; ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    if (gst_deepocr_reading_get_state(reading) != GST_DEEPOCR_STATE_REFUSED) continue;
    gint x, y, width, height;
    gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
    GST_LOG_OBJECT(self, "refused as %s at %d,%d %dx%d, confidence %.4f, track %u",
                   gst_deepocr_reading_get_reason(reading), x, y, width, height,
                   gst_deepocr_reading_get_confidence(reading),
                   gst_deepocr_reading_get_track_id(reading));
  }
}

/// Attaches what was read, and posts what is to be reported.
static void publish(GstDeepOcr* self, const State& state, GstBuffer* buffer,
                    const Findings& findings) {
  const DeepOcrSettings& settings = *state.settings;
  const std::vector<TrackedPlate> plates = follow(self, state, buffer, findings);
  g_autoptr(GPtrArray) readings =
      to_gst_readings(findings.regions, plates, state.reader->name(), self->d->info);
  log_refusals(self, readings);
  if (!findings.regions.empty()) attach_readings(buffer, findings.regions, readings);
  const auto make = [&](GstDeepOcrReading* reading) {
    return make_report(&self->base, settings, self->d->info, buffer, reading);
  };
  send_reports(self, state, self->d->following.reports(plates, readings, make));
  if (const auto list = watch_list_of(state)) {
    count_hits(self,
               self->d->doubtful_hits.send(&self->base, settings, *list, plates, readings, make));
  }
}

static GstFlowReturn gst_deepocr_transform_ip(GstBaseTransform* base, GstBuffer* buffer) noexcept
    try {
  GstDeepOcr* self = GST_DEEPOCR(base);
  const State state = self->d->state.copy();
  if (self->d->continuity.is_broken_by(buffer, base->segment.rate) ||
      self->d->followed.lock() != state.reader) {
    start_afresh(self);
    self->d->followed = state.reader;
  }
  {
    const ObjectLock lock(self);
    ++self->d->statistics.frames;
  }
  warn_of_regions_outside(self, *state.settings);
  publish(self, state, buffer, look_at(self, state, buffer));
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
      "Finds, reads and follows five-digit licence plates, and reports each that passes",
      "The DeepOCR authors");
}
