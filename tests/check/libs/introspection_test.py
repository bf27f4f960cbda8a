# SPDX-License-Identifier: MIT
"""The metadata library from Python, and its metas with GStreamer core alone."""
import unittest
import warnings

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstDeepOcr", "1.0")
from gi.repository import GLib, Gst, GstDeepOcr  # noqa: E402


def new_reading():
    reading = GstDeepOcr.Reading.new("40719", 0.875)
    reading.set_rectangle(40, 60, 80, 30)
    reading.set_posteriors([i / 64 for i in range(50)])
    reading.set_track(7, 3)
    return reading


def new_frame():
    frame = Gst.Buffer.new_allocate(None, 16, None)
    GstDeepOcr.buffer_add_deepocr_readings(frame, [new_reading()])
    return frame


class Readings(unittest.TestCase):
    def test_reading_has_python_types(self):
        reading = new_reading()
        self.assertEqual(reading.get_text(), "40719")
        self.assertEqual(tuple(reading.get_rectangle()), (40, 60, 80, 30))
        self.assertEqual(reading.get_quad(), [40, 60, 120, 60, 120, 90, 40, 90])
        self.assertEqual(reading.get_posteriors()[49], 49 / 64)
        self.assertEqual(len(reading.get_digit_confidences()), 5)
        self.assertEqual(reading.get_state(), GstDeepOcr.State.READING)
        self.assertEqual(reading.get_state().value_nick, "reading")

    def test_readings_outlive_the_frame(self):
        frame = new_frame()
        readings = GstDeepOcr.buffer_get_deepocr_readings(frame)
        del frame
        self.assertEqual([reading.get_text() for reading in readings], ["40719"])

    def test_frame_without_readings_gives_an_empty_list(self):
        self.assertEqual(GstDeepOcr.buffer_get_deepocr_readings(Gst.Buffer.new()), [])
        self.assertEqual(GstDeepOcr.buffer_get_deepocr_truth(Gst.Buffer.new()), [])

    def test_malformed_structure_raises(self):
        with self.assertRaises(GLib.Error) as raised:
            GstDeepOcr.Reading.from_structure(Gst.Structure.new_empty("reading"))
        self.assertTrue(raised.exception.matches(GstDeepOcr.error_quark(),
                                                 GstDeepOcr.Error.MALFORMED))

    def test_region_and_message_carry_the_text(self):
        frame = Gst.Buffer.new_allocate(None, 16, None)
        region = GstDeepOcr.buffer_add_deepocr_region(frame, new_reading())
        self.assertEqual(region.get_param("license_plate").get_string("label"), "40719")
        self.assertEqual(GstDeepOcr.region_get_quad(region), [])
        quad = [40, 60, 120, 62, 119, 90, 41, 88]
        region = GstDeepOcr.buffer_add_deepocr_detection(frame, quad, 0.75, "locator", 160, 100)
        self.assertEqual(GstDeepOcr.region_get_quad(region), quad)
        message = GstDeepOcr.message_new(None, new_reading(), 1, 2, 3, 640, 480, None)
        found, reading = GstDeepOcr.message_parse(message)
        self.assertTrue(found)
        self.assertEqual(reading.get_text(), "40719")
        event = GstDeepOcr.event_new(new_reading(), 1, 2, 3, 640, 480, None)
        found, reading = GstDeepOcr.event_parse(event)
        self.assertTrue(found)
        self.assertEqual(reading.get_text(), "40719")

    def test_match_with_a_watch_list_has_python_types(self):
        match = GstDeepOcr.Match.new("37463", "blue van", 0.3, 0.2, 0.7, False, True)
        message = GstDeepOcr.message_new(None, new_reading(), 1, 2, 3, 640, 480, None)
        self.assertEqual(GstDeepOcr.message_parse_match(message), (False, None))
        GstDeepOcr.message_set_match(message, match)
        found, match = GstDeepOcr.message_parse_match(message)
        self.assertTrue(found)
        self.assertEqual((match.get_number(), match.get_note()), ("37463", "blue van"))
        self.assertEqual((match.get_probability(), match.get_margin(), match.get_not_listed()),
                         (0.3, 0.2, 0.7))
        found, reading, match = GstDeepOcr.message_parse_hit(GstDeepOcr.message_new_hit(message))
        self.assertTrue(found)
        self.assertEqual(reading.get_text(), "40719")
        self.assertFalse(match.is_exact())
        self.assertTrue(match.is_hit())
        event = GstDeepOcr.event_new(new_reading(), 1, 2, 3, 640, 480, None)
        GstDeepOcr.event_set_match(event, match)
        hit = GstDeepOcr.event_new_hit(event)
        self.assertEqual(GstDeepOcr.event_parse_hit(hit)[2].get_number(), "37463")


class CoreAlone(unittest.TestCase):
    """What docs/metadata.md promises to those without the typelib of this library."""

    def setUp(self):
        self.frame = new_frame()  # the structure is the frame's and lives no longer
        self.structure = self.frame.get_custom_meta("GstDeepOcrMeta").get_structure()

    def test_arrays_are_read_without_overrides(self):
        warnings.simplefilter("ignore", DeprecationWarning)
        found, readings = self.structure.get_array("readings")
        self.assertTrue(found)
        self.assertEqual(readings.n_values, 1)
        reading = readings.get_nth(0)
        self.assertEqual(reading.get_string("text"), "40719")
        self.assertEqual(reading.get_int("x"), (True, 40))
        _, quad = reading.get_array("quad")
        self.assertEqual([quad.get_nth(i) for i in range(quad.n_values)],
                         [40, 60, 120, 60, 120, 90, 40, 90])

    @unittest.skipUnless(hasattr(Gst.Structure, "__getitem__"), "python3-gst-1.0 is not installed")
    def test_arrays_are_sequences_with_overrides(self):
        for reading in self.structure["readings"]:
            self.assertEqual(reading["text"], "40719")
            self.assertEqual(list(reading["quad"]), [40, 60, 120, 60, 120, 90, 40, 90])


if __name__ == "__main__":
    Gst.init(None)
    unittest.main()
