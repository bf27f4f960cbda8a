// SPDX-License-Identifier: MIT
// The element platepublish: hands what deepocr read to files and brokers, as JSON.

// A launch line stays one line.
// clang-format off
/**
 * SECTION:element-platepublish
 * @title: platepublish
 * @short_description: publishes what deepocr read
 *
 * Makes a JSON object of each passage of a plate that `deepocr` reports (#GstPlatePublish:payload
 * `events`), or of each frame with readings (`frames`), and writes it to a file or to standard output, or
 * sends it to an MQTT broker or a Kafka cluster. Buffers pass untouched, of any caps: the element may stand
 * behind an encoder, too.
 *
 * What goes to a broker is first written to a spool file, and stays there until the broker has
 * acknowledged it. So the stream never waits for the network, and nothing is lost while the broker is away
 * or when the process ends; it is sent at the next start. Each object arrives at least once, in order, and
 * a duplicate has the same `id`.
 *
 * Trouble with the broker is one warning on the bus, and its end one info message. #GstPlatePublish:stats
 * has the counts.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 platetestsrc num-buffers=90 ! deepocr ! platepublish ! fakesink
 * ]| Writes each passage to standard output.
 * |[
 * gst-launch-1.0 platetestsrc num-buffers=90 ! deepocr ! platepublish payload=frames location=frames.jsonl max-file-size=10000000 max-files=5 ! fakesink
 * ]| Writes the readings of each frame to files that hold no more than 50 MB together.
 * |[
 * gst-launch-1.0 platetestsrc num-buffers=90 ! deepocr ! platepublish method=mqtt address=localhost camera=gate spool=gate.spool drain-timeout=0 ! fakesink
 * ]| Sends each passage to an MQTT broker on this machine, when there is one, to the topic deepocr/gate/events.
 */
// clang-format on
#include "gstplatepublish.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <gst/deepocr/deepocr.h>

#include "exceptions.h"
#include "object-lock.h"
#include "owned-pointers.h"
#include "publish-outlet.h"
#include "publish-properties.h"
#include "publish-settings.h"
#include "record-json.h"

GST_DEBUG_CATEGORY_STATIC(plate_publish_debug);
#define GST_CAT_DEFAULT plate_publish_debug

using deepocr::publish::Counters;
using deepocr::publish::Message;
using namespace deepocr::plugin;

namespace {

using Clock = std::chrono::steady_clock;

/// At the end of the stream it is looked this often whether everything is delivered.
constexpr std::chrono::milliseconds kDrainStep{20};

/// Lets the streaming thread wait, unless somebody wants it back.
class Patience {
 public:
  void end() { set(true); }
  void begin() { set(false); }

  /// @returns false when somebody wants the thread back.
  bool wait(std::chrono::nanoseconds time) {
    std::unique_lock<std::mutex> lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return is_over_; });
  }

 private:
  void set(bool is_over) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_over_ = is_over;
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
};

struct Private {
  // Under the object lock.
  PublishSettings settings;
  std::shared_ptr<PublishOutlet> outlet;  // null unless started
  Counters last_counters;                 // of the latest run, when it has ended

  Patience patience;
  std::atomic<bool> is_stopping{false};  // since the way down to READY began

  // Of the streaming thread, and of start() and stop() before and after it.
  PublishSettings running;
  std::string run;  // makes ids unique
  guint64 records = 0;
  gint width = 0;
  gint height = 0;
  bool is_live = false;
  bool knows_liveness = false;
};

}  // namespace

struct _GstPlatePublish {
  GstBaseTransform base;
  Private* d;
};

G_DEFINE_TYPE_WITH_CODE(GstPlatePublish, gst_plate_publish, GST_TYPE_BASE_TRANSFORM,
                        GST_DEBUG_CATEGORY_INIT(plate_publish_debug, "platepublish", 0,
                                                "publisher of licence plates"))
GST_ELEMENT_REGISTER_DEFINE(platepublish, "platepublish", GST_RANK_NONE, GST_TYPE_PLATE_PUBLISH)

/* Properties */

static std::shared_ptr<PublishOutlet> copy_outlet(GstPlatePublish* self) {
  const ObjectLock lock(self);
  return self->d->outlet;
}

