# SPDX-License-Identifier: MIT
"""Runs an example application on frames whose readings are known.

The environment says which: EXAMPLE is its command, EXAMPLE_PRINTS what it prints (frames, events or
core-only), EXAMPLE_SOURCE its source, which is shorter than EXAMPLE_LINES.
"""
import os
import pathlib
import signal
import subprocess
import sys
import unittest

EXAMPLE = os.environ["EXAMPLE"].split(os.pathsep)
SINK = " ! fakesink" if os.environ["EXAMPLE_PRINTS"] == "events" else ""
PRINTED = {
    "frames": ["confirmed 40719 at 40,60 80x30, confidence 0.875, track 7",
               "refused blurred at 1,2 3x4, confidence 0.250, track 0"],
    "events": ["40719, confidence 0.875, track 7"],
    "core-only": ["confirmed 40719, confidence 0.875", "refused blurred, confidence 0.250"],
}[os.environ["EXAMPLE_PRINTS"]]
TWO_FRAMES = "videotestsrc num-buffers=2 ! video/x-raw,framerate=10/1"
SECONDS = 60


def run(*arguments):
    return subprocess.run([*EXAMPLE, *arguments], capture_output=True, text=True, timeout=SECONDS)


class Example(unittest.TestCase):
    def test_readings_are_printed(self):
        result = run(f"{TWO_FRAMES} ! exampleplates{SINK}")
        self.assertEqual(result.stdout.splitlines(),
                         [f"{time} s: {reading}" for time in ("0.000", "0.100")
                          for reading in PRINTED])
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.returncode, 0)

    def test_failing_pipeline_ends_with_its_error(self):
        result = run(f"filesrc location=/nonexistent ! decodebin ! exampleplates{SINK}")
        self.assertIn("/nonexistent", result.stderr)
        self.assertEqual(result.returncode, 1)

    def test_unknown_element_is_named(self):
        result = run("videotestsrc ! nosuchelement")
        self.assertIn('no element "nosuchelement"', result.stderr)
        self.assertEqual(result.returncode, 1)

    def test_usage_is_told(self):
        result = run("--help")
        self.assertRegex(result.stdout, "(?i)usage")
        self.assertEqual(result.returncode, 0)
        for arguments in ["--foo"], ["a.mkv", "b.mkv"]:
            result = run(*arguments)
            self.assertRegex(result.stderr, "usage|--help")
            self.assertEqual((result.stdout, result.returncode), ("", 2))

    def test_interrupt_ends_it_without_an_error(self):
        with subprocess.Popen([*EXAMPLE, f"videotestsrc is-live=true ! exampleplates{SINK}"],
                              env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as example:
            self.assertIn(PRINTED[0], example.stdout.readline())
            example.send_signal(signal.SIGINT)
            _, errors = example.communicate(timeout=SECONDS)
        self.assertEqual(errors, "")
        self.assertIn(example.returncode, (0, -signal.SIGINT))

    def test_it_ends_when_nobody_reads_on(self):
        with subprocess.Popen([*EXAMPLE, f"videotestsrc ! exampleplates{SINK}"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as example:
            example.stdout.readline()
            example.stdout.close()
            self.assertEqual(example.stderr.read(), "")
            self.assertEqual(example.wait(SECONDS), -signal.SIGPIPE)

    def test_source_is_short(self):
        lines = pathlib.Path(os.environ["EXAMPLE_SOURCE"]).read_text(encoding="utf-8").splitlines()
        self.assertLess(len(lines), int(os.environ["EXAMPLE_LINES"]))


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
