// SPDX-License-Identifier: MIT
// Runs a pipeline over a rendered scene.
#include "recording.h"

#include <memory>

#include <gst/deepocr/deepocr.h>
#include <gst/gst.h>

#include "deepocr/error.h"

namespace deepocr::evaluation {
namespace {

constexpr const char* kSinkName = "the-end-of-the-evaluated-pipeline";

struct StopPipeline {
  void operator()(GstElement* pipeline) const {
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
  }
};
using Pipeline = std::unique_ptr<GstElement, StopPipeline>;

Plate to_plate(const GstDeepOcrReading* reading) {
  Plate plate;
  plate.track = gst_deepocr_reading_get_track_id(reading);
  plate.text = gst_deepocr_reading_get_text(reading);
  plate.confidence = gst_deepocr_reading_get_confidence(reading);
  plate.legible = gst_deepocr_reading_get_state(reading) == GST_DEEPOCR_STATE_CONFIRMED;
  const gdouble* quad = gst_deepocr_reading_get_quad(reading);
  for (std::size_t i = 0; i < plate.quad.size(); ++i)
    plate.quad[i] = {quad[2 * i], quad[2 * i + 1]};
  return plate;
}

std::vector<Plate> to_plates(GPtrArray* readings) {
  std::vector<Plate> plates;
  for (guint i = 0; i < readings->len; ++i) {
    plates.push_back(to_plate(static_cast<const GstDeepOcrReading*>(readings->pdata[i])));
  }
  return plates;
}

// On the streaming thread, which ends before `recording` is looked at.
void on_frame(GstElement*, GstBuffer* buffer, GstPad*, Recording* recording) noexcept {
  g_autoptr(GPtrArray) truths = gst_buffer_get_deepocr_truth(buffer);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  Frame frame;
  frame.time = static_cast<std::int64_t>(GST_BUFFER_PTS(buffer));
  frame.truths = to_plates(truths);
  frame.readings = to_plates(readings);
  recording->frames.push_back(std::move(frame));
  if (GST_BUFFER_DURATION_IS_VALID(buffer)) {
    recording->seconds += static_cast<double>(GST_BUFFER_DURATION(buffer)) / GST_SECOND;
  }
}

void stop_tracking(const GValue* item, gpointer) {
  auto* element = GST_ELEMENT(g_value_get_object(item));
  const GstElementFactory* factory = gst_element_get_factory(element);
  if (factory == nullptr || g_strcmp0(GST_OBJECT_NAME(factory), "deepocr") != 0) return;
  g_object_set(element, "track", FALSE, "message", FALSE, nullptr);
}

Pipeline launch(const Scene& scene, const RunOptions& options) {
  const std::string line = std::string("platetestsrc attach-regions=") +
                           (options.attach_regions ? "true " : "false ") + scene.source + " ! " +
                           options.pipeline +
                           " ! fakesink sync=false signal-handoffs=true name=" + kSinkName;
  g_autoptr(GError) error = nullptr;
  Pipeline pipeline(
      gst_parse_launch_full(line.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error));
  if (!pipeline) {
    throw Error(ErrorCode::kInvalidArgument,
                "The scene '" + scene.name + "' cannot run: " + error->message, line);
  }
  if (!options.track) {
    GstIterator* elements = gst_bin_iterate_recurse(GST_BIN(pipeline.get()));
    while (gst_iterator_foreach(elements, stop_tracking, nullptr) == GST_ITERATOR_RESYNC) {
      gst_iterator_resync(elements);
    }
    gst_iterator_free(elements);
  }
  return pipeline;
}

[[noreturn]] void throw_failure(const Scene& scene, GstMessage* message) {
  g_autoptr(GError) error = nullptr;
  g_autofree gchar* debug = nullptr;
  gst_message_parse_error(message, &error, &debug);
  throw Error(ErrorCode::kInference, "The scene '" + scene.name + "' failed: " + error->message,
              debug != nullptr ? debug : "");
}

void keep_event(GstMessage* message, Recording& recording) {
  g_autoptr(GstDeepOcrReading) reading = nullptr;
  if (!gst_deepocr_message_parse(message, &reading)) return;
  guint64 time = 0;
  gst_structure_get_uint64(gst_message_get_structure(message), "timestamp", &time);
  recording.events.push_back({static_cast<std::int64_t>(time), to_plate(reading)});
}

}  // namespace

Recording record(const Scene& scene, const RunOptions& options) {
  Recording recording;
  const Pipeline pipeline = launch(scene, options);
  g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline.get()), kSinkName);
  g_signal_connect(sink, "handoff", G_CALLBACK(on_frame), &recording);
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline.get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  constexpr auto kOfInterest =
      static_cast<GstMessageType>(GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  for (;;) {
    g_autoptr(GstMessage) message =
        gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, kOfInterest);
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) return recording;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) throw_failure(scene, message);
    keep_event(message, recording);
  }
}

}  // namespace deepocr::evaluation
