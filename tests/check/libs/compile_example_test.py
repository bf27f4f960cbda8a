# SPDX-License-Identifier: MIT
"""Compiles the C example as docs/applications.md says: compile_example_test.py SOURCE_ROOT

PKG_CONFIG_PATH tells where gstdeepocr-1.0 is, as after an installation to another prefix.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile


def documented_line(root):
    lines = (root / "docs/applications.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("cc "))


def main(root):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(root / "examples/c/read-plates.c", folder)
        line = documented_line(root)
        print(line, flush=True)
        subprocess.run(line, shell=True, cwd=folder, check=True)
        result = subprocess.run(["./read-plates", "videotestsrc num-buffers=1 ! exampleplates"],
                                cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
        print(result.stdout)
        return 0 if "confirmed 40719" in result.stdout else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
