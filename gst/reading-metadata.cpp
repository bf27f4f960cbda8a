// SPDX-License-Identifier: MIT
// How the reader's results become metadata of a frame.
#include "reading-metadata.h"

#include <algorithm>

#include "quad-coordinates.h"

namespace deepocr::plugin {
namespace {

GstDeepOcrReading* to_gst_reading(const TrackedPlate& plate, const std::string& model_name) {
  const Reading& reading = plate.reading;
  const double confidence = std::clamp(reading.confidence, 0.0, 1.0);
  const bool refused = reading.refusal != Refusal::kNone;
  GstDeepOcrReading* result =
      refused ? gst_deepocr_reading_new_refused(to_string(reading.refusal), confidence)
              : gst_deepocr_reading_new(reading.text.c_str(), confidence);
  gst_deepocr_reading_set_digit_confidences(result, reading.digit_confidences.data());
  gst_deepocr_reading_set_posteriors(result, reading.posteriors.front().data());
  gst_deepocr_reading_set_track(result, plate.track_id, static_cast<guint>(plate.agreeing_frames));
  if (!refused) gst_deepocr_reading_set_confirmed(result, plate.confirmed);
  gst_deepocr_reading_set_model(result, model_name.c_str());
  return result;
}

}  // namespace

GPtrArray* to_gst_readings(const std::vector<SourceRegion>& regions,
                           const std::vector<TrackedPlate>& plates, const std::string& model_name,
                           const GstVideoInfo& info) {
  GPtrArray* array =
      g_ptr_array_new_with_free_func(reinterpret_cast<GDestroyNotify>(gst_deepocr_reading_unref));
  for (std::size_t i = 0; i < regions.size(); ++i) {
    GstDeepOcrReading* reading = to_gst_reading(plates[i], model_name);
    set_place(reading, regions[i].quad, info);
    g_ptr_array_add(array, reading);
  }
  return array;
}

void attach_readings(GstBuffer* buffer, const std::vector<SourceRegion>& regions,
                     GPtrArray* readings) {
  gst_buffer_add_deepocr_readings(buffer, readings);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    if (gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_REFUSED) continue;
    if (regions[i].meta != nullptr) {
      gst_deepocr_region_add_reading(regions[i].meta, reading);
    } else {
      gst_buffer_add_deepocr_region(buffer, reading);
    }
  }
}

}  // namespace deepocr::plugin
