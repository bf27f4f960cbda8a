#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the plates of a video, frame by frame."""
import argparse
import signal
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")  # gives appsink its methods
gi.require_version("GstDeepOcr", "1.0")
from gi.repository import GLib, Gst, GstApp, GstDeepOcr  # noqa: E402, F401

SINK = "appsink name=sink sync=false max-buffers=4"
RENDERED_PLATES = "platetestsrc num-buffers=90 ! deepocr"


def make_launch_line(source):
    if "!" in source:
        return f"{source} ! {SINK}"
    uri = source if Gst.uri_is_valid(source) else Gst.filename_to_uri(source)
    return f'uridecodebin uri="{uri}" ! deepocr ! {SINK}'


def print_readings(frame):
    for reading in GstDeepOcr.buffer_get_deepocr_readings(frame):
        x, y, width, height = reading.get_rectangle()
        print(f"{frame.pts / Gst.SECOND:.3f} s: {reading.get_state().value_nick} "
              f"{reading.get_text() or reading.get_reason()} at {x},{y} {width}x{height}, "
              f"confidence {reading.get_confidence():.3f}, track {reading.get_track_id()}")


def run(pipeline):
    """Returns the error that ended the video, or None at its regular end."""
    sink, bus, message = pipeline.get_by_name("sink"), pipeline.get_bus(), None
    pipeline.set_state(Gst.State.PLAYING)
    while message is None and not sink.is_eos():
        sample = sink.try_pull_sample(100 * Gst.MSECOND)
        if sample:
            print_readings(sample.get_buffer())
        message = bus.pop_filtered(Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    if message:
        error, details = message.parse_error()
        return f"{error.message}\n{details}"
    return None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", nargs="?", default=RENDERED_PLATES,
                        help="a file, a URI or a launch line, by default rendered plates")
    for number in signal.SIGINT, signal.SIGPIPE:  # they end it without a traceback
        signal.signal(number, signal.SIG_DFL)
    Gst.init(None)
    try:
        line = make_launch_line(parser.parse_args().input)
        sys.exit(run(Gst.parse_launch_full(line, None, Gst.ParseFlags.FATAL_ERRORS)))
    except GLib.Error as error:
        sys.exit(error.message)
