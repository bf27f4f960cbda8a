// SPDX-License-Identifier: MIT
// The element platetestsrc: properties, negotiation and time; rendering is in frame-painter.

/**
 * SECTION:element-platetestsrc
 * @title: platetestsrc
 * @short_description: renders moving licence plates with known digits
 *
 * Renders vehicles whose plates show five-digit numbers, and attaches to each frame what is to be
 * read on it: the custom meta `GstDeepOcrTruthMeta` (see gst_buffer_get_deepocr_truth()), with the
 * number, the corners of its digits, and a track id for each passage. A plate whose digits are too
 * small, hidden or cut by the frame's edge has confidence 0 and state `reading`; a legible one has
 * confidence 1 and state `confirmed`. With #GstPlateTestSrc:attach-regions, a region of interest
 * of type `license-plate` surrounds the digits of each plate, as a detector would report it.
 *
 * A frame depends only on the properties, its number and its size, so seeking is exact, and the
 * same seed shows the same frames again with the same typefaces installed.
 *
 * ## Example pipelines
 *
 * |[
 * gst-launch-1.0 platetestsrc num-buffers=90 ! videoconvert ! autovideosink
 * ]|
 * Shows three seconds of traffic.
 *
 * |[
 * gst-launch-1.0 platetestsrc numbers=37463,23837 num-buffers=150 ! deepocr ! fakesink
 * ]|
 * Reads two numbers in turn.
 */
#include "gstplatetestsrc.h"

#include <memory>

#include <gst/video/gstvideometa.h>
#include <gst/video/gstvideopool.h>
#include <gst/video/video.h>

#include "exceptions.h"
#include "frame-clock.h"
#include "frame-painter.h"
#include "source-settings.h"
#include "synth/typefaces.h"

GST_DEBUG_CATEGORY_STATIC(gst_plate_test_src_debug);
#define GST_CAT_DEFAULT gst_plate_test_src_debug

#define PLATE_TEST_SRC_FORMATS "{ I420, NV12, YUY2, BGR, RGB, BGRx, RGBx, GRAY8 }"

using deepocr::plugin::FrameClock;
using deepocr::plugin::FramePainter;
using deepocr::plugin::SourceLight;
using deepocr::plugin::SourcePattern;
using deepocr::plugin::SourceSettings;
using deepocr::synth::TypefaceSet;

namespace {

enum Property {
  kPropPattern = 1,
  kPropLight,
  kPropSeed,
  kPropPlates,
  kPropNumbers,
  kPropSeverity,
  kPropSpeed,
  kPropExposureTime,
  kPropOcclusion,
  kPropIsLive,
  kPropAttachRegions,
  kPropTimestampOffset,
};

/// The C++ side of an element.
struct Private {
  SourceSettings settings;  // under the object lock
  SourceSettings running;   // what start() found; streaming thread from there on
  std::shared_ptr<const TypefaceSet> typefaces;
  std::unique_ptr<FramePainter> painter;
  FrameClock clock;
  GstVideoInfo info;  // under the object lock, because queries come from any thread
};

}  // namespace

struct _GstPlateTestSrc {
  GstPushSrc parent;
  Private* priv;
};

G_DEFINE_TYPE(GstPlateTestSrc, gst_plate_test_src, GST_TYPE_PUSH_SRC)

GST_ELEMENT_REGISTER_DEFINE_WITH_CODE(platetestsrc, "platetestsrc", GST_RANK_NONE,
                                      GST_TYPE_PLATE_TEST_SRC,
                                      GST_DEBUG_CATEGORY_INIT(gst_plate_test_src_debug,
                                                              "platetestsrc", 0,
                                                              "source of rendered plates"))

