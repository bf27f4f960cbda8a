// SPDX-License-Identifier: MIT
// The properties of the element deepocr as GObject sees them.
#include "deepocr-properties.h"

#include <gst/gst.h>

#include "common-properties.h"

namespace deepocr::plugin {
namespace {

GType regions_type() {
  static const GEnumValue values[] = {
      {int(RegionMode::kAuto),
       "Regions of interest of a plate class when a frame has some, else the plates that the "
       "locator finds",
       "auto"},
      {int(RegionMode::kMeta), "Only regions of interest of a plate class", "meta"},
      {int(RegionMode::kFixed), "The regions of the property fixed-regions", "fixed"},
      {int(RegionMode::kFrame), "The whole frame", "frame"},
      {int(RegionMode::kLocate), "The plates that the locator finds", "locate"},
      {0, nullptr, nullptr}};
  static const GType type = g_enum_register_static("GstDeepOcrRegions", values);
  return type;
}

void install_region_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPropRegions,
      g_param_spec_enum("regions", "Regions", "Which regions of a frame to read", regions_type(),
                        int(RegionMode::kAuto), kWhilePlaying));
  g_object_class_install_property(
      klass, kPropFixedRegions,
      g_param_spec_string("fixed-regions", "Fixed regions",
                          "Regions to read with regions=fixed: \"x,y,width,height;…\" in pixels",
                          "", kWhilePlaying));
  g_object_class_install_property(
      klass, kPropObjectClass,
      g_param_spec_string("object-class", "Object class",
                          "Type of the regions of interest to read, without regard to case; '-', "
                          "'_' and space are equal (empty: any usual name of a licence plate)",
                          "", kWhilePlaying));
  g_object_class_install_property(klass, kPropMaxPlates, max_plates_property());
  g_object_class_install_property(klass, kPropInferenceInterval, inference_interval_property());
}

void install_reader_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPropModel,
      g_param_spec_string("model", "Model",
                          "Path of the model file (unset: the shipped model); a change while "
                          "running loads and checks the new model before it replaces the old",
                          nullptr, kWhilePlaying));
  g_object_class_install_property(
      klass, kPropThreshold,
      g_param_spec_double("threshold", "Threshold",
                          "Confidence that all five digits are right, below which a plate is "
                          "refused",
                          0.0, 1.0, kDefaultThreshold, kWhilePlaying));
  g_object_class_install_property(
      klass, kPropBatchSize,
      g_param_spec_int("batch-size", "Batch size", "Regions per run of the network at most", 1,
                       kMaxBatchSize, kDefaultBatchSize, kWhileReady));
  g_object_class_install_property(klass, kPropDevice, device_property());
  g_object_class_install_property(klass, kPropThreads, threads_property());
  g_object_class_install_property(klass, kPropModelInstanceId, model_instance_id_property());
}

void install_locator_properties(GObjectClass* klass) {
  g_object_class_install_property(klass, kPropLocatorModel, locator_model_property());
  g_object_class_install_property(klass, kPropLocatorThreshold,
                                  locator_threshold_property("locator-threshold"));
}

void install_report_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPropTrack,
      g_param_spec_boolean("track", "Track",
                           "Follow plates from frame to frame, fuse what is read on each, and "
                           "report each passage once; otherwise each frame stands alone",
                           TRUE, kWhilePlaying));
  g_object_class_install_property(
      klass, kPropMessage,
      g_param_spec_boolean("message", "Message",
                           "Post an element message 'deepocr' for each plate that is confirmed",
                           TRUE, kWhilePlaying));
  g_object_class_install_property(
      klass, kPropAttachFrame,
      g_param_spec_boolean("attach-frame", "Attach frame",
                           "Attach the frame to each message and event as a GstSample", FALSE,
                           kWhilePlaying));
  g_object_class_install_property(
      klass, kPropStats,
      stats_property("Frames, regions, plates read, refusals by reason and the time that finding "
                     "and reading take, since the element started"));
}

void install_watch_list_properties(GObjectClass* klass) {
  g_object_class_install_property(
      klass, kPropWatchList,
      g_param_spec_string("watch-list", "Watch list",
                          "Path of a file of numbers to look out for, one a line with an optional "
                          "note after it; read again when it changes (unset: none)",
                          nullptr, kWhilePlaying));
  g_object_class_install_property(
      klass, kPropWatchListThreshold,
      g_param_spec_double("watch-list-threshold", "Watch list threshold",
                          "Probability of a listed number from which a plate is a hit, and an "
                          "element message 'deepocr-watch-list' is posted",
                          0.0, 1.0, kDefaultWatchListThreshold, kWhilePlaying));
  g_object_class_install_property(
      klass, kPropWatchListPrior,
      g_param_spec_double("watch-list-prior", "Watch list prior",
                          "Share of the plates that pass whose number is listed (0: a listed "
                          "number passes as often as any other)",
                          0.0, 1.0, 0.0, kWhilePlaying));
}

