#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what a camera costs, in processor time: camera-cost.py FOLDER

Records rendered traffic into FOLDER (3 GB), then runs gst-launch-1.0 over it. Start-up is taken out: what
counts is the difference between a run over the whole recording and one over its first second.
Processor time and not time, so other work on the machine disturbs little. Medians of three.
"""
import os
import pathlib
import statistics
import subprocess
import sys

SIZES = {"1080p": (1920, 1080, 4_000_000), "720p": (1280, 720, 2_000_000)}
RATES = (5, 10, 15)
INTERVALS = (1, 3)
SECONDS = 21
RUNS = 3


def launch(line):
    """Runs a launch line; returns its processor time in seconds and its largest memory in MiB."""
    process = subprocess.Popen(["gst-launch-1.0", "-q", *line.split()], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"camera-cost.py: failed: gst-launch-1.0 {line}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def record(folder, size, rate):
    """Renders a street into raw frames and into H.264, both once."""
    width, height, bitrate = SIZES[size]
    raw, coded = (folder / f"{size}-{rate}.{suffix}" for suffix in ("nv12", "mkv"))
    if not coded.exists():
        launch(f"platetestsrc seed=7 attach-regions=false num-buffers={SECONDS * rate} "
               f"! video/x-raw,format=NV12,width={width},height={height},framerate={rate}/1 "
               f"! tee name=t ! queue ! filesink location={raw} "
               "t. ! queue ! videoconvert ! video/x-raw,format=I420 "
               f"! openh264enc bitrate={bitrate} gop-size={2 * rate} ! h264parse ! matroskamux "
               f"! filesink location={coded}")
    return raw, coded


def raw_source(raw, size, rate, frames):
    width, height, _ = SIZES[size]
    return (f"filesrc location={raw} blocksize={width * height * 3 // 2} num-buffers={frames} "
            f"! rawvideoparse format=nv12 width={width} height={height} framerate={rate}/1")


def cost(line_of_frames, rate):
    """Processor time per second of stream: of the whole recording less its first second."""
    runs = [launch(line_of_frames(SECONDS * rate))[0] - launch(line_of_frames(rate))[0]
            for _ in range(RUNS)]
    return statistics.median(runs) / (SECONDS - 1)


def measure_reading(folder):
    """Prints cores per camera for reading raw frames, without what it takes to get them."""
    for size in SIZES:
        for rate in RATES:
            raw, _ = record(folder, size, rate)

            def source(frames, raw=raw, size=size, rate=rate):
                return raw_source(raw, size, rate, frames)

            without = cost(lambda frames: f"{source(frames)} ! fakesink", rate)
            for interval in INTERVALS:
                reading = f"deepocr inference-interval={interval} ! fakesink"
                whole = cost(lambda frames, reading=reading: f"{source(frames)} ! {reading}", rate)
                used = whole - without
                print(f"reading  {size:5} {rate:2} fps interval {interval}: {used:.4f} cores, "
                      f"{1000 * used / rate:.2f} ms a frame", flush=True)


def measure_decoding(folder):
    """Prints cores per camera for taking H.264 apart and decoding it on the processor."""
    for size in SIZES:
        rate = RATES[-1]
        _, coded = record(folder, size, rate)
        decode = f"filesrc location={coded} ! matroskademux ! h264parse ! avdec_h264 max-threads=1"
        used = cost(lambda frames, decode=decode:
                    f"{decode} ! identity eos-after={frames} ! fakesink", rate)
        print(f"decoding {size:5} {rate:2} fps: {used:.4f} cores, {1000 * used / rate:.2f} ms a frame, "
              f"{8 * coded.stat().st_size / SECONDS / 1e6:.1f} Mbit/s", flush=True)


def measure_memory(folder):
    """Prints the memory of processes of one and of four cameras."""
    for size in SIZES:
        _, coded = record(folder, size, RATES[-1])
        for cameras in (1, 4):
            for shared in ("", " model-instance-id=shared"):
                line = " ".join(f"filesrc location={coded} ! matroskademux ! h264parse ! avdec_h264 "
                                f"max-threads=1 ! deepocr{shared} ! fakesink" for _ in range(cameras))
                peaks = [launch(line)[1] for _ in range(RUNS)]
                print(f"memory   {size:5} {cameras} camera(s){shared}: "
                      f"{statistics.median(peaks):.0f} MiB", flush=True)


def main():
    """Measures everything, on one thread for each network."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    measure_reading(folder)
    measure_decoding(folder)
    measure_memory(folder)


if __name__ == "__main__":
    main()