static GstStructure* make_stats(GstPlatePublish* self) {
  Counters counters;
  if (const auto outlet = copy_outlet(self)) {
    counters = outlet->counters();
  } else {
    const ObjectLock lock(self);
    counters = self->d->last_counters;
  }
  return gst_structure_new(
      "platepublish-stats", "accepted", G_TYPE_UINT64, guint64{counters.accepted}, "delivered",
      G_TYPE_UINT64, guint64{counters.delivered}, "resent", G_TYPE_UINT64, guint64{counters.resent},
      "refused", G_TYPE_UINT64, guint64{counters.refused}, "dropped", G_TYPE_UINT64,
      guint64{counters.dropped}, "waiting", G_TYPE_UINT64, guint64{counters.waiting},
      "waiting-bytes", G_TYPE_UINT64, guint64{counters.waiting_bytes}, "in-memory", G_TYPE_UINT64,
      guint64{counters.in_memory}, "reconnects", G_TYPE_UINT64, guint64{counters.reconnects},
      "errors", G_TYPE_UINT64, guint64{counters.errors}, "connected", G_TYPE_BOOLEAN,
      counters.connected ? TRUE : FALSE, "last-error", G_TYPE_STRING, counters.last_error.c_str(),
      nullptr);
}

static void gst_plate_publish_set_property(GObject* object, guint id, const GValue* value,
                                           GParamSpec* pspec) noexcept {
  if (id == kPublishPropNone || id >= kPublishPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    return;
  }
  const ObjectLock lock(object);
  apply_publish_property(GST_PLATE_PUBLISH(object)->d->settings, id, value);
}

static void gst_plate_publish_get_property(GObject* object, guint id, GValue* value,
                                           GParamSpec* pspec) noexcept try {
  GstPlatePublish* self = GST_PLATE_PUBLISH(object);
  if (id == kPublishPropNone || id > kPublishPropStats) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  } else if (id == kPublishPropStats) {
    g_value_take_boxed(value, make_stats(self));
  } else {
    const ObjectLock lock(self);
    report_publish_property(self->d->settings, id, value);
  }
} catch (...) {
  post_current_exception(GST_ELEMENT(object), GST_MESSAGE_WARNING, nullptr);
}

/* State */

static PublishSettings copy_settings(GstPlatePublish* self) {
  const ObjectLock lock(self);
  return self->d->settings;
}

static std::string element_name(GstPlatePublish* self) {
  g_autofree gchar* name = gst_object_get_name(GST_OBJECT(self));
  return name;
}

static std::string make_run() {
  g_autofree gchar* uuid = g_uuid_string_random();
  return uuid;
}

static void post_report(GstPlatePublish* self, GstMessageType type, const std::string& sentence) {
  gst_element_message_full(GST_ELEMENT(self), type, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE,
                           g_strdup(sentence.c_str()), nullptr, __FILE__, GST_FUNCTION, __LINE__);
}

static gboolean gst_plate_publish_start(GstBaseTransform* base) noexcept try {
  GstPlatePublish* self = GST_PLATE_PUBLISH(base);
  Private& d = *self->d;
  d.running = copy_settings(self);
  d.running.prepare(element_name(self));
  d.run = make_run();
  d.records = 0;
  d.width = 0;
  d.height = 0;
  d.knows_liveness = false;
  d.is_stopping = false;
  d.patience.begin();
  std::shared_ptr<PublishOutlet> outlet = open_outlet(
      d.running,
      [self](const std::string& sentence) { post_report(self, GST_MESSAGE_WARNING, sentence); },
      [self](const std::string& sentence) { post_report(self, GST_MESSAGE_INFO, sentence); });
  const ObjectLock lock(self);
  d.outlet = std::move(outlet);
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

static gboolean gst_plate_publish_stop(GstBaseTransform* base) noexcept try {
  GstPlatePublish* self = GST_PLATE_PUBLISH(base);
  const std::shared_ptr<PublishOutlet> outlet = copy_outlet(self);
  if (!outlet) return TRUE;
  outlet->close();  // joins its thread, which may be posting a message
  const Counters counters = outlet->counters();
  const ObjectLock lock(self);
  self->d->outlet.reset();
  self->d->last_counters = counters;
  self->d->last_counters.connected = false;
  return TRUE;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_ERROR, nullptr);
  return FALSE;
}

/// Gets the streaming thread back from where it may wait: for deliveries at the end of the stream,
/// for the reader of a pipe, and for other writers of a file.
static void stop_waiting(GstPlatePublish* self) {
  self->d->patience.end();
  if (const auto outlet = copy_outlet(self)) outlet->stop_waiting();
}

static void wait_again(GstPlatePublish* self) {
  self->d->patience.begin();
  if (const auto outlet = copy_outlet(self)) outlet->wait_again();
  // The end of a flush must not undo what a change of state began meanwhile.
  if (self->d->is_stopping) stop_waiting(self);
}

static GstStateChangeReturn gst_plate_publish_change_state(GstElement* element,
                                                           GstStateChange transition) noexcept {
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    GST_PLATE_PUBLISH(element)->d->is_stopping = true;
    stop_waiting(GST_PLATE_PUBLISH(element));
  }
  return GST_ELEMENT_CLASS(gst_plate_publish_parent_class)->change_state(element, transition);
}

