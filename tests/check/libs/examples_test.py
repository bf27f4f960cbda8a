# SPDX-License-Identifier: MIT
"""Runs an example application, named by the command line, on frames whose readings are known."""
import os
import subprocess
import sys
import unittest

EXAMPLE = os.environ["EXAMPLE"].split(os.pathsep)
CONFIRMED = "confirmed 40719 at 40,60 80x30, confidence 0.875, track 7"
REFUSED = "refused blurred at 1,2 3x4, confidence 0.250, track 0"


def run(*arguments):
    return subprocess.run([*EXAMPLE, *arguments], capture_output=True, text=True, timeout=60)


class Example(unittest.TestCase):
    def test_readings_of_each_frame_are_printed(self):
        result = run("videotestsrc num-buffers=2 ! video/x-raw,framerate=10/1 ! exampleplates")
        self.assertEqual(result.stdout.splitlines(),
                         [f"{time} s: {reading}" for time in ("0.000", "0.100")
                          for reading in (CONFIRMED, REFUSED)])
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_failing_pipeline_ends_with_its_error(self):
        result = run("filesrc location=/nonexistent ! decodebin ! exampleplates")
        self.assertIn("/nonexistent", result.stderr)
        self.assertEqual(result.returncode, 1)

    def test_unknown_element_is_named(self):
        result = run("videotestsrc ! nosuchelement")
        self.assertIn("nosuchelement", result.stderr)
        self.assertEqual(result.returncode, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
