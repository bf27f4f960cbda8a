// SPDX-License-Identifier: MIT
// Properties that several elements have in common, and their ranges.
#include "common-properties.h"

#include "deepocr/default_threshold.h"

namespace deepocr::plugin {

GParamSpec* locator_model_property() {
  return g_param_spec_string("locator-model", "Locator model",
                             "Path of the model file that finds plates (unset: the shipped one); a "
                             "change while running loads and checks the new model before it "
                             "replaces the old",
                             nullptr, kWhilePlaying);
}

GParamSpec* locator_threshold_property(const char* name) {
  return g_param_spec_double(name, "Locator threshold",
                             "Score below which what the locator finds is left out", 0.0, 1.0,
                             kDefaultLocatorThreshold, kWhilePlaying);
}

GParamSpec* inference_interval_property(const char* blurb) {
  return g_param_spec_uint("inference-interval", "Inference interval", blurb, 1,
                           kMaxInferenceInterval, kDefaultInferenceInterval, kWhilePlaying);
}

GParamSpec* max_plates_property() {
  return g_param_spec_int("max-plates", "Maximum plates",
                          "Plates per frame at most; of more, those that the locator is surest of, "
                          "or the largest regions of interest",
                          1, kMaxPlates, kDefaultMaxPlates, kWhilePlaying);
}

GParamSpec* device_property() {
  return g_param_spec_string("device", "Device", "Where networks run: cpu, cuda or cuda:N",
                             kDefaultDevice, kWhileReady);
}

GParamSpec* threads_property() {
  return g_param_spec_int("threads", "Threads",
                          "Threads of one run of a network; several pipelines with one thread each "
                          "do more than one pipeline with several",
                          1, kMaxThreads, kDefaultThreads, kWhileReady);
}

GParamSpec* model_instance_id_property() {
  return g_param_spec_string("model-instance-id", "Model instance id",
                             "Elements of this process with the same id, model, device, threads "
                             "and (for reading) batch-size share one loaded model "
                             "(empty: not shared)",
                             "", kWhileReady);
}

GParamSpec* stats_property(const char* blurb) {
  return g_param_spec_boxed("stats", "Statistics", blurb, GST_TYPE_STRUCTURE,
                            static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

std::string string_of(const GValue* value) {
  const gchar* text = g_value_get_string(value);
  return text != nullptr ? text : "";
}

}  // namespace deepocr::plugin
