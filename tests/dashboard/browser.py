# SPDX-License-Identifier: MIT
"""A headless Chromium, led through its DevTools protocol over a pipe."""
import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--remote-debugging-pipe"]


def find():
    """Returns the path of a Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _pipe():
    """Returns both ends of a pipe, out of the way of descriptors 3 and 4."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high


class Browser:
    """One page. All waiting has a deadline, after which TimeoutError is raised."""

    def __init__(self, profile, log=subprocess.DEVNULL):
        requests, self._requests = _pipe()
        self._answers, answers = _pipe()

        def move_pipes():
            os.dup2(requests, 3)
            os.dup2(answers, 4)

        self._process = subprocess.Popen(
            [find(), *ARGUMENTS, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(3, 4),
            preexec_fn=move_pipes)
        os.close(requests)
        os.close(answers)
        self._received = b""
        self._count = 0
        self._session = None
        target = next(target for target in self.call("Target.getTargets")["targetInfos"]
                      if target["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        self.call("Page.enable")

    def close(self):
        """Ends the browser."""
        try:
            self._session = None
            self.call("Browser.close", seconds=10)
        except (TimeoutError, OSError):
            self._process.kill()
        self._process.wait()
        os.close(self._requests)
        os.close(self._answers)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, method, seconds=30, **parameters):
        """Returns the answer to one command."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._requests, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + seconds
        while True:
            answer = self._receive(deadline, method)
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _receive(self, deadline, what):
        while b"\0" not in self._received:
            ready, _, _ = select.select([self._answers], [], [],
                                        max(0, deadline - time.monotonic()))
            data = os.read(self._answers, 1 << 16) if ready else b""
            if not data:
                raise TimeoutError(f"Chromium did not answer {what}")
            self._received += data
        message, self._received = self._received.split(b"\0", 1)
        return json.loads(message)

    def open(self, address):
        """Begins to load a page; it does not wait for it."""
        self.call("Page.navigate", url=address)

    def evaluate(self, expression):
        """Returns the value of a JavaScript expression, which may be a promise."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait_for(self, condition, seconds=30):
        """Returns the value of a JavaScript expression as soon as it is true."""
        deadline = time.monotonic() + seconds
        while True:
            value = self.evaluate(condition)
            if value:
                return value
            if time.monotonic() > deadline:
                raise TimeoutError(f"This did not come true: {condition}")
            self.evaluate("new Promise(requestAnimationFrame)")

    def set_view(self, width, height, scheme="light"):
        """Sets the size of the window, in pixels, and the colour scheme."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, path):
        """Writes what is in view, as PNG."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
