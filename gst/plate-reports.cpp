// SPDX-License-Identifier: MIT
// How a report leaves the element: as messages on the bus and as events in the stream.
#include "plate-reports.h"

#include <algorithm>
#include <memory>

#include "owned-pointers.h"

namespace deepocr::plugin {
namespace {

constexpr int kMinAgreeing = 2;           // one frame may be wrong and sure of it
constexpr std::size_t kTracksKept = 256;  // four times as many as are followed at a time

MatchPointer match_with(const WatchList& list, const DeepOcrSettings& settings,
                        const GstDeepOcrReading* reading) {
  const WatchListMatch match =
      list.match(gst_deepocr_reading_get_posteriors(reading), settings.watch_list_prior);
  const bool is_exact =
      !match.number.empty() && match.number == gst_deepocr_reading_get_text(reading);
  const bool is_hit = !match.number.empty() && match.probability >= settings.watch_list_threshold;
  return MatchPointer(gst_deepocr_match_new(match.number.c_str(), match.note.c_str(),
                                            match.probability, match.margin, match.not_listed,
                                            is_exact, is_hit));
}

bool is_hit(const MatchPointer& match) { return match && gst_deepocr_match_is_hit(match.get()); }

GstMessage* make_message(GstBaseTransform* base, const PlateReport& report,
                         const MatchPointer& match) {
  GstMessage* message = gst_deepocr_message_new(
      GST_OBJECT(base), report.reading.get(), report.timestamp, report.stream_time,
      report.running_time, report.width, report.height, report.frame.get());
  if (match) gst_deepocr_message_set_match(message, match.get());
  return message;
}

GstEvent* make_event(const PlateReport& report, const MatchPointer& match) {
  GstEvent* event =
      gst_deepocr_event_new(report.reading.get(), report.timestamp, report.stream_time,
                            report.running_time, report.width, report.height, report.frame.get());
  if (match) gst_deepocr_event_set_match(event, match.get());
  return event;
}

void send_hit(GstBaseTransform* base, const PlateReport& report, const MatchPointer& match) {
  g_autoptr(GstMessage) message = make_message(base, report, match);
  g_autoptr(GstEvent) event = make_event(report, match);
  gst_element_post_message(GST_ELEMENT(base), gst_deepocr_message_new_hit(message));
  gst_pad_push_event(GST_BASE_TRANSFORM_SRC_PAD(base), gst_deepocr_event_new_hit(event));
}

GstClockTime stream_time_of(const GstSegment& segment, GstBuffer* buffer) {
  if (segment.format != GST_FORMAT_TIME) return GST_CLOCK_TIME_NONE;
  return gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
}

GstClockTime running_time_of(const GstSegment& segment, GstBuffer* buffer) {
  if (segment.format != GST_FORMAT_TIME) return GST_CLOCK_TIME_NONE;
  return gst_segment_to_running_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
}

GstSample* make_sample(GstBaseTransform* base, GstBuffer* buffer) {
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps(GST_BASE_TRANSFORM_SRC_PAD(base));
  return gst_sample_new(buffer, caps, &base->segment, nullptr);
}

/// @param track whether plates are followed; else each frame stands alone.
bool is_doubtful(const TrackedPlate& plate, bool track) {
  const Refusal refusal = plate.reading.refusal;
  const bool agrees = plate.track_id != 0 && plate.agreeing_frames >= kMinAgreeing;
  return (refusal == Refusal::kLowConfidence || refusal == Refusal::kBlurred) && (agrees || !track);
}

}  // namespace

PlateReport make_report(GstBaseTransform* base, const DeepOcrSettings& settings,
                        const GstVideoInfo& info, GstBuffer* buffer, GstDeepOcrReading* reading) {
  PlateReport report;
  report.reading.reset(gst_deepocr_reading_ref(reading));
  report.timestamp = GST_BUFFER_PTS(buffer);
  report.stream_time = stream_time_of(base->segment, buffer);
  report.running_time = running_time_of(base->segment, buffer);
  report.width = GST_VIDEO_INFO_WIDTH(&info);
  report.height = GST_VIDEO_INFO_HEIGHT(&info);
  if (settings.attach_frame) report.frame.reset(make_sample(base, buffer));
  return report;
}

bool send_report(GstBaseTransform* base, const DeepOcrSettings& settings, const WatchList* list,
                 const PlateReport& report) {
  MatchPointer match;
  if (list != nullptr) match = match_with(*list, settings, report.reading.get());
  if (settings.message) {
    gst_element_post_message(GST_ELEMENT(base), make_message(base, report, match));
  }
  gst_pad_push_event(GST_BASE_TRANSFORM_SRC_PAD(base), make_event(report, match));
  if (!is_hit(match)) return false;
  send_hit(base, report, match);
  return true;
}

int DoubtfulHits::send(GstBaseTransform* base, const DeepOcrSettings& settings,
                       const WatchList& list, const std::vector<TrackedPlate>& plates,
                       GPtrArray* readings, const PlateFollowing::MakeReport& make) {
  int sent = 0;
  for (std::size_t i = 0; i < plates.size(); ++i) {
    const unsigned track = plates[i].track_id;
    if (!is_doubtful(plates[i], settings.track) || sent_.count(track) != 0) continue;
    auto* reading = static_cast<GstDeepOcrReading*>(g_ptr_array_index(readings, i));
    const MatchPointer match = match_with(list, settings, reading);
    if (!is_hit(match)) continue;
    send_hit(base, make(reading), match);
    ++sent;
    if (track != 0) sent_.insert(track);
    if (sent_.size() > kTracksKept) sent_.erase(sent_.begin());
  }
  return sent;
}

}  // namespace deepocr::plugin