void apply_watch_list_property(DeepOcrSettings& settings, guint id, const GValue* value) {
  switch (id) {
    case kPropWatchList:
      settings.watch_list = string_of(value);
      break;
    case kPropWatchListThreshold:
      settings.watch_list_threshold = g_value_get_double(value);
      break;
    case kPropWatchListPrior:
      settings.watch_list_prior = g_value_get_double(value);
      break;
    default:
      break;
  }
}

void report_watch_list_property(const DeepOcrSettings& settings, guint id, GValue* value) {
  switch (id) {
    case kPropWatchList:
      g_value_set_string(value,
                         settings.watch_list.empty() ? nullptr : settings.watch_list.c_str());
      break;
    case kPropWatchListThreshold:
      g_value_set_double(value, settings.watch_list_threshold);
      break;
    case kPropWatchListPrior:
      g_value_set_double(value, settings.watch_list_prior);
      break;
    default:
      break;
  }
}

}  // namespace

void install_properties(GObjectClass* klass) {
  install_reader_properties(klass);
  install_locator_properties(klass);
  install_region_properties(klass);
  install_report_properties(klass);
  install_watch_list_properties(klass);
  gst_type_mark_as_plugin_api(regions_type(), static_cast<GstPluginAPIFlags>(0));
}

void apply_property(DeepOcrSettings& settings, guint id, const GValue* value) {
  switch (id) {
    case kPropModel:
      settings.model = string_of(value);
      break;
    case kPropLocatorModel:
      settings.locator_model = string_of(value);
      break;
    case kPropLocatorThreshold:
      settings.locator_threshold = g_value_get_double(value);
      break;
    case kPropInferenceInterval:
      settings.inference_interval = g_value_get_uint(value);
      break;
    case kPropRegions:
      settings.region_mode = static_cast<RegionMode>(g_value_get_enum(value));
      break;
    case kPropFixedRegions:
      settings.fixed_regions = string_of(value);
      break;
    case kPropObjectClass:
      settings.object_class = string_of(value);
      break;
    case kPropThreshold:
      settings.threshold = g_value_get_double(value);
      break;
    case kPropMaxPlates:
      settings.max_plates = g_value_get_int(value);
      break;
    case kPropBatchSize:
      settings.batch_size = g_value_get_int(value);
      break;
    case kPropDevice:
      settings.device = string_of(value);
      break;
    case kPropThreads:
      settings.threads = g_value_get_int(value);
      break;
    case kPropModelInstanceId:
      settings.instance_id = string_of(value);
      break;
    case kPropTrack:
      settings.track = g_value_get_boolean(value);
      break;
    case kPropMessage:
      settings.message = g_value_get_boolean(value);
      break;
    case kPropAttachFrame:
      settings.attach_frame = g_value_get_boolean(value);
      break;
    default:
      apply_watch_list_property(settings, id, value);
      break;
  }
}

void report_property(const DeepOcrSettings& settings, guint id, GValue* value) {
  switch (id) {
    case kPropModel:
      g_value_set_string(value, settings.model_path().c_str());
      break;
    case kPropLocatorModel:
      g_value_set_string(value, settings.locator_path().c_str());
      break;
    case kPropLocatorThreshold:
      g_value_set_double(value, settings.locator_threshold);
      break;
    case kPropInferenceInterval:
      g_value_set_uint(value, settings.inference_interval);
      break;
    case kPropRegions:
      g_value_set_enum(value, int(settings.region_mode));
      break;
    case kPropFixedRegions:
      g_value_set_string(value, settings.fixed_regions.c_str());
      break;
    case kPropObjectClass:
      g_value_set_string(value, settings.object_class.c_str());
      break;
    case kPropThreshold:
      g_value_set_double(value, settings.threshold);
      break;
    case kPropMaxPlates:
      g_value_set_int(value, settings.max_plates);
      break;
    case kPropBatchSize:
      g_value_set_int(value, settings.batch_size);
      break;
    case kPropDevice:
      g_value_set_string(value, settings.device.c_str());
      break;
    case kPropThreads:
      g_value_set_int(value, settings.threads);
      break;
    case kPropModelInstanceId:
      g_value_set_string(value, settings.instance_id.c_str());
      break;
    case kPropTrack:
      g_value_set_boolean(value, settings.track);
      break;
    case kPropMessage:
      g_value_set_boolean(value, settings.message);
      break;
    case kPropAttachFrame:
      g_value_set_boolean(value, settings.attach_frame);
      break;
    default:
      report_watch_list_property(settings, id, value);
      break;
  }
}

}  // namespace deepocr::plugin
