// SPDX-License-Identifier: MIT
// One run of a camera's pipeline, from its start to its failure or end.
#include "camera_run.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <gst/app/app.h>

#include "camera_line.h"

namespace dashboard {

namespace {

constexpr const char* kPictureMessage = "dashboard-picture";
constexpr guint kMostWaiting = 2;       // frames before the reader
constexpr guint kJitterBufferMs = 200;  // rtspsrc waits for two seconds otherwise

ObjectPointer<GstElement> parse(const std::string& line) {
  g_autoptr(GError) error = nullptr;
  GstElement* pipeline =
      gst_parse_launch_full(line.c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (!pipeline) throw std::invalid_argument(error_sentence(error->message, ""));
  gst_object_ref_sink(pipeline);
  ObjectPointer<GstElement> owner(pipeline);
  if (!GST_IS_PIPELINE(pipeline)) throw std::invalid_argument("it is no pipeline");
  return owner;
}

ObjectPointer<GstElement> find_reader(GstElement* pipeline) {
  g_autoptr(GstIterator) readers =
      gst_bin_iterate_all_by_element_factory_name(GST_BIN(pipeline), "deepocr");
  GValue item = G_VALUE_INIT;
  if (gst_iterator_next(readers, &item) != GST_ITERATOR_OK) return nullptr;
  auto* reader = static_cast<GstElement*>(g_value_dup_object(&item));
  g_value_unset(&item);
  return ObjectPointer<GstElement>(reader);
}

/// The appsink keeps the picture until the main loop takes it, or a newer one comes.
GstFlowReturn on_new_picture(GstAppSink* sink, gpointer) noexcept {
  gst_element_post_message(
      GST_ELEMENT(sink),
      gst_message_new_application(GST_OBJECT(sink), gst_structure_new_empty(kPictureMessage)));
  return GST_FLOW_OK;
}

void on_source(GstElement*, GstElement* source, gpointer) noexcept {
  if (g_str_has_prefix(GST_OBJECT_NAME(source), "rtspsrc") ||
      g_strcmp0(G_OBJECT_TYPE_NAME(source), "GstRTSPSrc") == 0) {
    g_object_set(source, "latency", kJitterBufferMs, nullptr);
  }
}

std::uint64_t count(const GstStructure* stats, const char* field) {
  guint64 value = 0;
  gst_structure_get_uint64(stats, field, &value);
  return value;
}

double milliseconds(const GstStructure* stats, const char* field) {
  gdouble value = 0;
  gst_structure_get_double(stats, field, &value);
  return value;
}

Event event_of(const GstDeepOcrReading* reading) {
  Event event;
  event.text = gst_deepocr_reading_get_text(reading);
  event.confidence = gst_deepocr_reading_get_confidence(reading);
  event.track_id = gst_deepocr_reading_get_track_id(reading);
  const gdouble* digits = gst_deepocr_reading_get_digit_confidences(reading);
  std::copy_n(digits, kDigits, event.digit_confidences.begin());
  const gdouble* posteriors = gst_deepocr_reading_get_posteriors(reading);
  for (auto& digit : event.posteriors) {
    std::copy_n(posteriors, digit.size(), digit.begin());
    posteriors += digit.size();
  }
  gst_deepocr_reading_get_rectangle(reading, &event.box[0], &event.box[1], &event.box[2],
                                    &event.box[3]);
  return event;
}

/// Says so in the event when the plate is probably one of a watch list.
void note_hit(Event& event, GstMessage* message) {
  g_autoptr(GstDeepOcrMatch) match = nullptr;
  if (!gst_deepocr_message_parse_match(message, &match) || !gst_deepocr_match_is_hit(match)) return;
  event.listed = gst_deepocr_match_get_number(match);
  event.note = gst_deepocr_match_get_note(match);
}

}  // namespace

Counters& Counters::operator+=(const Counters& later) {
  frames += later.frames;
  skipped += later.skipped;
  read += later.read;
  refused += later.refused;
  locating_ms = later.locating_ms;
  reading_ms = later.reading_ms;
  return *this;
}

/// What threads of GStreamer use, also after the run is gone.
struct CameraRun::Shared {
  std::mutex
      changing;  // held while the pipeline changes its state, so that a start is not after a stop
  bool is_stopped = false;
  std::atomic<bool> is_live{false};
  std::atomic<std::uint64_t> skipped{0};
  gint64 picture_interval = 0;  // microseconds
  gint64 next_picture = 0;      // of one streaming thread only

