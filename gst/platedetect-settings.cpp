// SPDX-License-Identifier: MIT
// The properties of the element platedetect, as values and as GObject sees them.
#include "platedetect-settings.h"

#include "deepocr/model_path.h"

namespace deepocr::plugin {

std::string PlateDetectSettings::locator_path() const {
  return locator_model.empty() ? default_locator_path() : locator_model;
}

LocatorSettings PlateDetectSettings::locator_settings() const {
  const std::string path = locator_model.empty() ? require_default_locator_path() : locator_model;
  return {path, {device, threads}, instance_id};
}

void PlateDetectSettings::install(GObjectClass* klass) {
  g_object_class_install_property(klass, kPropLocatorModel, locator_model_property());
  g_object_class_install_property(klass, kPropThreshold, locator_threshold_property("threshold"));
  g_object_class_install_property(klass, kPropMaxPlates, max_plates_property());
  g_object_class_install_property(
      klass, kPropInferenceInterval,
      inference_interval_property("Look at every n-th frame; on the others nothing is found"));
  g_object_class_install_property(klass, kPropDevice, device_property());
  g_object_class_install_property(klass, kPropThreads, threads_property());
  g_object_class_install_property(klass, kPropModelInstanceId, model_instance_id_property());
  g_object_class_install_property(
      klass, kPropStats,
      stats_property("Frames, plates found and the time that finding them takes, since the element "
                     "started"));
}

void PlateDetectSettings::apply(guint id, const GValue* value) {
  switch (id) {
    case kPropLocatorModel:
      locator_model = string_of(value);
      break;
    case kPropThreshold:
      threshold = g_value_get_double(value);
      break;
    case kPropMaxPlates:
      max_plates = g_value_get_int(value);
      break;
    case kPropInferenceInterval:
      inference_interval = g_value_get_uint(value);
      break;
    case kPropDevice:
      device = string_of(value);
      break;
    case kPropThreads:
      threads = g_value_get_int(value);
      break;
    case kPropModelInstanceId:
      instance_id = string_of(value);
      break;
    default:
      break;
  }
}

void PlateDetectSettings::report(guint id, GValue* value) const {
  switch (id) {
    case kPropLocatorModel:
      g_value_set_string(value, locator_path().c_str());
      break;
    case kPropThreshold:
      g_value_set_double(value, threshold);
      break;
    case kPropMaxPlates:
      g_value_set_int(value, max_plates);
      break;
    case kPropInferenceInterval:
      g_value_set_uint(value, inference_interval);
      break;
    case kPropDevice:
      g_value_set_string(value, device.c_str());
      break;
    case kPropThreads:
      g_value_set_int(value, threads);
      break;
    case kPropModelInstanceId:
      g_value_set_string(value, instance_id.c_str());
      break;
    default:
      break;
  }
}

}  // namespace deepocr::plugin