#define GST_TYPE_PLATE_TEST_SRC_PATTERN (gst_plate_test_src_pattern_get_type())
static GType gst_plate_test_src_pattern_get_type() {
  static const GEnumValue kValues[] = {
      {static_cast<gint>(SourcePattern::kStreet), "Vehicles with plates in a street", "street"},
      {static_cast<gint>(SourcePattern::kPlate), "One plate that fills the frame", "plate"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstPlateTestSrcPattern", kValues);
  return type;
}

#define GST_TYPE_PLATE_TEST_SRC_LIGHT (gst_plate_test_src_light_get_type())
static GType gst_plate_test_src_light_get_type() {
  static const GEnumValue kValues[] = {
      {static_cast<gint>(SourceLight::kDay), "Day", "day"},
      {static_cast<gint>(SourceLight::kDusk), "Little light, and headlights", "dusk"},
      {static_cast<gint>(SourceLight::kNight), "Dark, with glaring headlights and lit plates",
       "night"},
      {static_cast<gint>(SourceLight::kInfrared), "Grey, by the camera's own infrared lamp",
       "infrared"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstPlateTestSrcLight", kValues);
  return type;
}

static SourceSettings copy_settings(GstPlateTestSrc* self) {
  GST_OBJECT_LOCK(self);
  SourceSettings settings = self->priv->settings;
  GST_OBJECT_UNLOCK(self);
  return settings;
}

static GstVideoInfo copy_info(GstPlateTestSrc* self) {
  GST_OBJECT_LOCK(self);
  const GstVideoInfo info = self->priv->info;
  GST_OBJECT_UNLOCK(self);
  return info;
}

static void gst_plate_test_src_set_property(GObject* object, guint id, const GValue* value,
                                            GParamSpec* spec) noexcept {
  GstPlateTestSrc* self = GST_PLATE_TEST_SRC(object);
  if (id == kPropIsLive) {
    gst_base_src_set_live(GST_BASE_SRC(self), g_value_get_boolean(value));
    return;
  }
  GST_OBJECT_LOCK(self);
  SourceSettings& settings = self->priv->settings;
  switch (id) {
    case kPropPattern:
      settings.pattern = static_cast<SourcePattern>(g_value_get_enum(value));
      break;
    case kPropLight:
      settings.light = static_cast<SourceLight>(g_value_get_enum(value));
      break;
    case kPropSeed:
      settings.seed = g_value_get_uint64(value);
      break;
    case kPropPlates:
      settings.plates = g_value_get_uint(value);
      break;
    case kPropNumbers: {
      const gchar* numbers = g_value_get_string(value);
      settings.numbers = numbers != nullptr ? numbers : "";
      break;
    }
    case kPropSeverity:
      settings.severity = g_value_get_double(value);
      break;
    case kPropSpeed:
      settings.speed = g_value_get_double(value);
      break;
    case kPropExposureTime:
      settings.exposure_time = g_value_get_double(value);
      break;
    case kPropOcclusion:
      settings.occlusion = g_value_get_double(value);
      break;
    case kPropAttachRegions:
      settings.attach_regions = g_value_get_boolean(value) != FALSE;
      break;
    case kPropTimestampOffset:
      settings.timestamp_offset = g_value_get_int64(value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
      break;
  }
  GST_OBJECT_UNLOCK(self);
}

static void gst_plate_test_src_get_property(GObject* object, guint id, GValue* value,
                                            GParamSpec* spec) noexcept {
  GstPlateTestSrc* self = GST_PLATE_TEST_SRC(object);
  const SourceSettings settings = copy_settings(self);
  switch (id) {
    case kPropPattern:
      g_value_set_enum(value, static_cast<gint>(settings.pattern));
      break;
    case kPropLight:
      g_value_set_enum(value, static_cast<gint>(settings.light));
      break;
    case kPropSeed:
      g_value_set_uint64(value, settings.seed);
      break;
    case kPropPlates:
      g_value_set_uint(value, settings.plates);
      break;
    case kPropNumbers:
      g_value_set_string(value, settings.numbers.c_str());
      break;
    case kPropSeverity:
      g_value_set_double(value, settings.severity);
      break;
    case kPropSpeed:
      g_value_set_double(value, settings.speed);
      break;
    case kPropExposureTime:
      g_value_set_double(value, settings.exposure_time);
      break;
    case kPropOcclusion:
      g_value_set_double(value, settings.occlusion);
      break;
    case kPropIsLive:
      g_value_set_boolean(value, gst_base_src_is_live(GST_BASE_SRC(self)));
      break;
    case kPropAttachRegions:
      g_value_set_boolean(value, settings.attach_regions);
      break;
    case kPropTimestampOffset:
      g_value_set_int64(value, settings.timestamp_offset);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
      break;
  }
}

static gboolean gst_plate_test_src_start(GstBaseSrc* base) noexcept try {
  GstPlateTestSrc* self = GST_PLATE_TEST_SRC(base);
  Private& priv = *self->priv;
  priv.running = copy_settings(self);
  deepocr::plugin::parse_numbers(priv.running.numbers);
  priv.typefaces = TypefaceSet::installed(deepocr::synth::Split::kTraining);
  priv.clock = FrameClock();
  return TRUE;
} catch (...) {
  deepocr::plugin::post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_plate_test_src_stop(GstBaseSrc* base) noexcept {
  GstPlateTestSrc* self = GST_PLATE_TEST_SRC(base);
  self->priv->painter.reset();
  self->priv->typefaces.reset();
  GST_OBJECT_LOCK(self);
  gst_video_info_init(&self->priv->info);
  GST_OBJECT_UNLOCK(self);
  return TRUE;
}

// Frames of the usual shape; a lone plate is not a 4:3 affair.
static GstCaps* gst_plate_test_src_fixate(GstBaseSrc* base, GstCaps* caps) noexcept {
  const bool plate = copy_settings(GST_PLATE_TEST_SRC(base)).pattern == SourcePattern::kPlate;
  caps = gst_caps_truncate(gst_caps_make_writable(caps));
  GstStructure* structure = gst_caps_get_structure(caps, 0);
  gst_structure_fixate_field_nearest_int(structure, "width", plate ? 320 : 640);
  gst_structure_fixate_field_nearest_int(structure, "height", plate ? 96 : 480);
  gst_structure_fixate_field_nearest_fraction(structure, "framerate", 30, 1);
  if (gst_structure_has_field(structure, "pixel-aspect-ratio")) {
    gst_structure_fixate_field_nearest_fraction(structure, "pixel-aspect-ratio", 1, 1);
  }
  return GST_BASE_SRC_CLASS(gst_plate_test_src_parent_class)->fixate(base, caps);
}

static gboolean gst_plate_test_src_set_caps(GstBaseSrc* base, GstCaps* caps) noexcept try {
  GstPlateTestSrc* self = GST_PLATE_TEST_SRC(base);
  Private& priv = *self->priv;
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, caps)) {
    GST_ERROR_OBJECT(self, "cannot parse caps %" GST_PTR_FORMAT, caps);
    return FALSE;
  }
  priv.painter = std::make_unique<FramePainter>(priv.running, priv.typefaces, info);
  priv.clock.set_rate(info.fps_n, info.fps_d);
  gst_base_src_set_blocksize(base, static_cast<guint>(info.size));
  GST_OBJECT_LOCK(self);
  priv.info = info;
  GST_OBJECT_UNLOCK(self);
  return TRUE;
} catch (...) {
  deepocr::plugin::post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_plate_test_src_decide_allocation(GstBaseSrc* base, GstQuery* query) noexcept {
  const GstVideoInfo info = copy_info(GST_PLATE_TEST_SRC(base));
  g_autoptr(GstBufferPool) pool = nullptr;
  auto size = static_cast<guint>(info.size);
  guint least = 0;
  guint most = 0;
  const bool offered = gst_query_get_n_allocation_pools(query) > 0;
  if (offered) {
    gst_query_parse_nth_allocation_pool(query, 0, &pool, &size, &least, &most);
    size = MAX(size, static_cast<guint>(info.size));
  }
  if (pool == nullptr) pool = gst_video_buffer_pool_new();
  GstStructure* config = gst_buffer_pool_get_config(pool);
  GstCaps* caps = nullptr;  // borrowed
  gst_query_parse_allocation(query, &caps, nullptr);
  if (caps != nullptr) gst_buffer_pool_config_set_params(config, caps, size, least, most);
  if (gst_query_find_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr)) {
    gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
  }
  gst_buffer_pool_set_config(pool, config);
  if (offered) {
    gst_query_set_nth_allocation_pool(query, 0, pool, size, least, most);
  } else {
    gst_query_add_allocation_pool(query, pool, size, least, most);
  }
  return GST_BASE_SRC_CLASS(gst_plate_test_src_parent_class)->decide_allocation(base, query);
}

static GstFlowReturn gst_plate_test_src_fill(GstPushSrc* push, GstBuffer* buffer) noexcept try {
  Private& priv = *GST_PLATE_TEST_SRC(push)->priv;
  if (!priv.painter) return GST_FLOW_NOT_NEGOTIATED;
  if (priv.clock.at_end()) return GST_FLOW_EOS;
  const GstClockTime time = priv.clock.time();
  priv.painter->paint(buffer, priv.clock.number(), time);
  GST_BUFFER_PTS(buffer) = time + static_cast<GstClockTime>(priv.running.timestamp_offset);
  GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = priv.clock.duration();
  GST_BUFFER_OFFSET(buffer) = priv.clock.number();
  GST_BUFFER_OFFSET_END(buffer) = priv.clock.number() + 1;
  priv.clock.advance();
  return GST_FLOW_OK;
} catch (...) {
  deepocr::plugin::post_current_exception(GST_ELEMENT(push), GST_MESSAGE_ERROR, nullptr);
  return GST_FLOW_ERROR;
}

// A live source waits for the clock; any other runs as fast as it is asked to.
static void gst_plate_test_src_get_times(GstBaseSrc* base, GstBuffer* buffer, GstClockTime* start,
                                         GstClockTime* end) noexcept {
  *start = GST_CLOCK_TIME_NONE;
  *end = GST_CLOCK_TIME_NONE;
  if (!gst_base_src_is_live(base)) return;
  *start = GST_BUFFER_PTS(buffer);
  if (GST_BUFFER_DURATION_IS_VALID(buffer)) *end = *start + GST_BUFFER_DURATION(buffer);
}

static gboolean gst_plate_test_src_is_seekable(GstBaseSrc*) noexcept { return TRUE; }

static gboolean gst_plate_test_src_do_seek(GstBaseSrc* base, GstSegment* segment) noexcept {
  segment->time = segment->start;
  GST_PLATE_TEST_SRC(base)->priv->clock.seek(segment->position, segment->rate < 0);
  return TRUE;
}

static gboolean answer_duration(GstPlateTestSrc* self, const GstVideoInfo& info, GstQuery* query) {
  GstFormat format;
  gst_query_parse_duration(query, &format, nullptr);
  gint frames = -1;
  g_object_get(self, "num-buffers", &frames, nullptr);
  if (format != GST_FORMAT_TIME || frames < 0 || info.fps_n == 0) return FALSE;
  const auto duration = gst_util_uint64_scale(static_cast<guint64>(frames),
                                              GST_SECOND * static_cast<guint64>(info.fps_d),
                                              static_cast<guint64>(info.fps_n));
  gst_query_set_duration(query, GST_FORMAT_TIME, static_cast<gint64>(duration));
  return TRUE;
}

static gboolean answer_convert(GstVideoInfo info, GstQuery* query) {
  GstFormat from;
  GstFormat to;
  gint64 value = 0;
  gint64 result = 0;
  gst_query_parse_convert(query, &from, &value, &to, nullptr);
  if (!gst_video_info_convert(&info, from, value, to, &result)) return FALSE;
  gst_query_set_convert(query, from, value, to, result);
  return TRUE;
}

static gboolean gst_plate_test_src_query(GstBaseSrc* base, GstQuery* query) noexcept {
  GstPlateTestSrc* self = GST_PLATE_TEST_SRC(base);
  const GstVideoInfo info = copy_info(self);
  const bool negotiated = GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_UNKNOWN;
  if (negotiated) {
    switch (GST_QUERY_TYPE(query)) {
      case GST_QUERY_CONVERT:
        return answer_convert(info, query);
      case GST_QUERY_DURATION:
        if (answer_duration(self, info, query)) return TRUE;
        break;
      case GST_QUERY_LATENCY:
        if (info.fps_n == 0) break;
        // A frame is there when its time begins; one interval covers its rendering.
        gst_query_set_latency(query, gst_base_src_is_live(base),
                              gst_util_uint64_scale(GST_SECOND, static_cast<guint64>(info.fps_d),
                                                    static_cast<guint64>(info.fps_n)),
                              GST_CLOCK_TIME_NONE);
        return TRUE;
      default:
        break;
    }
  }
  return GST_BASE_SRC_CLASS(gst_plate_test_src_parent_class)->query(base, query);
}

static void gst_plate_test_src_init(GstPlateTestSrc* self) {
  self->priv = new Private();
  gst_video_info_init(&self->priv->info);
  gst_base_src_set_format(GST_BASE_SRC(self), GST_FORMAT_TIME);
}

static void gst_plate_test_src_finalize(GObject* object) noexcept {
  delete GST_PLATE_TEST_SRC(object)->priv;
  G_OBJECT_CLASS(gst_plate_test_src_parent_class)->finalize(object);
}

static void install_properties(GObjectClass* object_class) {
  const SourceSettings defaults;
  const auto fixed = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                              GST_PARAM_MUTABLE_READY);
  const auto install = [&](guint id, GParamSpec* spec) {
    g_object_class_install_property(object_class, id, spec);
  };
  install(kPropPattern,
          g_param_spec_enum("pattern", "Pattern", "What to render", GST_TYPE_PLATE_TEST_SRC_PATTERN,
                            static_cast<gint>(defaults.pattern), fixed));
  install(kPropLight,
          g_param_spec_enum("light", "Light", "Light in a street", GST_TYPE_PLATE_TEST_SRC_LIGHT,
                            static_cast<gint>(defaults.light), fixed));
  install(kPropSeed, g_param_spec_uint64("seed", "Seed", "The same seed shows the same frames", 0,
                                         G_MAXUINT64, defaults.seed, fixed));
  install(kPropPlates,
          g_param_spec_uint("plates", "Plates",
                            "Most plates at a time in a street; more of them are smaller "
                            "(0 = vehicles without plates)",
                            0, 8, defaults.plates, fixed));
  install(kPropNumbers,
          g_param_spec_string("numbers", "Numbers",
                              "Numbers of five digits separated by commas, shown in turn "
                              "(empty = random numbers)",
                              "", fixed));
  install(kPropSeverity,
          g_param_spec_double("severity", "Severity",
                              "How hard the plates are to read: dirt, tilt, light, blur and noise",
                              0.0, 1.0, defaults.severity, fixed));
  install(kPropSpeed, g_param_spec_double("speed", "Speed", "Speed of everything that moves", 0.01,
                                          100.0, defaults.speed, fixed));
  install(kPropExposureTime,
          g_param_spec_double("exposure-time", "Exposure time",
                              "Milliseconds for which a frame is exposed; what moves is blurred",
                              0.0, 1000.0, defaults.exposure_time, fixed));
  install(kPropOcclusion,
          g_param_spec_double("occlusion", "Occlusion",
                              "Share of the passages in a street that something nearer to the "
                              "camera hides for a moment",
                              0.0, 1.0, defaults.occlusion, fixed));
  install(kPropIsLive, g_param_spec_boolean("is-live", "Is live", "Whether to act as a live source",
                                            FALSE, fixed));
  install(kPropAttachRegions,
          g_param_spec_boolean("attach-regions", "Attach regions",
                               "Attach a region of interest around the digits of each plate",
                               defaults.attach_regions, fixed));
  install(kPropTimestampOffset,
          g_param_spec_int64("timestamp-offset", "Timestamp offset",
                             "Added to the timestamps of the buffers, in nanoseconds", 0,
                             G_MAXINT64 / 2, defaults.timestamp_offset, fixed));
}

static void gst_plate_test_src_class_init(GstPlateTestSrcClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = gst_plate_test_src_set_property;
  object_class->get_property = gst_plate_test_src_get_property;
  object_class->finalize = gst_plate_test_src_finalize;
  install_properties(object_class);

  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(
      element_class, "Source of rendered licence plates", "Source/Video",
      "Renders moving plates with known five-digit numbers and attaches the truth",
      "The DeepOCR authors");
  g_autoptr(GstCaps) caps = gst_caps_from_string(GST_VIDEO_CAPS_MAKE(PLATE_TEST_SRC_FORMATS));
  // Each frame is of one moment, so no other mode would be true.
  gst_caps_set_simple(caps, "width", GST_TYPE_INT_RANGE, 1, 16384, "height", GST_TYPE_INT_RANGE, 1,
                      16384, "interlace-mode", G_TYPE_STRING, "progressive", nullptr);
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));

  GstBaseSrcClass* base_class = GST_BASE_SRC_CLASS(klass);
  base_class->start = gst_plate_test_src_start;
  base_class->stop = gst_plate_test_src_stop;
  base_class->fixate = gst_plate_test_src_fixate;
  base_class->set_caps = gst_plate_test_src_set_caps;
  base_class->decide_allocation = gst_plate_test_src_decide_allocation;
  base_class->get_times = gst_plate_test_src_get_times;
  base_class->is_seekable = gst_plate_test_src_is_seekable;
  base_class->do_seek = gst_plate_test_src_do_seek;
  base_class->query = gst_plate_test_src_query;
  GST_PUSH_SRC_CLASS(klass)->fill = gst_plate_test_src_fill;

  gst_type_mark_as_plugin_api(GST_TYPE_PLATE_TEST_SRC_PATTERN, static_cast<GstPluginAPIFlags>(0));
  gst_type_mark_as_plugin_api(GST_TYPE_PLATE_TEST_SRC_LIGHT, static_cast<GstPluginAPIFlags>(0));
}