  using Pointer = std::shared_ptr<Shared>;

  static void release(gpointer pointer) { delete static_cast<Pointer*>(pointer); }

  /// Not by a leaky queue, which does not say how many frames it skips.
  static GstPadProbeReturn on_arrival(GstPad* pad, GstPadProbeInfo*, gpointer pointer) noexcept {
    guint waiting = 0;
    g_object_get(GST_PAD_PARENT(pad), "current-level-buffers", &waiting, nullptr);
    if (waiting < kMostWaiting) return GST_PAD_PROBE_OK;
    (*static_cast<Pointer*>(pointer))->skipped.fetch_add(1, std::memory_order_relaxed);
    return GST_PAD_PROBE_DROP;
  }

  /// Not by videorate, which would ask the camera itself for no more than these.
  static GstPadProbeReturn on_thumbnail(GstPad*, GstPadProbeInfo*, gpointer pointer) noexcept {
    Shared& shared = **static_cast<Pointer*>(pointer);
    const gint64 now = g_get_monotonic_time();
    if (now < shared.next_picture) return GST_PAD_PROBE_DROP;
    shared.next_picture = now + shared.picture_interval;
    return GST_PAD_PROBE_OK;
  }

  /// A file is read as fast as it is shown.
  static void play(GstElement* pipeline, gpointer pointer) noexcept {
    Shared& shared = **static_cast<Pointer*>(pointer);
    const std::lock_guard<std::mutex> lock(shared.changing);
    if (shared.is_stopped) return;
    const auto result = gst_element_set_state(pipeline, GST_STATE_PAUSED);
    g_autoptr(GstElement) pace = gst_bin_get_by_name(GST_BIN(pipeline), "pace");
    shared.is_live = result == GST_STATE_CHANGE_NO_PREROLL;
    if (pace) g_object_set(pace, "sync", gboolean(!shared.is_live), nullptr);
    // The bus says why a change failed.
    if (result != GST_STATE_CHANGE_FAILURE) gst_element_set_state(pipeline, GST_STATE_PLAYING);
  }

  static void halt(GstElement* pipeline, gpointer pointer) noexcept {
    Shared& shared = **static_cast<Pointer*>(pointer);
    const std::lock_guard<std::mutex> lock(shared.changing);
    shared.is_stopped = true;
    gst_element_set_state(pipeline, GST_STATE_NULL);
  }
};

CameraRun::CameraRun(const std::string& launch_line, int picture_rate, RunListener listener)
    : listener_(std::move(listener)),
      pipeline_(parse(launch_line)),
      reader_(find_reader(pipeline_.get())),
      pictures_(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "pictures")),
      shared_(std::make_shared<Shared>()) {
  shared_->picture_interval = G_USEC_PER_SEC / picture_rate;
  if (!reader_) throw std::invalid_argument("there is no deepocr in it");
  g_object_set(reader_.get(), "attach-frame", TRUE, "message", TRUE, nullptr);

  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = on_new_picture;
  gst_app_sink_set_callbacks(GST_APP_SINK(pictures_.get()), &callbacks, nullptr, nullptr);

  g_autoptr(GstElement) decoder = gst_bin_get_by_name(GST_BIN(pipeline_.get()), "decoder");
  if (decoder && g_signal_lookup("source-setup", G_OBJECT_TYPE(decoder)) != 0) {
    g_signal_connect(decoder, "source-setup", G_CALLBACK(on_source), nullptr);
  }
  add_probe("arrivals", "sink", Shared::on_arrival);
  add_probe("thumbnails", "src", Shared::on_thumbnail);
}

void CameraRun::add_probe(const char* queue, const char* pad_name, GstPadProbeCallback callback) {
  g_autoptr(GstElement) element = gst_bin_get_by_name(GST_BIN(pipeline_.get()), queue);
  if (!element) return;
  g_autoptr(GstPad) pad = gst_element_get_static_pad(element, pad_name);
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, callback, new Shared::Pointer(shared_),
                    Shared::release);
}