static gboolean gst_plate_publish_set_caps(GstBaseTransform* base, GstCaps* in, GstCaps*) noexcept {
  Private& d = *GST_PLATE_PUBLISH(base)->d;
  const GstStructure* structure = gst_caps_get_structure(in, 0);
  d.width = 0;
  d.height = 0;
  gst_structure_get_int(structure, "width", &d.width);
  gst_structure_get_int(structure, "height", &d.height);
  return TRUE;
}

/* Times */

static bool is_live(GstPlatePublish* self) {
  Private& d = *self->d;
  if (!d.knows_liveness) {
    g_autoptr(GstQuery) query = gst_query_new_latency();
    gboolean live = FALSE;
    if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(self), query)) {
      gst_query_parse_latency(query, &live, nullptr, nullptr);
    }
    d.is_live = live != FALSE;
    d.knows_liveness = true;
  }
  return d.is_live;
}

/// The wall clock's time when a frame was taken: for a live stream that of its running time, which
/// is earlier than now by what buffers and networks on the way took; else now.
static gint64 wall_clock_of(GstPlatePublish* self, GstClockTime running_time) {
  const gint64 now = g_get_real_time();
  if (!GST_CLOCK_TIME_IS_VALID(running_time) || !is_live(self)) return now;
  g_autoptr(GstClock) clock = gst_element_get_clock(GST_ELEMENT(self));
  if (clock == nullptr) return now;
  const GstClockTime taken = gst_element_get_base_time(GST_ELEMENT(self)) + running_time;
  const GstClockTime clock_now = gst_clock_get_time(clock);
  return taken < clock_now ? now - static_cast<gint64>(GST_TIME_AS_USECONDS(clock_now - taken))
                           : now;
}

/* Records */

static RecordHead make_head(GstPlatePublish* self) {
  Private& d = *self->d;
  RecordHead head;
  head.id = d.run + "-" + std::to_string(++d.records);
  head.camera = d.running.camera;
  head.width = d.width;
  head.height = d.height;
  return head;
}

static void publish(GstPlatePublish* self, const RecordHead& head, std::string json) {
  const auto outlet = copy_outlet(self);
  if (!outlet) return;
  GST_LOG_OBJECT(self, "%s", json.c_str());
  const Message message{head.id, self->d->running.topic, head.camera, std::move(json)};
  if (!outlet->publish(message)) GST_DEBUG_OBJECT(self, "%s was dropped", head.id.c_str());
}

/// The head of what an event in the stream says.
static RecordHead event_head(GstPlatePublish* self, GstEvent* event) {
  const GstStructure* fields = gst_event_get_structure(event);
  RecordHead head = make_head(self);
  gst_structure_get_uint64(fields, "timestamp", &head.times.timestamp);
  gst_structure_get_uint64(fields, "stream-time", &head.times.stream);
  gst_structure_get_uint64(fields, "running-time", &head.times.running);
  head.times.wall = wall_clock_of(self, head.times.running);
  gst_structure_get_int(fields, "frame-width", &head.width);
  gst_structure_get_int(fields, "frame-height", &head.height);
  return head;
}

/// A hit of the watch list repeats a plate, or is of one in doubt, so DL Streamer's shape, which
/// knows plates only, leaves hits out.
static void publish_event(GstPlatePublish* self, GstEvent* event) noexcept try {
  const bool is_dlstreamer = self->d->running.format == PublishFormat::kDlStreamer;
  GstDeepOcrReading* reading = nullptr;
  GstDeepOcrMatch* match = nullptr;
  const bool is_hit = gst_deepocr_event_parse_hit(event, &reading, &match);
  if (!is_hit && !gst_deepocr_event_parse(event, &reading)) return;
  if (!is_hit) gst_deepocr_event_parse_match(event, &match);
  const ReadingPointer owned_reading(reading);
  const MatchPointer owned_match(match);
  if (!is_dlstreamer) {
    const RecordHead head = event_head(self, event);
    publish(self, head, event_json(head, is_hit ? "hit" : "event", reading, match));
  } else if (!is_hit) {
    const RecordHead head = event_head(self, event);
    const ReadingArray one(g_ptr_array_new());
    g_ptr_array_add(one.get(), reading);
    publish(self, head, dlstreamer_json(head, "event", one.get()));
  }
} catch (...) {
  post_current_exception(GST_ELEMENT(self), GST_MESSAGE_WARNING, "an event is not published");
}

