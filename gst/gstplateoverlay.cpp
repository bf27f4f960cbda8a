// SPDX-License-Identifier: MIT
// The element plateoverlay: draws the readings of each frame into it.

// A launch line stays one line.
// clang-format off
/**
 * SECTION:element-plateoverlay
 * @title: plateoverlay
 * @short_description: draws what deepocr read
 *
 * Outlines each plate that `deepocr` attached to the frame, and writes its digits and its confidence
 * beside it: amber while it is being read, green once it is confirmed. With
 * #GstPlateOverlay:draw-refused it also shows refused plates, in grey, with the reason. Line width
 * and letters follow the size of the frame, and labels stay inside it. Readings follow a frame that
 * is scaled or converted, so the overlay may come anywhere behind `deepocr`.
 *
 * A frame that has nothing to show passes untouched: it is neither mapped nor copied. The metadata
 * of the others stays on them.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 platetestsrc num-buffers=150 ! deepocr ! plateoverlay ! videoconvert ! autovideosink
 * ]| Shows rendered traffic with what was read.
 * |[
 * gst-launch-1.0 filesrc location=plate.jpg ! jpegdec ! deepocr regions=frame ! plateoverlay draw-refused=true ! jpegenc ! filesink location=annotated.jpg
 * ]| Draws into a copy of a photograph, also why it was not read.
 */
// clang-format on
#include "gstplateoverlay.h"

#include <utility>

#include <gst/deepocr/deepocr.h>
#include <gst/video/video.h>

#include "analyzer.h"
#include "exceptions.h"
#include "mapped-frame.h"
#include "object-lock.h"
#include "overlay-painter.h"
#include "owned-pointers.h"

GST_DEBUG_CATEGORY_STATIC(plate_overlay_debug);
#define GST_CAT_DEFAULT plate_overlay_debug

using namespace deepocr::plugin;

namespace {

enum OverlayProperty {
  kOverlayPropDrawRefused = 1,
  kOverlayPropDrawConfidence,
  kOverlayPropLineWidth,
  kOverlayPropFontScale,
};

struct Private {
  OverlayStyle style;  // under the object lock

  // Of the streaming thread.
  GstVideoInfo info;
  OverlayStyle frame_style;  // of the frame that is being drawn
  ReadingArray readings;     // of that frame; null when it has nothing to show
  bool has_warned = false;   // of a frame that cannot be mapped, since the last caps
};

}  // namespace

struct _GstPlateOverlay {
  GstBaseTransform base;
  Private* d;
};

G_DEFINE_TYPE_WITH_CODE(GstPlateOverlay, gst_plate_overlay, GST_TYPE_BASE_TRANSFORM,
                        GST_DEBUG_CATEGORY_INIT(plate_overlay_debug, "plateoverlay", 0,
                                                "drawing of licence plates"))
GST_ELEMENT_REGISTER_DEFINE(plateoverlay, "plateoverlay", GST_RANK_NONE, GST_TYPE_PLATE_OVERLAY)

/* Properties */