CameraRun::~CameraRun() { stop(); }

void CameraRun::start() {
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline_.get());
  gst_bus_add_watch(bus, on_message, this);
  is_watched_ = true;
  gst_element_call_async(pipeline_.get(), Shared::play, new Shared::Pointer(shared_),
                         Shared::release);
}

void CameraRun::stop() {
  if (!is_watched_) return;
  is_watched_ = false;
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline_.get());
  gst_bus_remove_watch(bus);
  gst_element_call_async(pipeline_.get(), Shared::halt, new Shared::Pointer(shared_),
                         Shared::release);
}

void CameraRun::stop_and_wait() {
  stop();
  Shared::halt(pipeline_.get(), &shared_);
}

Counters CameraRun::counters() const {
  g_autoptr(GstStructure) stats = nullptr;
  g_object_get(reader_.get(), "stats", &stats, nullptr);
  Counters counters;
  counters.frames = count(stats, "frames");
  counters.read = count(stats, "read");
  for (const char* reason : {"refused-too-small", "refused-not-five-digits",
                             "refused-low-confidence", "refused-blurred"}) {
    counters.refused += count(stats, reason);
  }
  counters.locating_ms = milliseconds(stats, "mean-locating-ms");
  counters.reading_ms = milliseconds(stats, "mean-inference-ms");
  counters.skipped = shared_->skipped;
  return counters;
}

gboolean CameraRun::on_message(GstBus*, GstMessage* message, gpointer self) noexcept {
  static_cast<CameraRun*>(self)->handle(message);
  return G_SOURCE_CONTINUE;
}

void CameraRun::handle(GstMessage* message) {
  if (!is_watched_) return;
  g_autoptr(GstDeepOcrReading) reading = nullptr;
  if (gst_deepocr_message_parse(message, &reading)) {
    handle_plate(message, reading);
  } else if (gst_message_has_name(message, kPictureMessage)) {
    take_picture();
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    g_autoptr(GError) error = nullptr;
    g_autofree gchar* details = nullptr;
    gst_message_parse_error(message, &error, &details);
    listener_.on_failure(error_sentence(error->message, details ? details : ""));
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    shared_->is_live ? listener_.on_failure("The stream ended.") : listener_.on_end();
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY) {
    gst_bin_recalculate_latency(GST_BIN(pipeline_.get()));
  }
}

void CameraRun::handle_plate(GstMessage* message, GstDeepOcrReading* reading) {
  Event event = event_of(reading);
  note_hit(event, message);
  const GstStructure* structure = gst_message_get_structure(message);
  guint64 running_time = GST_CLOCK_TIME_NONE;
  gst_structure_get_uint64(structure, "running-time", &running_time);
  event.time = g_get_real_time() - gint64(age(running_time) * G_USEC_PER_SEC);
  g_autoptr(GstSample) frame = nullptr;
  gst_structure_get(structure, "frame", GST_TYPE_SAMPLE, &frame, nullptr);
  listener_.on_plate(std::move(event), frame);
}

void CameraRun::take_picture() {
  g_autoptr(GstSample) sample = gst_app_sink_try_pull_sample(GST_APP_SINK(pictures_.get()), 0);
  GstBuffer* buffer = sample ? gst_sample_get_buffer(sample) : nullptr;
  if (!buffer) return;
  gpointer data = nullptr;
  gsize size = 0;
  gst_buffer_extract_dup(buffer, 0, gst_buffer_get_size(buffer), &data, &size);
  const GstClockTime running_time = gst_segment_to_running_time(
      gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  listener_.on_picture(BytesPointer(g_bytes_new_take(data, size)), age(running_time));
}

double CameraRun::age(GstClockTime running_time) const {
  const GstClockTime now = gst_element_get_current_running_time(pipeline_.get());
  if (!GST_CLOCK_TIME_IS_VALID(now) || !GST_CLOCK_TIME_IS_VALID(running_time)) return 0;
  return now > running_time ? (now - running_time) / double(GST_SECOND) : 0;
}

}  // namespace dashboard
