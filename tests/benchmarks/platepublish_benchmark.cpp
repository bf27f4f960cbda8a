// SPDX-License-Identifier: MIT
// What publishing costs the streaming thread: an event, or a frame with two readings, through the
// element platepublish, by where it publishes to.
#include <array>
#include <cmath>
#include <filesystem>
#include <string>

#include <gst/deepocr/deepocr.h>
#include <gst/gst.h>

#include <benchmark/benchmark.h>

namespace {

constexpr int kWidth = 1920;
constexpr int kHeight = 1080;

GstDeepOcrReading* make_reading() {
  GstDeepOcrReading* reading = gst_deepocr_reading_new("37463", 0.98765432);
  std::array<gdouble, GST_DEEPOCR_N_POSTERIORS> posteriors{};
  for (std::size_t i = 0; i < posteriors.size(); ++i) posteriors[i] = std::exp(-0.37 * i) / 4;
  gst_deepocr_reading_set_posteriors(reading, posteriors.data());
  gst_deepocr_reading_set_digit_confidences(reading, posteriors.data());
  const std::array<gdouble, 8> quad = {812.31, 540.22, 901.7, 542.93, 900.12, 571.6, 811.9, 570.1};
  gst_deepocr_reading_set_quad(reading, quad.data());
  gst_deepocr_reading_set_track(reading, 7, 3);
  gst_deepocr_reading_set_confirmed(reading, TRUE);
  gst_deepocr_reading_set_model(reading, "deepocr-reader-1");
  return reading;
}

GstFlowReturn drop_buffer(GstPad*, GstObject*, GstBuffer* buffer) {
  gst_buffer_unref(buffer);
  return GST_FLOW_OK;
}

gboolean drop_event(GstPad*, GstObject*, GstEvent* event) {
  gst_event_unref(event);
  return TRUE;
}

/// A platepublish between two pads that do nothing. The broker of the methods mqtt and kafka does
/// not answer, so everything stays in the spool.
class Line {
 public:
  Line(const char* method, const char* payload)
      : folder_(std::filesystem::temp_directory_path() / "platepublish-benchmark") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    element_ = gst_element_factory_make("platepublish", "gate");
    if (element_ == nullptr) return;
    gst_object_ref_sink(element_);
    gst_util_set_object_arg(G_OBJECT(element_), "method", method);
    gst_util_set_object_arg(G_OBJECT(element_), "payload", payload);
    g_object_set(element_, "location", (folder_ / "lines").c_str(), "spool",
                 (folder_ / "spool").c_str(), "address", "127.0.0.1:1", nullptr);
    source_ = gst_pad_new("source", GST_PAD_SRC);
    sink_ = gst_pad_new("sink", GST_PAD_SINK);
    gst_pad_set_chain_function(sink_, drop_buffer);
    gst_pad_set_event_function(sink_, drop_event);
    link();
    start_stream();
  }

  ~Line() {
    if (element_ == nullptr) return;
    gst_element_set_state(element_, GST_STATE_NULL);
    gst_object_unref(source_);
    gst_object_unref(sink_);
    gst_object_unref(element_);
    std::filesystem::remove_all(folder_);
  }

  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool is_there() const { return element_ != nullptr; }
  void push(GstEvent* event) { gst_pad_push_event(source_, gst_event_ref(event)); }
  void push(GstBuffer* buffer) { gst_pad_push(source_, gst_buffer_ref(buffer)); }

 private:
  void link() {
    g_autoptr(GstPad) in = gst_element_get_static_pad(element_, "sink");
    g_autoptr(GstPad) out = gst_element_get_static_pad(element_, "src");
    gst_pad_link(source_, in);
    gst_pad_link(out, sink_);
  }

  void start_stream() {
    gst_pad_set_active(sink_, TRUE);
    gst_element_set_state(element_, GST_STATE_PLAYING);
    gst_pad_set_active(source_, TRUE);
    gst_pad_push_event(source_, gst_event_new_stream_start("benchmark"));
    g_autoptr(GstCaps) caps = gst_caps_new_simple("video/x-raw", "width", G_TYPE_INT, kWidth,
                                                  "height", G_TYPE_INT, kHeight, nullptr);
    gst_pad_push_event(source_, gst_event_new_caps(caps));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(source_, gst_event_new_segment(&segment));
  }

  std::filesystem::path folder_;
  GstElement* element_ = nullptr;
  GstPad* source_ = nullptr;
  GstPad* sink_ = nullptr;
};

void publish_event(benchmark::State& state, const char* method) {
  Line line(method, "events");
  if (!line.is_there()) return state.SkipWithError("platepublish was not found");
  g_autoptr(GstDeepOcrReading) reading = make_reading();
  g_autoptr(GstEvent) event =
      gst_deepocr_event_new(reading, GST_SECOND, GST_SECOND, GST_SECOND, kWidth, kHeight, nullptr);
  for (auto _ : state) line.push(event);
}

void publish_frame(benchmark::State& state, const char* method) {
  Line line(method, "frames");
  if (!line.is_there()) return state.SkipWithError("platepublish was not found");
  g_autoptr(GPtrArray) readings = g_ptr_array_new_with_free_func([](gpointer reading) {
    gst_deepocr_reading_unref(static_cast<GstDeepOcrReading*>(reading));
  });
  for (int i = 0; i < 2; ++i) g_ptr_array_add(readings, make_reading());
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  gst_buffer_add_deepocr_readings(buffer, readings);
  GST_BUFFER_PTS(buffer) = GST_SECOND;
  for (auto _ : state) line.push(buffer);
}

/// What passing costs by itself.
void pass_frame(benchmark::State& state) {
  Line line("file", "events");
  if (!line.is_there()) return state.SkipWithError("platepublish was not found");
  g_autoptr(GstBuffer) buffer = gst_buffer_new();
  for (auto _ : state) line.push(buffer);
}

}  // namespace

BENCHMARK(pass_frame);
BENCHMARK_CAPTURE(publish_event, file, "file")->UseRealTime();
BENCHMARK_CAPTURE(publish_event, mqtt, "mqtt")->UseRealTime();
BENCHMARK_CAPTURE(publish_event, kafka, "kafka")->UseRealTime();
BENCHMARK_CAPTURE(publish_frame, file, "file")->UseRealTime();
BENCHMARK_CAPTURE(publish_frame, mqtt, "mqtt")->UseRealTime();

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
