# SPDX-License-Identifier: MIT
"""Looks at the page of deepocr-dashboard in a headless Chromium."""
import sys
import tempfile
import unittest

import browser
from dashboard import PLATES, Dashboard

PICTURES = ("[...document.querySelectorAll('.view img')]"
            ".filter(image => image.complete && image.naturalWidth > 0).length")
PLATES_SHOWN = ("[...document.querySelectorAll('#events .plate')]"
                ".map(plate => plate.querySelector('.plate-number').textContent)")


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.page = browser.Browser(folder.name)
        self.addCleanup(self.page.close)

    def open(self, *arguments, **options):
        """Opens the page of a server of its own."""
        server = Dashboard(*arguments, **options)
        self.addCleanup(server.close)
        self.page.open(server.address)
        return server

    def text(self, selector):
        """Returns what stands in the first element."""
        return self.page.evaluate(f"document.querySelector('{selector}').textContent")

    def test_hits_of_a_watch_list_stand_out(self):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
            print("37463 blue van", file=listed, flush=True)
            self.open(cameras=(f"gate={PLATES} ! deepocr watch-list={listed.name}",))
            self.page.wait_for("document.querySelectorAll('#events .plate').length >= 2")
        self.assertEqual(set(self.page.evaluate(
            "[...document.querySelectorAll('.plate.hit')].map(plate =>"
            " plate.querySelector('.plate-number').textContent"
            " + ' ' + plate.querySelector('.plate-hit').textContent)")), {"37463 Listed: blue van"})

    def test_pictures_and_plates_are_shown(self):
        self.open(cameras=(f"gate={PLATES}", f"yard & <b>garage={PLATES}"))
        self.page.wait_for(f"{PICTURES} === 2")
        self.page.wait_for(f"{PLATES_SHOWN}.length >= 2")
        self.assertLessEqual(set(self.page.evaluate(PLATES_SHOWN)), {"37463", "23837"})
        self.page.wait_for("document.querySelector('.plate-picture img').naturalWidth > 0")
        self.assertEqual(self.page.evaluate("[...document.querySelectorAll('.camera h2')]"
                                            ".map(name => name.textContent)"),
                         ["gate", "yard & <b>garage"])
        self.assertEqual(self.text("#connection"), "Live")
        self.page.wait_for("document.querySelector('[data-total=cameras]').textContent === '2/2'")
        self.page.wait_for("/ms$/.test(document.querySelector('[data-figure=age]').textContent)")

    def test_pictures_move(self):
        self.open()
        self.page.wait_for(f"{PICTURES} === 1")
        first = self.page.evaluate("document.querySelector('.view img').src")
        self.page.wait_for(f"document.querySelector('.view img').src !== '{first}'"
                           f" && {PICTURES} === 1")

    def test_first_picture_comes_within_a_second(self):
        server = Dashboard()
        self.addCleanup(server.close)
        server.wait_until_running()
        durations = []
        for _ in range(5):  # other tests may take the machine for a moment
            self.page.open(server.address)
            self.page.wait_for(f"{PICTURES} === 1")
            durations.append(self.page.evaluate(
                "Math.min(...performance.getEntriesByType('resource')"
                ".filter(entry => entry.name.includes('picture.jpg'))"
                ".map(entry => entry.responseEnd))"))
        print("The first picture came after", *(f"{value:.0f}" for value in durations), "ms")
        self.assertLess(min(durations), 1000)

    def test_search_shows_matches_and_misread_ones(self):
        self.open()
        self.page.wait_for(f"{PLATES_SHOWN}.includes('37463')")
        self.search("3?463")
        self.page.wait_for("document.querySelector('#matches .plate-number')?.textContent === '37463'")
        self.search("37468")
        self.page.wait_for("document.querySelector('#matches .plate-heading') !== null")
        self.assertEqual(self.text("#matches .plate-number"), "37463")
        self.search("x")
        self.page.wait_for("document.querySelector('#nothing').textContent.includes('by digits')")
        self.search("")
        self.page.wait_for("document.querySelector('#matches').hidden")

    def search(self, number):
        """Types a number."""
        self.page.evaluate("document.querySelector('#number').value = "
                           f"'{number}'; document.querySelector('#search').requestSubmit()")

    def test_failed_camera_says_why(self):
        self.open(cameras=("lost=filesrc location=/nonexistent/video ! decodebin",))
        self.page.wait_for("document.querySelector('.sentence')?.textContent"
                           ".includes('/nonexistent/video')")
        self.page.wait_for("document.querySelector('.camera .chip').textContent === 'failed'")

    def test_lost_server_is_told(self):
        server = self.open()
        self.page.wait_for(f"{PICTURES} === 1")
        server.process.kill()
        self.page.wait_for("document.querySelector('#connection').textContent === 'Connection lost'")

    def test_nothing_is_wider_than_a_narrow_window(self):
        self.page.set_view(360, 740)
        self.open()
        self.page.wait_for(f"{PICTURES} === 1 && {PLATES_SHOWN}.length > 0")
        self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), 360)


if __name__ == "__main__":
    if not browser.find():
        print("Chromium is not installed (package chromium): the page was not looked at")
        sys.exit(77)
    unittest.main()
