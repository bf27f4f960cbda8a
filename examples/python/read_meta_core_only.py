#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints plates with GStreamer core alone."""
import argparse
import signal
import sys
import warnings

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

RENDERED_PLATES = "platetestsrc num-buffers=90 ! deepocr"


def make_launch_line(source):
    if "!" not in source:
        uri = source if Gst.uri_is_valid(source) else Gst.filename_to_uri(source)
        source = f'uridecodebin uri="{uri}" ! deepocr'
    return f"{source} ! fakesink name=sink"


def get_readings(frame):
    """Yields the state, the text, or why there is none, and the confidence of each reading."""
    meta = frame.get_custom_meta("GstDeepOcrMeta")
    if meta and hasattr(Gst.Structure, "__getitem__"):  # the package python3-gst-1.0
        for reading in meta.get_structure()["readings"]:
            yield reading["state"], reading["text"] or reading["reason"], reading["confidence"]
    elif meta:  # without it, of arrays PyGObject knows only a deprecated form
        _, readings = meta.get_structure().get_array("readings")
        for reading in map(readings.get_nth, range(readings.n_values)):
            _, confidence = reading.get_double("confidence")
            text = reading.get_string("text") or reading.get_string("reason")
            yield reading.get_string("state"), text, confidence


def on_frame(_pad, probe):
    frame = probe.get_buffer()
    for state, text, confidence in get_readings(frame):
        print(f"{frame.pts / Gst.SECOND:.3f} s: {state} {text}, confidence {confidence:.3f}")
    return Gst.PadProbeReturn.OK


def run(pipeline):
    pipeline.get_by_name("sink").get_static_pad("sink").add_probe(Gst.PadProbeType.BUFFER, on_frame)
    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(
        Gst.CLOCK_TIME_NONE, Gst.MessageType.ERROR | Gst.MessageType.EOS)
    pipeline.set_state(Gst.State.NULL)
    has_failed = message.type == Gst.MessageType.ERROR
    return "{0.message}\n{1}".format(*message.parse_error()) if has_failed else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", nargs="?", default=RENDERED_PLATES,
                        help="a file, a URI or a launch line, by default rendered plates")
    for number in signal.SIGINT, signal.SIGPIPE:  # they also end a wait in C
        signal.signal(number, signal.SIG_DFL)
    warnings.filterwarnings("ignore", "GObject.ValueArray", DeprecationWarning)
    Gst.init(None)
    try:
        sys.exit(run(Gst.parse_launch(make_launch_line(parser.parse_args().input))))
    except GLib.Error as error:
        sys.exit(error.message)
