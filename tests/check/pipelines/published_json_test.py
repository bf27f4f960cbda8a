# SPDX-License-Identifier: MIT
"""What a pipeline publishes, against the schemas in docs/schema: GST_LAUNCH SOURCE_ROOT"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

GST_LAUNCH = sys.argv.pop(1)
SCHEMAS = pathlib.Path(sys.argv.pop(1)) / "docs/schema"
NUMBERS = {"37463", "23837"}
SOURCE = "platetestsrc numbers=37463,23837 num-buffers=150 ! video/x-raw,framerate=10/1 ! deepocr"


def publish(properties, after="", reader=""):
    """Runs a pipeline, and returns the objects that it publishes to standard output."""
    line = f"{SOURCE} {reader} {after} ! platepublish name=gate {properties} ! fakesink"
    result = subprocess.run([GST_LAUNCH, "-q", *line.split()], capture_output=True, text=True,
                            timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def assert_valid(objects, name):
    validator = jsonschema.Draft202012Validator(schema(name))
    for published in objects:
        validator.validate(published)


class PublishedJson(unittest.TestCase):
    def test_events(self):
        events = publish("")
        assert_valid(events, "event")
        self.assertEqual({event["text"] for event in events}, NUMBERS)
        self.assertEqual(len({event["id"] for event in events}), len(events))
        for event in events:
            self.assertEqual(event["camera"], "gate")
            self.assertEqual(event["frame"], {"width": 640, "height": 480})
            for digit, place in zip(event["text"], event["posteriors"]):
                self.assertEqual(max(range(10), key=place.__getitem__), int(digit))
                self.assertLessEqual(sum(place), 1.0001)

    def test_hits_of_a_watch_list(self):
        with tempfile.TemporaryDirectory() as folder:
            listed = pathlib.Path(folder) / "list.txt"
            listed.write_text("37463 blue van\n90210\n", encoding="utf-8")
            published = publish("", reader=f"watch-list={listed}")
            for_dlstreamer = publish("format=dlstreamer", reader=f"watch-list={listed}")
        assert_valid(published, "event")
        hits = [item for item in published if item["type"] == "hit"]
        events = [item for item in published if item["type"] == "event"]
        self.assertEqual({hit["watch_list"]["match"] for hit in hits}, {"37463"})
        self.assertEqual({hit["watch_list"]["note"] for hit in hits}, {"blue van"})
        self.assertEqual({event["text"]: event["watch_list"]["hit"] for event in events},
                         {"37463": True, "23837": False})
        self.assertEqual(len({item["id"] for item in published}), len(published))
        assert_valid(for_dlstreamer, "dlstreamer")
        self.assertEqual(len(for_dlstreamer), len(events))

    def test_frames(self):
        frames = publish("payload=frames")
        assert_valid(frames, "frame")
        texts = {reading["text"] for frame in frames for reading in frame["readings"]}
        self.assertLessEqual(NUMBERS, texts)
        self.assertTrue(all(frame["readings"] for frame in frames))

    def test_every_frame_when_empty_ones_count(self):
        frames = publish("payload=frames empty-frames=true")
        assert_valid(frames, "frame")
        self.assertEqual(len(frames), 150)
        running = [frame["times"]["running"] for frame in frames]
        self.assertEqual(running, sorted(running))

    def test_behind_an_encoder(self):
        events = publish("", after="! jpegenc")
        assert_valid(events, "event")
        self.assertEqual({event["text"] for event in events}, NUMBERS)

    def test_frames_for_dlstreamer(self):
        frames = publish("payload=frames format=dlstreamer")
        assert_valid(frames, "dlstreamer")
        labels = {plate["license_plate"]["label"]
                  for frame in frames for plate in frame.get("objects", [])}
        self.assertLessEqual(NUMBERS, labels)

    def test_events_for_dlstreamer(self):
        events = publish("format=dlstreamer")
        assert_valid(events, "dlstreamer")
        self.assertEqual({event["objects"][0]["license_plate"]["label"] for event in events},
                         NUMBERS)


class Schemas(unittest.TestCase):
    def test_are_schemas(self):
        for path in SCHEMAS.glob("*.json"):
            jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))

    def test_agree_on_what_they_share(self):
        event, frame = schema("event")["$defs"], schema("frame")["$defs"]
        self.assertEqual(event, {name: frame[name] for name in event})

    def test_refuse_what_is_no_reading(self):
        validator = jsonschema.Draft202012Validator(schema("event"))
        good = publish("")[0]
        validator.validate(good)
        for change in ({"text": "1234"}, {"text": ""}, {"confidence": 1.5}, {"schema": "2.0"},
                       {"state": "refused"}, {"quad": [[0, 0]]}, {"other": 1}):
            with self.assertRaises(jsonschema.ValidationError):
                validator.validate({**good, **change})


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
