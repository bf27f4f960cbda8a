# SPDX-License-Identifier: MIT
"""Runs a program as if python3-gst-1.0 were not installed: without-overrides.py PROGRAM ARGUMENT…"""
import runpy
import sys

sys.modules["gi.overrides.Gst"] = None  # cannot be imported
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
