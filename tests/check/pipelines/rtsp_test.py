# SPDX-License-Identifier: MIT
"""Reads simulated cameras over RTSP, and takes them away.

The environment names the programs: CAMERA_SIMULATOR and RTSP_PLATES.
"""
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstDeepOcr", "1.0")
from gi.repository import Gst, GstDeepOcr  # noqa: E402

SIMULATOR = os.environ["CAMERA_SIMULATOR"]
CLIENT = os.environ["RTSP_PLATES"]
SECONDS = 60  # for anything that is waited for
EVENT = re.compile(r"\d\d:\d\d:\d\d (rtsp://\S+): (\d{5}), confidence [01]\.\d{3}")


def true_numbers(seed):
    """The numbers of two minutes of a street: what passes does not depend on the frame rate."""
    pipeline = Gst.parse_launch(f"platetestsrc attach-regions=false seed={seed} num-buffers=240"
                                " ! video/x-raw,width=160,height=120,framerate=2/1"
                                " ! fakesink name=sink")
    numbers = set()

    def on_frame(_pad, probe):
        truth = GstDeepOcr.buffer_get_deepocr_truth(probe.get_buffer())
        numbers.update(plate.get_text() for plate in truth)
        return Gst.PadProbeReturn.OK

    pipeline.get_by_name("sink").get_static_pad("sink").add_probe(Gst.PadProbeType.BUFFER, on_frame)
    pipeline.set_state(Gst.State.PLAYING)
    pipeline.get_bus().timed_pop_filtered(SECONDS * Gst.SECOND, Gst.MessageType.EOS)
    pipeline.set_state(Gst.State.NULL)
    return numbers


class Program:
    """A program that runs meanwhile, and the lines that it prints."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.seen = []
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip())
        self.lines.put(None)

    def wait_for(self, matches):
        """Returns the first line from now on of which `matches` is true."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                line = self.lines.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError("did not come; printed: " + "\n".join(self.seen))
            self.seen.append(line)
            if matches(line):
                return line

    def wait_for_text(self, text):
        return self.wait_for(lambda line: text in line)

    def finish(self, signal_number):
        """Ends it. Returns its exit status, and adds its last lines to those seen."""
        self.process.send_signal(signal_number)
        status = self.process.wait(SECONDS)
        self.seen.extend(iter(self.lines.get, None))
        self.process.stdout.close()
        return status


class Camera(Program):
    """A simulator of one camera."""

    def __init__(self, seed, port=0):
        super().__init__(SIMULATOR, f"--port={port}", f"--seed={seed}", "--frame-rate=10")
        self.seed = seed
        self.uri = self.wait_for_text("rtsp://").split()[0]
        self.port = int(re.search(r":(\d+)/", self.uri).group(1))


class Rtsp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        Gst.init(None)

    def start(self, make, *arguments):
        program = make(*arguments)
        self.addCleanup(lambda: program.process.poll() is None and program.finish(signal.SIGKILL))
        return program

    def read_plates(self, client, camera, count):
        """Waits until so many different plates of a camera were read as they are."""
        truth, right, events = true_numbers(camera.seed), set(), 0
        while len(right) < count:
            event = EVENT.match(client.wait_for(EVENT.match))
            if event.group(1) == camera.uri:
                events += 1
                right |= {event.group(2)} & truth
        self.assertLessEqual(events - len(right), 3, client.seen)

    def test_camera_that_is_killed_and_comes_back_is_read_again(self):
        camera = self.start(Camera, 3)
        client = self.start(Program, CLIENT, "--longest-pause=1", camera.uri)
        self.read_plates(client, camera, 2)
        camera.finish(signal.SIGKILL)
        client.wait_for_text("Trying again in 1 s.")
        client.wait_for_text("Failed to connect")
        camera = self.start(Camera, 3, camera.port)
        client.wait_for_text("Frames are coming.")
        self.read_plates(client, camera, 2)
        self.assertEqual(client.finish(signal.SIGINT), 0)
        self.assertIn("connected 2 times, on line", client.seen[-1])

    def test_camera_that_stands_still_is_read_again(self):
        camera = self.start(Camera, 4)
        client = self.start(Program, CLIENT, "--stall=2", "--longest-pause=1", camera.uri)
        self.read_plates(client, camera, 1)
        camera.process.send_signal(signal.SIGSTOP)
        client.wait_for_text("No frame for 2 s. Trying again in 1 s.")
        client.wait_for_text("No frame for 2 s.")
        camera.process.send_signal(signal.SIGCONT)
        self.read_plates(client, camera, 1)

    def test_several_cameras_fail_by_themselves(self):
        lost, kept = self.start(Camera, 5), self.start(Camera, 6)
        nowhere = lost.uri.replace("camera-1", "nowhere")
        client = self.start(Program, CLIENT, "--longest-pause=1", lost.uri, kept.uri, nowhere)
        self.read_plates(client, lost, 1)
        lost.finish(signal.SIGTERM)
        client.wait_for(lambda line: line.startswith(lost.uri) and "Trying again" in line)
        self.read_plates(client, kept, 2)
        self.assertEqual(client.finish(signal.SIGTERM), 0)
        self.assertFalse([line for line in client.seen if kept.uri in line and "again" in line])
        counts = client.seen[-3:]
        self.assertRegex(counts[0], f"^{lost.uri}: [1-9][0-9]* frames, [1-9].*, off line$")
        self.assertRegex(counts[1], f"^{kept.uri}: [1-9][0-9]* frames, [1-9].* 1 times, on line$")
        self.assertEqual(counts[2], f"{nowhere}: 0 frames, 0 plates, connected 0 times, off line")


