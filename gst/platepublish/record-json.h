// SPDX-License-Identifier: MIT
// Readings as the JSON text that platepublish publishes.
#pragma once

#include <string>

#include <gst/deepocr/deepocr.h>

namespace deepocr::plugin {

/// When something was seen. A time that is unknown is GST_CLOCK_TIME_NONE.
struct RecordTimes {
  GstClockTime running = GST_CLOCK_TIME_NONE;
  GstClockTime stream = GST_CLOCK_TIME_NONE;
  GstClockTime timestamp = GST_CLOCK_TIME_NONE;
  gint64 wall = 0;  ///< microseconds since 1970, UTC
};

/// What every record begins with.
struct RecordHead {
  std::string id;
  std::string camera;
  RecordTimes times;
  int width = 0;  ///< of the frame that coordinates belong to; 0: unknown
  int height = 0;
};

/// As docs/schema/event.schema.json describes it, in one line.
/// @param type "event", or "hit" for that of a watch list.
/// @param match (nullable) how the plate relates to the watch list.
std::string event_json(const RecordHead& head, const char* type, const GstDeepOcrReading* reading,
                       const GstDeepOcrMatch* match);

/// As docs/schema/frame.schema.json describes it, in one line.
/// @param readings of GstDeepOcrReading, refused ones included.
std::string frame_json(const RecordHead& head, const GPtrArray* readings);

/// The same in the shape that Intel DL Streamer's gvametaconvert gives to a frame: an event is a
/// frame with one object. Refused readings are left out.
/// @param type "event" or "frame"
std::string dlstreamer_json(const RecordHead& head, const char* type, const GPtrArray* readings);

/// @param microseconds since 1970.
/// @returns RFC 3339 in UTC with milliseconds: "2026-11-25T06:32:02.123Z"
std::string wall_clock_text(gint64 microseconds);

}  // namespace deepocr::plugin
