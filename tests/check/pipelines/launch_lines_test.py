#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs every gst-launch-1.0 line of the documentation: launch_lines_test.py GST_LAUNCH SOURCE_ROOT

Files that the lines name are made first; a sink that needs a screen is replaced by fakesink. Lines
that need a camera's address are left out, and a line with an ellipsis is no line.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

DOCUMENTS = ["README.md", "docs/*.md", "gst/*.cpp", "gst/*/*.cpp"]
LAUNCH_LINE = re.compile(r"^(?: \* )?(gst-launch-1\.0 .*)$", re.MULTILINE)
NEEDS_A_CAMERA = ("rtsp://", "/dev/video")
NEEDS_A_SCREEN = re.compile(r"\bautovideosink\b")
SECONDS = 60


def documented_lines(root):
    """Yields each document with a line of it."""
    for pattern in DOCUMENTS:
        for document in sorted(root.glob(pattern)):
            for line in LAUNCH_LINE.findall(document.read_text(encoding="utf-8")):
                if "…" not in line and not any(word in line for word in NEEDS_A_CAMERA):
                    yield document.relative_to(root), line


def make_files(launch, root, folder):
    """Makes what the lines read: pictures of a plate, a model and a watch list."""
    picture = "platetestsrc pattern=plate num-buffers=1 ! jpegenc ! filesink location=plate.jpg"
    subprocess.run([launch, "-q", *picture.split()], cwd=folder, check=True, timeout=SECONDS)
    (folder / "album").mkdir()
    for number in range(2):
        shutil.copy(folder / "plate.jpg", folder / f"album/{number:02}.jpg")
    shutil.copy(root / "lib/models/deepocr-reader.pt", folder / "my.pt")
    (folder / "list.txt").write_text("37463 blue van\n", encoding="utf-8")


def run(launch, line, folder):
    """Returns whether the line ran to its end."""
    arguments = shlex.split(NEEDS_A_SCREEN.sub("fakesink", line))[1:]
    result = subprocess.run([launch, *arguments], cwd=folder, timeout=SECONDS, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                            env={**os.environ, "XDG_STATE_HOME": str(folder)})
    ended = "-q" in arguments or "Got EOS from element" in result.stdout
    if result.returncode != 0 or not ended:
        print(result.stdout)
        return False
    return True


def main(launch, root):
    """Runs them all; every line that fails is named."""
    failed = count = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_files(launch, root, folder)
        for document, line in documented_lines(root):
            count += 1
            passed = run(launch, line, folder)
            failed += not passed
            print("ok    " if passed else "FAILED", f"{document}: {line}", flush=True)
    print(f"{count - failed} of {count} lines ran")
    return 1 if failed or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
