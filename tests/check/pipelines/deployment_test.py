#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs what examples/deployment starts, and checks its files: deployment_test.py SOURCE_ROOT

The cameras of the launch lines are replaced by a rendered clip, and their broker by one that is not
there: the events have to be in the spools afterwards.
"""
import contextlib
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

SECONDS = 60
CAMERA = re.compile(r"rtspsrc .*?! decodebin")
FILES = None  # examples/deployment
SYSTEMD_ANALYZE = shutil.which("systemd-analyze")


def settings(path):
    """The lines of a unit or an environment file: a list of (name, value)."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines()
             if line and not line.startswith(("#", "["))]
    return [tuple(line.split("=", 1)) for line in lines]


def unit_command(pipeline):
    """ExecStart as systemd splits it: the words of $PIPELINE become arguments, quotes are obeyed."""
    words = dict(settings(FILES / "deepocr@.service"))["ExecStart"].split()
    return [part for word in words
            for part in (shlex.split(pipeline) if word == "$PIPELINE" else [word])]


def image_command(pipeline):
    """ENTRYPOINT of the image, for a shell that has $PIPELINE in its environment."""
    text = (FILES / "Containerfile").read_text(encoding="utf-8")
    entry = re.search(r"^ENTRYPOINT (\[.*\])$", text, re.MULTILINE)
    return ["env", f"PIPELINE={pipeline}", *re.findall(r'"([^"]*)"', entry.group(1))]


def waiting(spool):
    """How many messages are in a spool; 0 while there is none."""
    with contextlib.suppress(sqlite3.OperationalError):
        with contextlib.closing(sqlite3.connect(f"file:{spool}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM messages").fetchone()[0]
    return 0


class Deployment(unittest.TestCase):
    """What runs, and what parses."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.clip = cls.folder / "clip.mkv"
        subprocess.run(["gst-launch-1.0", "-q", *shlex.split(
            "platetestsrc attach-regions=false num-buffers=30 ! video/x-raw,framerate=10/1 "
            f"! jpegenc ! matroskamux ! filesink location={cls.clip}")], check=True, timeout=SECONDS)

    def setUp(self):
        self.state = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.environment = {**os.environ, "XDG_STATE_HOME": str(self.state)}
        # Bound and not listening: whoever connects is refused, and nobody else gets the port.
        self.port = self.enterContext(socket.socket())
        self.port.bind(("127.0.0.1", 0))

    def pipeline(self, name, source):
        """The launch line of an environment file, with another source and no broker."""
        [(variable, line)] = settings(FILES / name)
        self.assertEqual(variable, "PIPELINE")
        self.assertRegex(line, CAMERA)
        broker = f"127.0.0.1:{self.port.getsockname()[1]} drain-timeout=0"
        return CAMERA.sub(source, line).replace("broker.example", broker)

    def spools(self):
        return {path.name: waiting(path) for path in self.state.glob("deepocr/*.spool")}

    def run_clip(self, command_of, name):
        clip = f"filesrc location={self.clip} ! decodebin"
        result = subprocess.run(command_of(self.pipeline(name, clip)), env=self.environment, check=False,
                                timeout=SECONDS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True)
        self.assertEqual(result.returncode, 0, result.stdout)
        # The warning of platepublish gets to the journal.
        self.assertIn("not delivered yet", result.stdout)

    def test_unit_keeps_the_plates_of_a_camera(self):
        self.run_clip(unit_command, "gate.env")
        self.assertEqual(list(self.spools()), ["gate-mqtt-events.spool"])
        self.assertGreater(self.spools()["gate-mqtt-events.spool"], 0)

    def test_unit_keeps_the_plates_of_each_camera_of_a_group(self):
        self.run_clip(unit_command, "yard.env")
        self.assertEqual(sorted(self.spools()),
                         ["yard-in-kafka-events.spool", "yard-out-kafka-events.spool"])
        self.assertTrue(all(self.spools().values()), self.spools())

    def test_image_runs_the_same_environment_file(self):
        self.run_clip(image_command, "gate.env")
        self.assertGreater(self.spools()["gate-mqtt-events.spool"], 0)

    def test_stop_signal_ends_the_stream_of_a_running_camera(self):
        unit = dict(settings(FILES / "deepocr@.service"))
        line = self.pipeline("gate.env", "platetestsrc is-live=true attach-regions=false")
        with subprocess.Popen(unit_command(line), env=self.environment) as process:
            try:
                end = time.monotonic() + SECONDS
                while not sum(self.spools().values()):
                    self.assertIsNone(process.poll())
                    self.assertLess(time.monotonic(), end, "no plate was kept")
                    time.sleep(0.05)
                process.send_signal(getattr(signal, unit["KillSignal"]))
                self.assertEqual(process.wait(timeout=int(unit["TimeoutStopSec"])), 0)
            finally:
                process.kill()

    def test_plates_outlive_a_killed_process(self):
        line = self.pipeline("gate.env", "platetestsrc is-live=true attach-regions=false")
        with subprocess.Popen(unit_command(line), env=self.environment) as process:
            end = time.monotonic() + SECONDS
            while not sum(self.spools().values()) and time.monotonic() < end:
                time.sleep(0.05)
            process.kill()
        kept = sum(self.spools().values())
        self.assertGreater(kept, 0)
        self.run_clip(unit_command, "gate.env")
        self.assertGreater(sum(self.spools().values()), kept)

    def test_silent_camera_ends_the_process(self):
        line = self.pipeline("gate.env", "udpsrc address=127.0.0.1 port=0 caps=video/x-raw")
        line = line.replace("timeout=30000", "timeout=300")
        result = subprocess.run(unit_command(line), env=self.environment, timeout=SECONDS, check=False,
                                stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn("Watchdog triggered", result.stderr)

    def verify(self, text):
        unit = self.state / "deepocr@gate.service"
        unit.write_text(text, encoding="utf-8")
        return subprocess.run([SYSTEMD_ANALYZE, "verify", "--man=no", str(unit)], check=False, text=True,
                              timeout=SECONDS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    @unittest.skipUnless(SYSTEMD_ANALYZE, "systemd-analyze is not installed")
    def test_systemd_takes_the_unit(self):
        text = (FILES / "deepocr@.service").read_text(encoding="utf-8")
        result = self.verify(text)
        self.assertEqual((result.returncode, result.stdout), (0, ""))
        self.assertIn("Failed to parse", self.verify(text.replace("RestartSec=5", "RestartSec=soon")).stdout)

    @unittest.skipUnless(shutil.which("systemd-sysusers"), "systemd-sysusers is not installed")
    def test_systemd_takes_the_user(self):
        result = subprocess.run(["systemd-sysusers", "--dry-run", str(FILES / "deepocr.sysusers.conf")],
                                check=False, timeout=SECONDS, stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_image_runs_as_nobody_in_particular(self):
        text = (FILES / "Containerfile").read_text(encoding="utf-8")
        users = re.findall(r"^USER (.*)$", text, re.MULTILINE)
        self.assertEqual(users, ["deepocr"])
        self.assertEqual(re.findall(r"^STOPSIGNAL (.*)$", text, re.MULTILINE),
                         [dict(settings(FILES / "deepocr@.service"))["KillSignal"]])


if __name__ == "__main__":
    FILES = pathlib.Path(sys.argv.pop(1)) / "examples" / "deployment"
    unittest.main()
