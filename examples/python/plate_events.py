#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints each plate once, as it is confirmed."""
import argparse
import signal
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstDeepOcr", "1.0")
from gi.repository import GLib, Gst, GstDeepOcr  # noqa: E402

RENDERED_PLATES = "platetestsrc num-buffers=150 ! deepocr ! fakesink"


def make_launch_line(source):
    if "!" in source:
        return source
    uri = source if Gst.uri_is_valid(source) else Gst.filename_to_uri(source)
    return f'uridecodebin uri="{uri}" ! deepocr ! fakesink'


def on_element_message(_bus, message):
    found, reading = GstDeepOcr.message_parse(message)
    if found:
        _, time = message.get_structure().get_uint64("stream-time")
        print(f"{time / Gst.SECOND:.3f} s: {reading.get_text()}, "
              f"confidence {reading.get_confidence():.3f}, track {reading.get_track_id()}",
              flush=True)


def run(pipeline):
    """Returns the error that ended the video, or None at its regular end and at Ctrl+C."""
    loop, errors = GLib.MainLoop(), []

    def on_error(_bus, message):
        errors.append(message.parse_error())
        loop.quit()

    bus = pipeline.get_bus()
    bus.add_signal_watch()
    bus.connect("message::element", on_element_message)
    bus.connect("message::error", on_error)
    bus.connect("message::eos", lambda *_: loop.quit())
    pipeline.set_state(Gst.State.PLAYING)
    try:
        loop.run()
    except KeyboardInterrupt:
        pass
    pipeline.set_state(Gst.State.NULL)
    return f"{errors[0].gerror.message}\n{errors[0].debug}" if errors else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", nargs="?", default=RENDERED_PLATES,
                        help="a file, a URI or a launch line, by default rendered plates")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # ends it when nobody reads on
    Gst.init(None)
    try:
        line = make_launch_line(parser.parse_args().input)
        sys.exit(run(Gst.parse_launch_full(line, None, Gst.ParseFlags.FATAL_ERRORS)))
    except GLib.Error as error:
        sys.exit(error.message)
