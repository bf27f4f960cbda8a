# SPDX-License-Identifier: MIT
"""Runs deepocr-dashboard on a free port, and asks it."""
import json
import os
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request

PROGRAM = os.environ["DASHBOARD"]
PLATES = ("platetestsrc is-live=true pattern=plate numbers=37463,23837"
          " ! video/x-raw,framerate=10/1")


def wait_for(condition, what, seconds=30):
    """Returns what `condition` returns, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come in {seconds} seconds")
        time.sleep(0.02)


def fail_to_start(*arguments):
    """Returns the exit code and the words of a command line that is not good."""
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60,
                            check=False)
    return result.returncode, result.stderr.strip()


class Dashboard:
    """A server that ends with the `with` statement."""

    def __init__(self, *arguments, cameras=(f"gate={PLATES}",)):
        options = [word for camera in cameras for word in ("--camera", camera)]
        self.process = subprocess.Popen([PROGRAM, "--port", "0", *options, *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.words = []  # what it says of its cameras
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        line = self.process.stdout.readline()
        match = re.fullmatch(r"Open (http://\S+/)\n", line)
        if not match:
            self.close()
            raise RuntimeError(f"The server did not start: {line}{self.words}")
        self.address = match.group(1)
        self.port = int(re.search(r":(\d+)/", self.address).group(1))

    def _listen(self):
        self.words.extend(iter(self.process.stderr.readline, ""))

    def close(self):
        """Ends the server and returns its exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self._listener.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, path, headers=None, method="GET", data=None):
        """Returns status, headers and body."""
        request = urllib.request.Request(self.address + path.lstrip("/"), data=data, method=method,
                                         headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def json(self, path):
        """Returns what a path answers."""
        return json.loads(self.ask(path)[2])

    def camera(self, index=0):
        """Returns the state of a camera."""
        return self.json("api/cameras")[index]

    def events(self, path="api/stream", headers=None):
        """Yields type, id and data of each event of the stream."""
        request = urllib.request.Request(self.address + path, headers=headers or {})
        with urllib.request.urlopen(request, timeout=20) as answer:
            fields = {}
            for line in answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "event" in fields:
                    yield fields["event"], int(fields.get("id", 0)), json.loads(fields["data"])
                    fields = {}

    def first(self, kind, count=1, **arguments):
        """Returns id and data of the first events of a kind."""
        found = []
        for event, identifier, data in self.events(**arguments):
            if event == kind:
                found.append((identifier, data))
            if len(found) == count:
                return found
        raise RuntimeError("the stream ended")

    def wait_until_running(self, index=0):
        """Returns the camera's state when it has sent a picture."""
        return wait_for(lambda: (camera := self.camera(index))["state"] == "running" and camera,
                        "a picture")

    def sockets(self):
        """Returns how many sockets the process has open."""
        folder = f"/proc/{self.process.pid}/fd"
        count = 0
        for name in os.listdir(folder):
            try:
                count += os.readlink(f"{folder}/{name}").startswith("socket:")
            except FileNotFoundError:
                pass
        return count

    def memory(self):
        """Returns the resident memory in bytes."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
