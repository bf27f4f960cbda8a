// SPDX-License-Identifier: MIT
// The JSON of readings: its fields, and what it makes of unknown and odd values.
#include <array>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "owned-pointers.h"
#include "record-json.h"

namespace deepocr::plugin {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

ReadingPointer make_reading() {
  ReadingPointer reading(gst_deepocr_reading_new("37463", 0.98765432));
  gst_deepocr_reading_set_rectangle(reading.get(), 100, 50, 160, 40);
  const std::array<gdouble, 8> quad = {100.126, 50, 260, 52.5, 259, 90, 101, 88};
  gst_deepocr_reading_set_quad(reading.get(), quad.data());
  const std::array<gdouble, 5> confidences = {0.99, 0.98, 0.97, 1, 0.9999999};
  gst_deepocr_reading_set_digit_confidences(reading.get(), confidences.data());
  std::array<gdouble, 50> posteriors{};
  const std::array<int, 5> digits = {3, 7, 4, 6, 3};
  for (int i = 0; i < 5; ++i) posteriors[i * 10 + digits[i]] = confidences[i];
  gst_deepocr_reading_set_posteriors(reading.get(), posteriors.data());
  gst_deepocr_reading_set_track(reading.get(), 7, 3);
  gst_deepocr_reading_set_confirmed(reading.get(), TRUE);
  gst_deepocr_reading_set_model(reading.get(), "deepocr-reader-1");
  return reading;
}

ReadingArray array_of(std::initializer_list<GstDeepOcrReading*> readings) {
  ReadingArray array(g_ptr_array_new_with_free_func([](gpointer reading) {
    gst_deepocr_reading_unref(static_cast<GstDeepOcrReading*>(reading));
  }));
  for (GstDeepOcrReading* reading : readings) g_ptr_array_add(array.get(), reading);
  return array;
}

RecordHead make_head() {
  RecordHead head;
  head.id = "6f1c1a8e-0000-4000-8000-123456789abc-17";
  head.camera = "gate";
  head.times = {1'000'000'000, 2'000'000'000, 3'000'000'000, 1'795'588'322'123'456};
  head.width = 640;
  head.height = 480;
  return head;
}

TEST(EventJson, HoldsTheHead) {
  const json event = json::parse(event_json(make_head(), "event", make_reading().get(), nullptr));
  EXPECT_EQ(event["schema"], "1.0");
  EXPECT_EQ(event["id"], "6f1c1a8e-0000-4000-8000-123456789abc-17");
  EXPECT_EQ(event["type"], "event");
  EXPECT_EQ(event["camera"], "gate");
  EXPECT_EQ(event["times"], json::parse(R"({"running": 1000000000, "stream": 2000000000,
      "timestamp": 3000000000, "wall": "2026-11-25T06:32:02.123Z"})"));
  EXPECT_EQ(event["frame"], json::parse(R"({"width": 640, "height": 480})"));
}

TEST(EventJson, HoldsTheReading) {
  const json event = json::parse(event_json(make_head(), "event", make_reading().get(), nullptr));
  EXPECT_EQ(event["text"], "37463");
  EXPECT_EQ(event["confidence"], 0.987654);
  EXPECT_EQ(event["state"], "confirmed");
  EXPECT_TRUE(event["reason"].is_null());
  EXPECT_EQ(event["track"], 7);
  EXPECT_EQ(event["agreeing_frames"], 3);
  EXPECT_EQ(event["quad"], json::parse("[[100.13, 50], [260, 52.5], [259, 90], [101, 88]]"));
  EXPECT_EQ(event["digit_confidences"], json::parse("[0.99, 0.98, 0.97, 1.0, 1.0]"));
  ASSERT_EQ(event["posteriors"].size(), 5);
  EXPECT_EQ(event["posteriors"][1], json::parse("[0, 0, 0, 0, 0, 0, 0, 0.98, 0, 0]"));
  EXPECT_EQ(event["model"], "deepocr-reader-1");
}

TEST(EventJson, SaysHowThePlateRelatesToTheWatchList) {
  g_autoptr(GstDeepOcrMatch) match =
      gst_deepocr_match_new("37468", "stolen", 0.3, 0.2000004, 0.5, FALSE, TRUE);
  const json hit = json::parse(event_json(make_head(), "hit", make_reading().get(), match));
  EXPECT_EQ(hit["type"], "hit");
  EXPECT_EQ(hit["text"], "37463");
  EXPECT_EQ(hit["watch_list"], json::parse(R"({"match": "37468", "note": "stolen",
      "probability": 0.3, "margin": 0.2, "not_listed": 0.5, "exact": false, "hit": true})"));
}

TEST(EventJson, SaysNothingOfAWatchListThatIsNotThere) {
  const json event = json::parse(event_json(make_head(), "event", make_reading().get(), nullptr));
  EXPECT_FALSE(event.contains("watch_list"));
}

TEST(EventJson, IsOneLine) {
  RecordHead head = make_head();
  head.camera = "gate\nsouth";
  EXPECT_THAT(event_json(head, "event", make_reading().get(), nullptr), Not(HasSubstr("\n")));
}

TEST(EventJson, SaysNullOfWhatIsUnknown) {
  const ReadingPointer reading(gst_deepocr_reading_new("12345", 0.5));
  RecordHead head;
  const json event = json::parse(event_json(head, "event", reading.get(), nullptr));
  EXPECT_TRUE(event["times"]["running"].is_null());
  EXPECT_TRUE(event["times"]["stream"].is_null());
  EXPECT_TRUE(event["times"]["timestamp"].is_null());
  EXPECT_TRUE(event["frame"].is_null());
  EXPECT_TRUE(event["digit_confidences"].is_null());
  EXPECT_TRUE(event["posteriors"].is_null());
  EXPECT_EQ(event["model"], "");
}

TEST(EventJson, ReplacesWhatIsNotUtf8) {
  RecordHead head = make_head();
  head.camera = "gate \xff";
  EXPECT_EQ(json::parse(event_json(head, "event", make_reading().get(), nullptr))["camera"],
            "gate \uFFFD");
}

TEST(EventJson, EscapesNames) {
  RecordHead head = make_head();
  head.camera = R"(gate "south" \ {})";
  EXPECT_EQ(json::parse(event_json(head, "event", make_reading().get(), nullptr))["camera"],
            head.camera);
}

TEST(FrameJson, HoldsRefusedReadingsToo) {
  const ReadingArray readings =
      array_of({make_reading().release(),
                gst_deepocr_reading_new_refused(GST_DEEPOCR_REASON_TOO_SMALL, 0.25)});
  const json frame = json::parse(frame_json(make_head(), readings.get()));
  EXPECT_EQ(frame["type"], "frame");
  ASSERT_EQ(frame["readings"].size(), 2);
  EXPECT_EQ(frame["readings"][0]["text"], "37463");
  EXPECT_EQ(frame["readings"][1]["text"], "");
  EXPECT_EQ(frame["readings"][1]["state"], "refused");
  EXPECT_EQ(frame["readings"][1]["reason"], "too-small");
  EXPECT_EQ(frame["readings"][1]["confidence"], 0.25);
}

TEST(FrameJson, OfNoReadingsIsAnEmptyArray) {
  const json frame = json::parse(frame_json(make_head(), array_of({}).get()));
  EXPECT_EQ(frame["readings"], json::array());
}

TEST(DlStreamerJson, HasTheShapeOfGvametaconvert) {
  const ReadingArray readings = array_of({make_reading().release()});
  EXPECT_EQ(json::parse(dlstreamer_json(make_head(), "frame", readings.get())), json::parse(R"({
    "objects": [{
      "detection": {
        "bounding_box": {"x_min": 0.15625, "y_min": 0.10416666666666667, "x_max": 0.40625,
                         "y_max": 0.1875},
        "confidence": 0.987654, "label": "license-plate", "label_id": 0},
      "h": 40, "id": 7,
      "license_plate": {"label": "37463", "confidence": 0.987654,
                        "model": {"name": "deepocr-reader-1"}},
      "region_id": 1, "roi_type": "license-plate", "w": 160, "x": 100, "y": 50}],
    "resolution": {"height": 480, "width": 640},
    "source": "gate",
    "system_timestamp": "2026-11-25T06:32:02.123Z",
    "tags": {"id": "6f1c1a8e-0000-4000-8000-123456789abc-17", "type": "frame"},
    "timestamp": 2000000000})"));
}

TEST(DlStreamerJson, LeavesRefusedReadingsOut) {
  const ReadingArray readings =
      array_of({gst_deepocr_reading_new_refused(GST_DEEPOCR_REASON_BLURRED, 0.25)});
  EXPECT_FALSE(
      json::parse(dlstreamer_json(make_head(), "frame", readings.get())).contains("objects"));
}

TEST(DlStreamerJson, LeavesOutWhatIsUnknown) {
  const ReadingArray readings = array_of({gst_deepocr_reading_new("12345", 0.5)});
  const json frame = json::parse(dlstreamer_json(RecordHead(), "event", readings.get()));
  EXPECT_FALSE(frame.contains("resolution"));
  EXPECT_FALSE(frame.contains("timestamp"));
  EXPECT_FALSE(frame["objects"][0].contains("detection"));
  EXPECT_FALSE(frame["objects"][0].contains("id"));
}

TEST(DlStreamerJson, KeepsTheBoundingBoxWithinTheFrame) {
  GstDeepOcrReading* reading = gst_deepocr_reading_new("12345", 0.5);
  gst_deepocr_reading_set_rectangle(reading, -10, 470, 700, 40);
  const ReadingArray readings = array_of({reading});
  const json frame = json::parse(dlstreamer_json(make_head(), "frame", readings.get()));
  const json& box = frame["objects"][0]["detection"]["bounding_box"];
  EXPECT_EQ(box["x_min"], 0.0);
  EXPECT_EQ(box["x_max"], 1.0);
  EXPECT_EQ(box["y_max"], 1.0);
}

TEST(WallClockText, IsUtcWithMilliseconds) {
  EXPECT_EQ(wall_clock_text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(wall_clock_text(1'709'251'199'999'999), "2024-02-29T23:59:59.999Z");
}

TEST(WallClockText, WorksBefore1970) { EXPECT_EQ(wall_clock_text(-1), "1969-12-31T23:59:59.999Z"); }

}  // namespace
}  // namespace deepocr::plugin

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  gst_init(nullptr, nullptr);
  return RUN_ALL_TESTS();
}
