# SPDX-License-Identifier: MIT
"""Watches the memory of deepocr-dashboard while cameras run and pages are open: memory.py [MINUTES]

Run by hand, with the environment of the tests. Four cameras that show rendered frames again and
again (rendering itself would load one typeface after the other); one reader of the stream and of all
pictures, one that comes and goes, and one that never reads. Prints the resident memory every ten
seconds, then by how much the last quarter of the run is above the second one.
"""
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error

from dashboard import Dashboard

FRAMES = "video/x-raw,width=480,height=270,framerate=5/1"
LIGHTS = ("day", "dusk", "night", "infrared")
INTERVAL = 10


def render(folder):
    """Writes thirty seconds of each light, and returns the cameras that show them."""
    cameras = []
    for seed, light in enumerate(LIGHTS, 1):
        files = f"{folder}/{light}-%03d.jpg"
        line = (f"platetestsrc light={light} seed={seed} speed=2 num-buffers=150 ! {FRAMES}"
                f" ! jpegenc ! multifilesink location={files}")
        subprocess.run(["gst-launch-1.0", "-q", *line.split()], check=True)
        cameras.append(f"{light}=multifilesrc location={files} loop=true"
                       " caps=image/jpeg,framerate=5/1 ! jpegdec")
    return cameras


def watch(server):
    """Reads the stream and each picture that it announces, as a page does."""
    for kind, _, data in server.events():
        if kind == "picture":
            server.ask(f"api/cameras/{data['camera']}/picture.jpg")
        elif kind == "plate":
            server.ask(f"api/events/{data['id']}/plate.jpg")


def come_and_go(server):
    """Opens the stream again and again, searches, and vanishes."""
    while True:
        server.first("cameras", 2)
        server.ask("api/search?number=3?4")


def in_background(work, server):
    """Runs until the server ends."""
    def run():
        try:
            work(server)
        except (OSError, RuntimeError, ValueError, urllib.error.URLError):
            pass
    threading.Thread(target=run, daemon=True).start()


def main(minutes):
    """Prints the figures; they are in MiB."""
    sizes = []
    with tempfile.TemporaryDirectory() as folder, \
            Dashboard("--events", "100", cameras=render(folder)) as server, \
            socket.create_connection(("127.0.0.1", server.port)) as silent:
        silent.sendall(b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for work in (watch, come_and_go):
            in_background(work, server)
        start = time.monotonic()
        while (elapsed := time.monotonic() - start) < 60 * minutes:
            sizes.append(server.memory() / 2**20)
            events = sum(camera["events"] for camera in server.json("api/cameras"))
            print(f"{elapsed:5.0f} s  {sizes[-1]:7.1f} MiB  {events} events", flush=True)
            time.sleep(INTERVAL)
    quarter = len(sizes) // 4
    second, last = sizes[quarter:2 * quarter], sizes[-quarter:]
    print(f"Second quarter {statistics.mean(second):.1f} MiB, last {statistics.mean(last):.1f} MiB: "
          f"{statistics.mean(last) - statistics.mean(second):+.1f} MiB")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
