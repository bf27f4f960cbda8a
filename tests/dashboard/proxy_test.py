# SPDX-License-Identifier: MIT
"""Runs the configuration of nginx that docs/dashboard.md shows: proxy_test.py DOCUMENT"""
import base64
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

from dashboard import Dashboard, wait_for

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
DOCUMENT = pathlib.Path(sys.argv.pop())
PATHS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_port():
    """Returns a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Proxy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.dashboard = Dashboard()
        self.addCleanup(self.dashboard.close)
        self.dashboard.wait_until_running()
        self.port = free_port()
        self.make_secrets()
        self.start_nginx()

    def make_secrets(self):
        """Writes a certificate and a password."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", "plates.key", "-out", "plates.pem"],
                       cwd=self.folder, check=True, capture_output=True)
        password = subprocess.run(["openssl", "passwd", "-apr1", "secret"], check=True,
                                  capture_output=True, text=True).stdout
        (self.folder / "plates.htpasswd").write_text(f"operator:{password}")

    def start_nginx(self):
        """Runs what the document shows, with ports and files of this test."""
        server = re.search(r"```nginx\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)[1]
        server = server.replace("listen 443", f"listen 127.0.0.1:{self.port}")
        server = server.replace("127.0.0.1:8080", f"127.0.0.1:{self.dashboard.port}")
        server = re.sub(r"/etc/\S+/(plates\.\w+)", rf"{self.folder}/\1", server)
        folders = "".join(f"{name}_temp_path {self.folder}/{name};" for name in PATHS)
        (self.folder / "nginx.conf").write_text(
            f"daemon off; pid {self.folder}/pid; error_log stderr;"
            + ("user root;" if os.geteuid() == 0 else "")
            + f"events {{}} http {{ access_log off; {folders}\n{server}}}")
        nginx = subprocess.Popen([NGINX, "-c", f"{self.folder}/nginx.conf", "-p", self.folder,
                                  "-e", "stderr"])
        self.addCleanup(nginx.wait, 20)
        self.addCleanup(nginx.terminate)
        wait_for(self.is_listening, "nginx", 20)

    def is_listening(self):
        """Returns whether somebody answers on the port."""
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def open(self, path, password=None):
        """Returns an answer."""
        request = urllib.request.Request(f"https://localhost:{self.port}/{path}")
        if password:
            word = base64.b64encode(f"operator:{password}".encode()).decode()
            request.add_header("Authorization", f"Basic {word}")
        context = ssl.create_default_context(cafile=self.folder / "plates.pem")
        return urllib.request.urlopen(request, timeout=20, context=context)

    def test_the_page_is_behind_a_password(self):
        for password in (None, "wrong"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.open("", password)
            self.assertEqual(refused.exception.code, 401)
            refused.exception.close()
        with self.open("", "secret") as answer:
            self.assertIn(b"<title>DeepOCR</title>", answer.read())

    def test_events_come_when_they_happen(self):
        with self.open("api/stream", "secret") as answer:
            kinds = [line for line in (answer.readline() for _ in range(40))
                     if line.startswith(b"event: picture")]
        self.assertGreater(len(kinds), 1)


if __name__ == "__main__":
    if not NGINX or not shutil.which("openssl"):
        print("nginx or openssl is not installed (packages nginx-light, openssl)")
        sys.exit(77)
    unittest.main()