class Errors(unittest.TestCase):
    def assert_fails(self, sentence, status, *command, **environment):
        result = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS,
                                env={**os.environ, **environment})
        self.assertIn(sentence, result.stderr)
        self.assertEqual(result.returncode, status)

    def test_client_names_what_is_wrong(self):
        uri = "rtsp://user:secret@127.0.0.1:1/gate"
        self.assert_fails("the URI of a camera is missing", 2, CLIENT)
        self.assert_fails("'gate.mp4' is not the URI of an RTSP camera", 2, CLIENT, "gate.mp4")
        self.assert_fails("'rtsp:///gate' is not the URI", 2, CLIENT, "rtsp:///gate")
        self.assert_fails("--stall wants 1 or more", 2, CLIENT, "--stall=0", uri)
        self.assert_fails('rtsp://127.0.0.1:1/gate: no element "nosuch"', 1,
                          CLIENT, "--reader=nosuch", uri)
        self.assert_fails("/nonexistent.pt", 1, CLIENT, "--reader=deepocr model=/nonexistent.pt", uri)

    def test_password_is_not_printed(self):
        client = Program(CLIENT, "rtsp://user:secret@127.0.0.1:1/gate")
        client.wait_for_text("rtsp://127.0.0.1:1/gate: ")
        client.finish(signal.SIGTERM)
        self.assertNotIn("secret", "".join(client.seen))
        self.assert_fails("'http://…@camera/gate' is not", 2, CLIENT,
                          "http://user:secret@camera/gate")
        self.assert_fails("'rtsp://…@camera/' is not", 2, CLIENT, "rtsp://user:50%off@camera/")

    def test_simulator_names_what_is_wrong(self):
        self.assert_fails("--size wants", 1, SIMULATOR, "--size=640")
        self.assert_fails("--port wants", 1, SIMULATOR, "--port=65536")
        self.assert_fails("--cameras wants", 1, SIMULATOR, "--cameras=0")
        self.assert_fails("--mount wants %d", 1, SIMULATOR, "--cameras=2", "--mount=/gate")
        self.assert_fails("'light=noon' no camera starts: could not set property \"light\"", 1,
                          SIMULATOR, "--street=light=noon")
        self.assert_fails('no property "foo"', 1, SIMULATOR, "--street=foo=1")
        self.assert_fails("numbers", 1, SIMULATOR, "--street=numbers=123")
        self.assert_fails("'light=night' is no option", 1, SIMULATOR, "--street=plates=1",
                          "light=night")
        self.assert_fails("no element 'platetestsrc'", 1, SIMULATOR, GST_PLUGIN_PATH="",
                          GST_REGISTRY=os.environ["GST_REGISTRY"] + ".system")
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.assert_fails(f"port {port} of 127.0.0.1 cannot be listened on", 1,
                              SIMULATOR, f"--port={port}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
