# SPDX-License-Identifier: MIT
"""Asks deepocr-dashboard over HTTP, politely and otherwise."""
import socket
import tempfile
import time
import unittest

from dashboard import PLATES, Dashboard, fail_to_start, wait_for

JPEG = b"\xff\xd8"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Dashboard("--host", "plates.example")
        cls.addClassCleanup(cls.server.close)
        cls.server.wait_until_running()

    def test_first_picture_comes_within_a_second_of_the_page(self):
        durations = []
        for _ in range(5):  # other tests may take the machine for a moment
            start = time.monotonic()
            for path in ("", "dashboard.css", "dashboard.js", "icon.svg"):
                self.assertEqual(self.server.ask(path)[0], 200)
            self.assertGreater(self.server.first("cameras")[0][1][0]["picture"], 0)
            status, headers, picture = self.server.ask("api/cameras/0/picture.jpg")
            durations.append(time.monotonic() - start)
            self.assertEqual((status, headers["Content-Type"]), (200, "image/jpeg"))
            self.assertTrue(picture.startswith(JPEG))
        self.assertLess(min(durations), 1)

    def test_plates_come_with_all_that_is_known_of_them(self):
        (identifier, plate), = self.server.first("plate")
        self.assertEqual(plate["id"], identifier)
        self.assertIn(plate["text"], ("37463", "23837"))
        self.assertEqual(plate["camera"], "gate")
        self.assertGreater(plate["confidence"], 0.9)
        self.assertEqual([len(digit) for digit in plate["posteriors"]], [10] * 5)
        self.assertRegex(plate["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        picture = self.server.ask(f"api/events/{identifier}/plate.jpg")[2]
        self.assertTrue(plate["picture"] and picture.startswith(JPEG))

    def test_who_comes_back_gets_what_came_meanwhile(self):
        (first, _), (second, _) = self.server.first("plate", 2)
        for arguments in ({"headers": {"Last-Event-ID": str(first)}},
                          {"path": f"api/stream?after={first}"}):
            self.assertEqual(self.server.first("plate", **arguments)[0][0], second)
        self.assertEqual(self.server.json(f"api/events?after={first}")[0]["id"], second)

    def test_search_finds_numbers_and_misread_ones(self):
        text = self.server.first("plate")[0][1]["text"]
        found = self.server.json(f"api/search?number=?{text[1:]}")
        self.assertTrue(found["matches"][0]["exact"])
        self.assertEqual(found["matches"][0]["text"], text)
        misread = text[:4] + str((int(text[4]) + 1) % 10)
        match = next(match for match in self.server.json(f"api/search?number={misread}")["matches"]
                     if match["text"] == text)
        self.assertFalse(match["exact"])
        self.assertLess(match["probability"], 0.5)

    def test_what_is_no_number_is_refused_in_a_sentence(self):
        for number in ("", "12a", "123456", "%00", "%ff"):
            status, _, body = self.server.ask(f"api/search?number={number}")
            self.assertEqual(status, 400, number)
            self.assertIn(b'"error":"A number', body)
        self.assertEqual(self.server.ask("api/search")[0], 400)

    def test_counters_and_latency_are_told(self):
        camera = wait_for(lambda: (now := self.server.camera())["locating_ms"] >= 0
                          and now["reading_ms"] > 0 and now["frames"] > 0 and now, "a frame")
        self.assertGreater(camera["frame_age_ms"], 0)
        self.assertEqual((camera["sentence"], camera["restarts"]), ("", 0))

    def test_unknown_hosts_are_refused(self):
        for host in ("evil.example", "evil.example:80", "localhost.evil.example", ""):
            status, _, body = self.server.ask("api/events", {"Host": host})
            self.assertEqual(status, 403, host)
            self.assertIn(b"--host", body)
        for host in ("localhost", "127.0.0.1:1", "[::1]:8080", "Plates.Example"):
            self.assertEqual(self.server.ask("api/events", {"Host": host})[0], 200, host)

    def test_request_without_a_host_is_refused(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as client:
            client.sendall(b"GET /api/events HTTP/1.0\r\n\r\n")
            self.assertIn(b" 403 ", client.recv(100))

    def test_nothing_can_be_written(self):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            status, headers, _ = self.server.ask("api/events", method=method)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"))

    def test_bodies_of_requests_are_not_kept(self):
        before = self.server.memory()
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as client:
            client.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n"
                           b"Content-Length: 100000000\r\n\r\n")
            try:
                for _ in range(100):
                    client.sendall(bytes(1_000_000))
            except OSError:
                pass  # it did not listen to the end
            self.assertLess(self.server.memory() - before, 50_000_000)
        self.assertEqual(self.server.ask("api/events")[0], 200)

    def test_answers_forbid_what_the_page_does_not_need(self):
        for path in ("", "api/events", "api/cameras/0/picture.jpg", "nothing"):
            headers = self.server.ask(path)[1]
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Cross-Origin-Resource-Policy"], "same-origin")
            self.assertIsNone(headers["Access-Control-Allow-Origin"])

    def test_what_is_known_already_is_not_sent_again(self):
        tag = self.server.ask("dashboard.js")[1]["ETag"]
        status, _, body = self.server.ask("dashboard.js", {"If-None-Match": tag})
        self.assertEqual((status, body), (304, b""))

    def test_head_is_answered_without_a_body(self):
        for path in ("", "api/events", "api/stream"):
            status, _, body = self.server.ask(path, method="HEAD")
            self.assertEqual((status, body), (200, b""))

    def test_what_is_not_there_is_not_found(self):
        for path in ("nothing", "api/cameras/1/picture.jpg", "api/cameras/x/picture.jpg",
                     "api/cameras/-1/picture.jpg", "api/cameras//picture.jpg",
                     "api/events/0/plate.jpg", "api/events/99999999999999999999/plate.jpg",
                     "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "page.gresource.xml"):
            self.assertEqual(self.server.ask(path)[0], 404, path)

    def test_garbage_does_no_harm(self):
        for garbage in (b"\0" * 4096, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                        b"GET /" + b"a" * 300_000):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as client:
                try:
                    client.sendall(garbage)
                    client.shutdown(socket.SHUT_WR)
                    client.recv(1000)
                except OSError:
                    pass
        self.assertEqual(self.server.ask("")[0], 200)


class Readers(unittest.TestCase):
    def open_streams(self, server, count):
        clients = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            self.addCleanup(client.close)
            client.sendall(b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertIn(b" 200 ", client.recv(20))
            clients.append(client)
        return clients

    def test_who_vanishes_is_noticed(self):
        with Dashboard() as server:
            server.wait_until_running()
            clients = self.open_streams(server, 10)
            opened = server.sockets()
            self.assertGreaterEqual(opened, 10)
            for client in clients:
                client.close()
            wait_for(lambda: server.sockets() <= opened - 10, "the end of the connections", 10)
            server.first("cameras")

    def test_too_many_pages_are_refused_until_one_leaves(self):
        with Dashboard() as server:
            clients = self.open_streams(server, 64)
            self.assertEqual(server.ask("api/stream")[0], 503)
            self.assertEqual(server.ask("api/events")[0], 200)
            clients[0].close()
            wait_for(lambda: server.ask("api/stream", method="HEAD")[0] == 200, "a place", 10)


class Cameras(unittest.TestCase):
    def test_one_that_fails_says_why_and_does_not_disturb_others(self):
        with Dashboard(cameras=("lost=filesrc location=/nonexistent/video ! decodebin",
                                f"gate={PLATES}")) as server:
            server.wait_until_running(1)
            lost = wait_for(lambda: (now := server.camera(0))["state"] == "failed" and now,
                            "a failure")
            self.assertIn("/nonexistent/video", lost["sentence"])
            wait_for(lambda: server.camera(0)["restarts"] >= 2, "a second start")
            self.assertEqual(server.camera(1)["state"], "running")

    def test_one_whose_stream_ends_is_started_again(self):
        live = "platetestsrc is-live=true num-buffers=10 ! video/x-raw,framerate=30/1"
        with Dashboard(cameras=(f"gate={live}",)) as server:
            wait_for(lambda: server.camera()["restarts"] >= 1 and server.wait_until_running(),
                     "a second run")
            wait_for(lambda: any("The stream ended." in line for line in server.words), "a word")
            # A run has ten at most; a live source leaves out what a busy machine is late for.
            wait_for(lambda: server.camera()["frames"] > 10, "frames of several runs")

    def test_a_file_ends(self):
        with Dashboard(cameras=("file=platetestsrc num-buffers=30",)) as server:
            camera = wait_for(lambda: (now := server.camera())["state"] == "ended" and now,
                              "the end")
            self.assertEqual(camera["frames"] + camera["skipped"], 30)
            self.assertEqual(server.ask("api/cameras/0/picture.jpg")[0], 200)

    def test_skipped_frames_do_not_report_a_plate_again(self):
        fast = ("platetestsrc is-live=true pattern=plate numbers=37463 num-buffers=2"
                " ! video/x-raw,width=1280,height=384,framerate=1/2 ! imagefreeze is-live=true"
                " ! video/x-raw,framerate=10000/1")
        with Dashboard(cameras=(f"gate={fast}",)) as server:
            wait_for(lambda: server.camera()["skipped"] > 100, "skipped frames")
            self.assertEqual([plate["text"] for plate in server.json("api/events")], ["37463"])

    def test_a_hit_of_the_watch_list_says_so(self):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            print("37463 blue van", file=listed, flush=True)
            line = f"gate={PLATES} ! deepocr watch-list={listed.name}"
            with Dashboard(cameras=(line,)) as server:
                plates = wait_for(lambda: (now := server.json("api/events"))[1:] and now, "plates")
            notes = {plate["text"]: (plate["listed"], plate["note"]) for plate in plates}
            self.assertEqual(notes, {"37463": ("37463", "blue van"), "23837": ("", "")})

    def test_one_that_falls_silent_is_started_again(self):
        silent = "platetestsrc is-live=true ! valve drop=true"
        with Dashboard("--timeout", "1", cameras=(f"gate={silent}",)) as server:
            camera = wait_for(lambda: (now := server.camera())["restarts"] >= 1 and now, "a start")
            self.assertEqual(camera["sentence"], "No frame came for 1 s.")


class CommandLine(unittest.TestCase):
    def check(self, code, *words, arguments):
        result, sentence = fail_to_start(*arguments)
        self.assertEqual(result, code, sentence)
        self.assertEqual(len(sentence.splitlines()), 1, sentence)
        for word in words:
            self.assertIn(word, sentence)

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = str(other.getsockname()[1])
            self.check(1, port, "in use", "--port", arguments=["--port", port])

    def test_unknown_address(self):
        self.check(1, "nosuchhost.invalid", arguments=["--address", "nosuchhost.invalid"])
        self.check(1, "192.0.2.1", arguments=["--address", "192.0.2.1", "--port", "0"])

    def test_bad_options(self):
        self.check(2, "--nonsense", arguments=["--nonsense"])
        self.check(2, "surplus", arguments=["surplus"])
        self.check(2, "65536", arguments=["--port", "65536"])
        self.check(2, "--events", arguments=["--events", "0"])

    def test_bad_cameras(self):
        self.check(2, "has no name", arguments=["--camera", "rtsp://camera/stream"])
        self.check(2, "nosuchelement", "'gate'",
                   arguments=["--port", "0", "--camera", "gate=nosuchelement"])
        self.check(2, "'gate'", arguments=["--camera", "gate=videotestsrc",
                                           "--camera", "gate=videotestsrc"])

    def test_ends_when_it_is_told(self):
        server = Dashboard()
        server.wait_until_running()
        self.assertEqual(server.close(), 0)


if __name__ == "__main__":
    unittest.main()
