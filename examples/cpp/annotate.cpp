// SPDX-License-Identifier: MIT
// Prints the plates of a video or a photograph and draws them into a copy of it.
#include <algorithm>
#include <cstdio>
#include <string>

#include <glib-unix.h>
#include <gst/deepocr/deepocr.h>

namespace {

constexpr const char* kUsage =
    "annotate 'LAUNCH ! LINE ! deepocr' OUTPUT\n"
    "  prints what the element reads, and draws it into OUTPUT: picture.png or video.mkv\n";

struct Counts {
  int frames = 0;
  int read = 0;
  int known = 0;        // readings in frames whose digits are known, as those of platetestsrc
  int right = 0;        // of those
  std::string refusal;  // of the last region that was not read
};

/// Small pictures are enlarged, so that there is room to draw; the readings follow.
std::string launch_line(const std::string& reader, const std::string& output) {
  const bool is_still = g_str_has_suffix(output.c_str(), ".png");
  return reader + " ! videoconvert ! videoscale add-borders=false" +
         " ! video/x-raw,width=[640,32767],pixel-aspect-ratio=1/1" +
         " ! plateoverlay name=overlay draw-refused=true ! videoconvert" +
         (is_still ? " ! pngenc" : " ! jpegenc quality=90 ! matroskamux") +
         " ! filesink location=\"" + output + "\"";
}

bool holds_text(GPtrArray* readings, const char* text) {
  return std::any_of(readings->pdata, readings->pdata + readings->len, [text](gpointer reading) {
    return g_str_equal(gst_deepocr_reading_get_text(static_cast<GstDeepOcrReading*>(reading)),
                       text);
  });
}

GstPadProbeReturn on_frame(GstPad*, GstPadProbeInfo* probe, gpointer data) {
  auto* counts = static_cast<Counts*>(data);
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(probe);
  g_autoptr(GPtrArray) readings = gst_buffer_get_deepocr_readings(buffer);
  g_autoptr(GPtrArray) truth = gst_buffer_get_deepocr_truth(buffer);
  ++counts->frames;
  for (guint i = 0; i < readings->len; ++i) {
    const auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    const char* text = gst_deepocr_reading_get_text(reading);
    if (*text == '\0') {
      counts->refusal = gst_deepocr_reading_get_reason(reading);
      continue;
    }
    ++counts->read;
    if (truth->len > 0) ++counts->known;
    if (holds_text(truth, text)) ++counts->right;
  }
  return GST_PAD_PROBE_OK;
}

struct Interrupt {
  GstElement* pipeline;
  guint source;
};

/// A video file is complete only after the end of its stream. A second Ctrl+C does not wait for it.
gboolean finish(gpointer data) {
  auto* interrupt = static_cast<Interrupt*>(data);
  interrupt->source = 0;
  gst_element_send_event(interrupt->pipeline, gst_event_new_eos());
  return G_SOURCE_REMOVE;
}

void print_event(GstMessage* message) {
  g_autoptr(GstDeepOcrReading) reading = nullptr;
  if (!gst_deepocr_message_parse(message, &reading)) return;
  guint64 time = 0;
  gst_structure_get_uint64(gst_message_get_structure(message), "stream-time", &time);
  gint x, y, width, height;
  gst_deepocr_reading_get_rectangle(reading, &x, &y, &width, &height);
  std::printf("%8.2f s  %s  confidence %.3f  at %d,%d, %d x %d\n", time / double(GST_SECOND),
              gst_deepocr_reading_get_text(reading), gst_deepocr_reading_get_confidence(reading), x,
              y, width, height);
  std::fflush(stdout);
}

bool run(GstElement* pipeline) {
  g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
  Interrupt interrupt = {pipeline, 0};
  interrupt.source = g_unix_signal_add(SIGINT, finish, &interrupt);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  bool is_over = false;
  g_autoptr(GError) error = nullptr;
  while (!is_over) {
    g_main_context_iteration(nullptr, FALSE);
    constexpr auto kAwaited =
        GstMessageType(GST_MESSAGE_ELEMENT | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
    g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(bus, 100 * GST_MSECOND, kAwaited);
    if (!message) continue;
    print_event(message);
    is_over = GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
      gst_message_parse_error(message, &error, nullptr);
    }
  }
  if (interrupt.source != 0) g_source_remove(interrupt.source);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  if (error) std::fprintf(stderr, "annotate: %s\n", error->message);
  return !error;
}

void print_summary(const Counts& counts) {
  std::printf("Frames: %d, readings: %d", counts.frames, counts.read);
  if (counts.known > 0) std::printf(", as rendered: %d of %d", counts.right, counts.known);
  if (!counts.refusal.empty()) std::printf(", last refusal: %s", counts.refusal.c_str());
  std::puts("");
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 3) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  g_autoptr(GError) error = nullptr;
  g_autoptr(GstElement) pipeline = gst_parse_launch_full(
      launch_line(argv[1], argv[2]).c_str(), nullptr, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (!pipeline) {
    std::fprintf(stderr, "annotate: %s\n", error->message);
    return 1;
  }
  Counts counts;
  g_autoptr(GstElement) overlay = gst_bin_get_by_name(GST_BIN(pipeline), "overlay");
  g_autoptr(GstPad) pad = gst_element_get_static_pad(overlay, "sink");
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame, &counts, nullptr);
  if (!run(pipeline)) return 1;
  print_summary(counts);
  return 0;
}
