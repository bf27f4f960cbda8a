#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints how many cases passed, failed and were skipped: count-tests.py testlog.json

A test of Meson is a program with cases; GoogleTest and gst-check say how many. A program that
failed without a failed case (it crashed, or took too long) counts as one more failure.
"""
import json
import re
import sys

GOOGLE_TEST_PASSED = re.compile(r"^\[  PASSED  \] (\d+) test", re.MULTILINE)
GOOGLE_TEST_FAILED = re.compile(r"^\[  FAILED  \] (\d+) test", re.MULTILINE)
GOOGLE_TEST_SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) test", re.MULTILINE)
GST_CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)", re.MULTILINE)


def cases(entry):
    """Returns how many cases of one program passed, failed and were skipped."""
    output = entry.get("stdout", "") + entry.get("stderr", "")
    succeeded = entry["result"] in ("OK", "EXPECTEDFAIL")
    if entry["result"] == "SKIP":
        return 0, 0, 1
    passed = failed = skipped = 0
    if google := GOOGLE_TEST_PASSED.findall(output):
        passed = sum(map(int, google))
        failed = sum(map(int, GOOGLE_TEST_FAILED.findall(output)))
        skipped = sum(map(int, GOOGLE_TEST_SKIPPED.findall(output)))
    for checks, failures, errors in GST_CHECK.findall(output):
        failed += int(failures) + int(errors)
        passed += int(checks) - int(failures) - int(errors)
    if not succeeded:
        failed = max(failed, 1)
    elif passed == 0:
        passed = 1
    return passed, failed, skipped


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        counts = [cases(json.loads(line)) for line in log]
    print(*map(sum, zip((0, 0, 0), *counts)))