static void publish_frame(GstPlatePublish* self, GstBuffer* buffer, const GPtrArray* readings) {
  const GstSegment& segment = self->base.segment;
  RecordHead head = make_head(self);
  head.times.timestamp = GST_BUFFER_PTS(buffer);
  if (segment.format == GST_FORMAT_TIME) {
    head.times.stream =
        gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    head.times.running =
        gst_segment_to_running_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  }
  head.times.wall = wall_clock_of(self, head.times.running);
  publish(self, head,
          self->d->running.format == PublishFormat::kDeepOcr
              ? frame_json(head, readings)
              : dlstreamer_json(head, "frame", readings));
}

static GstFlowReturn gst_plate_publish_transform_ip(GstBaseTransform* base,
                                                    GstBuffer* buffer) noexcept try {
  GstPlatePublish* self = GST_PLATE_PUBLISH(base);
  const PublishSettings& settings = self->d->running;
  if (settings.payload != PublishPayload::kFrames) return GST_FLOW_OK;
  const ReadingArray readings(gst_buffer_get_deepocr_readings(buffer));
  if (readings->len > 0 || settings.empty_frames) publish_frame(self, buffer, readings.get());
  return GST_FLOW_OK;
} catch (...) {
  post_current_exception(GST_ELEMENT(base), GST_MESSAGE_WARNING, "a frame is not published");
  return GST_FLOW_OK;
}

/* The end of the stream */

static void warn_of_waiting(GstPlatePublish* self, guint64 messages) {
  GST_ELEMENT_WARNING(self, RESOURCE, WRITE,
                      ("%" G_GUINT64_FORMAT " messages are not delivered yet; they wait in %s, and "
                       "are sent at the next start.",
                       messages, self->d->running.spool.c_str()),
                      (nullptr));
}

/// Or the end of time, where `timeout` would lead beyond it.
static Clock::time_point time_after(std::chrono::nanoseconds timeout) {
  const Clock::time_point now = Clock::now();
  return timeout > Clock::time_point::max() - now ? Clock::time_point::max() : now + timeout;
}

static void drain(GstPlatePublish* self) noexcept try {
  const auto outlet = copy_outlet(self);
  if (!outlet || outlet->drain()) return;
  const auto end = time_after(std::chrono::nanoseconds(self->d->running.drain_timeout));
  for (auto now = Clock::now(); now < end; now = Clock::now()) {
    const auto step = std::min<std::chrono::nanoseconds>(kDrainStep, end - now);
    if (!self->d->patience.wait(step) || outlet->counters().waiting == 0) return;
  }
  const guint64 waiting = outlet->counters().waiting;
  if (waiting > 0) warn_of_waiting(self, waiting);
} catch (...) {
  post_current_exception(GST_ELEMENT(self), GST_MESSAGE_WARNING, nullptr);
}

static gboolean gst_plate_publish_sink_event(GstBaseTransform* base, GstEvent* event) noexcept {
  GstPlatePublish* self = GST_PLATE_PUBLISH(base);
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      if (self->d->running.payload == PublishPayload::kEvents) publish_event(self, event);
      break;
    case GST_EVENT_STREAM_START:
      self->d->knows_liveness = false;
      break;
    case GST_EVENT_FLUSH_START:
      stop_waiting(self);
      break;
    case GST_EVENT_FLUSH_STOP:
      wait_again(self);
      break;
    case GST_EVENT_EOS:
      drain(self);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_plate_publish_parent_class)->sink_event(base, event);
}

/* Type */

static void gst_plate_publish_finalize(GObject* object) noexcept {
  delete GST_PLATE_PUBLISH(object)->d;
  G_OBJECT_CLASS(gst_plate_publish_parent_class)->finalize(object);
}

static void gst_plate_publish_init(GstPlatePublish* self) {
  self->d = new Private;
  gst_base_transform_set_in_place(&self->base, TRUE);
  gst_base_transform_set_passthrough(&self->base, TRUE);
}

static void gst_plate_publish_class_init(GstPlatePublishClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = gst_plate_publish_set_property;
  object_class->get_property = gst_plate_publish_get_property;
  object_class->finalize = gst_plate_publish_finalize;
  install_publish_properties(object_class);

  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);
  transform_class->start = gst_plate_publish_start;
  transform_class->stop = gst_plate_publish_stop;
  transform_class->set_caps = gst_plate_publish_set_caps;
  transform_class->sink_event = gst_plate_publish_sink_event;
  transform_class->transform_ip = gst_plate_publish_transform_ip;
  transform_class->transform_ip_on_passthrough = TRUE;

  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  element_class->change_state = gst_plate_publish_change_state;
  gst_element_class_set_static_metadata(element_class, "Licence plate publisher", "Filter/Metadata",
                                        "Publishes the plates that deepocr read as JSON: to a "
                                        "file, an MQTT broker or a Kafka cluster",
                                        "The DeepOCR authors");
  g_autoptr(GstCaps) caps = gst_caps_new_any();
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(
      element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
}