static void gst_plate_overlay_set_property(GObject* object, guint id, const GValue* value,
                                           GParamSpec* pspec) noexcept {
  OverlayStyle& style = GST_PLATE_OVERLAY(object)->d->style;
  const ObjectLock lock(object);
  switch (id) {
    case kOverlayPropDrawRefused:
      style.draw_refused = g_value_get_boolean(value);
      break;
    case kOverlayPropDrawConfidence:
      style.draw_confidence = g_value_get_boolean(value);
      break;
    case kOverlayPropLineWidth:
      style.line_width = g_value_get_double(value);
      break;
    case kOverlayPropFontScale:
      style.font_scale = g_value_get_double(value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void gst_plate_overlay_get_property(GObject* object, guint id, GValue* value,
                                           GParamSpec* pspec) noexcept {
  const OverlayStyle& style = GST_PLATE_OVERLAY(object)->d->style;
  const ObjectLock lock(object);
  switch (id) {
    case kOverlayPropDrawRefused:
      g_value_set_boolean(value, style.draw_refused);
      break;
    case kOverlayPropDrawConfidence:
      g_value_set_boolean(value, style.draw_confidence);
      break;
    case kOverlayPropLineWidth:
      g_value_set_double(value, style.line_width);
      break;
    case kOverlayPropFontScale:
      g_value_set_double(value, style.font_scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

/* State */

static gboolean gst_plate_overlay_set_caps(GstBaseTransform* base, GstCaps* in, GstCaps*) noexcept {
  GstPlateOverlay* self = GST_PLATE_OVERLAY(base);
  self->d->has_warned = false;
  return gst_video_info_from_caps(&self->d->info, in);
}

static gboolean gst_plate_overlay_stop(GstBaseTransform* base) noexcept {
  GST_PLATE_OVERLAY(base)->d->readings.reset();
  return TRUE;
}

/* Frames */

static ReadingArray readings_to_draw(GstBuffer* buffer, const OverlayStyle& style) {
  ReadingArray readings(gst_buffer_get_deepocr_readings(buffer));
  for (guint i = 0; i < readings->len; ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings.get(), i));
    if (is_drawn(reading, style)) return readings;
  }
  return nullptr;
}

/// As the base class, but a frame that has nothing to show passes as it is, even if others hold it.
static GstFlowReturn gst_plate_overlay_prepare_output_buffer(GstBaseTransform* base,
                                                             GstBuffer* input,
                                                             GstBuffer** output) noexcept {
  GstPlateOverlay* self = GST_PLATE_OVERLAY(base);
  {
    const ObjectLock lock(self);
    self->d->frame_style = self->d->style;
  }
  self->d->readings = readings_to_draw(input, self->d->frame_style);
  if (!self->d->readings) {
    *output = input;
    return GST_FLOW_OK;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_plate_overlay_parent_class)
      ->prepare_output_buffer(base, input, output);
}

static GstFlowReturn gst_plate_overlay_transform_ip(GstBaseTransform* base,
                                                    GstBuffer* buffer) noexcept try {
  GstPlateOverlay* self = GST_PLATE_OVERLAY(base);
  const ReadingArray readings = std::move(self->d->readings);
  if (!readings) return GST_FLOW_OK;
  const MappedFrame frame = map_for_drawing(self->d->info, buffer);
  if (!frame) {
    if (!std::exchange(self->d->has_warned, true)) {
      warn_of_unmapped_frame(GST_ELEMENT(self), self->d->info, buffer, "without a drawing");
    }
    return GST_FLOW_OK;
  }
  draw_readings(*frame, readings.get(), self->d->frame_style);
  return GST_FLOW_OK;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return GST_FLOW_ERROR;
}

/* Type */

static void gst_plate_overlay_finalize(GObject* object) noexcept {
  delete GST_PLATE_OVERLAY(object)->d;
  G_OBJECT_CLASS(gst_plate_overlay_parent_class)->finalize(object);
}

static void gst_plate_overlay_init(GstPlateOverlay* self) {
  self->d = new Private;
  gst_video_info_init(&self->d->info);
  gst_base_transform_set_in_place(&self->base, TRUE);
}

static void install_overlay_properties(GObjectClass* klass) {
  const OverlayStyle defaults;
  constexpr auto kFlags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                   GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_property(
      klass, kOverlayPropDrawRefused,
      g_param_spec_boolean("draw-refused", "Draw refused",
                           "Also show plates that were refused, in grey, with the reason",
                           defaults.draw_refused, kFlags));
  g_object_class_install_property(
      klass, kOverlayPropDrawConfidence,
      g_param_spec_boolean("draw-confidence", "Draw confidence",
                           "Write the confidence beside the digits, in percent, rounded down",
                           defaults.draw_confidence, kFlags));
  g_object_class_install_property(
      klass, kOverlayPropLineWidth,
      g_param_spec_double("line-width", "Line width",
                          "Width of the outline in pixels (0: by the size of the frame)", 0.0,
                          100.0, defaults.line_width, kFlags));
  g_object_class_install_property(
      klass, kOverlayPropFontScale,
      g_param_spec_double("font-scale", "Font scale",
                          "Size of the letters, relative to the one that goes with the size of "
                          "the frame",
                          0.1, 10.0, defaults.font_scale, kFlags));
}

static void gst_plate_overlay_class_init(GstPlateOverlayClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = gst_plate_overlay_set_property;
  object_class->get_property = gst_plate_overlay_get_property;
  object_class->finalize = gst_plate_overlay_finalize;
  install_overlay_properties(object_class);

  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);
  transform_class->stop = gst_plate_overlay_stop;
  transform_class->set_caps = gst_plate_overlay_set_caps;
  transform_class->propose_allocation = propose_cropped_frames;
  transform_class->prepare_output_buffer = gst_plate_overlay_prepare_output_buffer;
  transform_class->transform_ip = gst_plate_overlay_transform_ip;

  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(
      element_class, "Licence plate overlay", "Filter/Effect/Video",
      "Draws the plates that deepocr read, with digits and confidence, into each frame",
      "The DeepOCR authors");
  g_autoptr(GstCaps) caps = gst_caps_from_string(GST_VIDEO_CAPS_MAKE(DEEPOCR_VIDEO_FORMATS));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
}
