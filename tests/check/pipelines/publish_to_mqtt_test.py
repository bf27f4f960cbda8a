# SPDX-License-Identifier: MIT
"""platepublish and a real broker, which comes late, is killed and comes back: MOSQUITTO MOSQUITTO_SUB

Run without arguments but SPOOL PORT FIRST COUNT, it is a program that publishes events.
"""
import contextlib
import getpass
import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstDeepOcr", "1.0")
from gi.repository import Gst, GstDeepOcr  # noqa: E402

SECONDS = 30
MOSQUITTO, MOSQUITTO_SUB = None, None


def wait_until(condition, what):
    """Waits for a condition that no notification exists for."""
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {SECONDS} s until {what}")
        time.sleep(0.01)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """A mosquitto that keeps its subscriptions on disk."""

    def __init__(self, folder, *extra):
        self.port = free_port()
        self.folder = pathlib.Path(folder)
        self.process = None
        # Without a limit of messages under way, it has sent to subscribers what it acknowledges.
        # As root it would change to a user who may not write here.
        (self.folder / "broker.conf").write_text("\n".join([
            f"listener {self.port} 127.0.0.1", f"user {getpass.getuser()}", "persistence true", "autosave_interval 0",
            f"persistence_location {self.folder}/", "max_inflight_messages 0",
            "max_queued_messages 0", *(extra or ["allow_anonymous true"])]))

    def start(self):
        self.process = subprocess.Popen([MOSQUITTO, "-c", self.folder / "broker.conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.answers, "the broker answers")

    def answers(self):
        assert self.process.poll() is None, "the broker has ended"
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False

    def save(self):
        """Lets it write its subscriptions to disk."""
        self.process.send_signal(signal.SIGUSR1)
        wait_until((self.folder / "mosquitto.db").exists, "the broker has saved")

    def kill(self):
        self.process.kill()
        self.process.wait()


class Subscriber:
    """Collects what arrives; a broker that comes back finds its subscription."""

    def __init__(self, port, *extra):
        self.process = subprocess.Popen(
            [MOSQUITTO_SUB, "-h", "127.0.0.1", "-p", str(port), "-i", "subscriber", "-c", "-q", "1",
             "-t", "#", "-v", *extra], stdout=subprocess.PIPE, text=True)
        self.messages = []
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n").split(" ", 1))

    def wait_for(self, condition, what):
        """Takes messages, each (topic, payload), until those so far meet the condition."""
        end = time.monotonic() + SECONDS
        while not condition(self.messages):
            try:
                self.messages.append(tuple(self.lines.get(timeout=end - time.monotonic())))
            except (queue.Empty, ValueError):
                raise AssertionError(f"waited {SECONDS} s until {what}; last: "
                                     f"{self.messages[-1:]}") from None

    def events(self):
        return [json.loads(payload) for topic, payload in self.messages
                if topic.endswith("/events")]

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def text_of(number):
    return f"{number:05}"


class Publisher:
    """A pipeline into which events are put by hand."""

    def __init__(self, spool, port, properties=""):
        Gst.init(None)
        self.pipeline = Gst.parse_launch(
            "videotestsrc is-live=true ! video/x-raw,width=32,height=32 ! "
            f"platepublish name=gate method=mqtt address=127.0.0.1:{port} spool={spool} "
            f"{properties} ! fakesink")
        self.element = self.pipeline.get_by_name("gate")
        self.bus = self.pipeline.get_bus()

    def start(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        assert self.pipeline.get_state(SECONDS * Gst.SECOND)[0] == Gst.StateChangeReturn.SUCCESS

    def publish(self, number):
        reading = GstDeepOcr.Reading.new(text_of(number), 0.99)
        event = GstDeepOcr.event_new(reading, 0, 0, 0, 32, 32, None)
        assert self.element.get_static_pad("sink").send_event(event)

    def stats(self, name):
        return self.element.get_property("stats").get_value(name)

    def messages(self):
        """Returns the sentences that were posted since the last call: warnings, infos."""
        warnings, infos = [], []
        while (message := self.bus.pop()) is not None:
            if message.type == Gst.MessageType.WARNING:
                warnings.append(message.parse_warning()[0].message)
            elif message.type == Gst.MessageType.INFO:
                infos.append(message.parse_info()[0].message)
        return warnings, infos

    def stop(self):
        self.pipeline.set_state(Gst.State.NULL)


class PublishToMqtt(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.spool = os.path.join(self.folder, "spool")
        self.broker = Broker(self.folder)
        self.publisher = Publisher(self.spool, self.broker.port)
        self.addCleanup(self.publisher.stop)

    def start_broker(self):
        self.broker.start()
        self.addCleanup(self.broker.kill)

    def subscribe(self):
        """Returns a subscriber that the broker remembers."""
        subscriber = Subscriber(self.broker.port)
        self.addCleanup(subscriber.stop)
        pub = [MOSQUITTO_SUB.replace("_sub", "_pub"), "-h", "127.0.0.1", "-p",
               str(self.broker.port), "-q", "1", "-r", "-t", "ready", "-m", "yes"]
        subprocess.run(pub, check=True, timeout=SECONDS)
        subscriber.wait_for(lambda messages: ("ready", "yes") in messages, "the subscription works")
        self.broker.save()
        return subscriber

    def assert_all_arrive(self, subscriber, count):
        """Each event at least once, in order when duplicates are left out."""
        last = text_of(count - 1)
        subscriber.wait_for(lambda messages: any(f'"text":"{last}"' in payload
                                                 for _, payload in messages), f"{last} arrives")
        once = {event["id"]: event["text"] for event in subscriber.events()}
        self.assertEqual(list(once.values()), [text_of(number) for number in range(count)])

    def test_events_survive_a_broker_that_is_killed(self):
        self.start_broker()
        subscriber = self.subscribe()
        self.publisher.start()
        for number in range(100):
            self.publisher.publish(number)
        subscriber.wait_for(lambda messages: len(messages) > 20, "some events arrive")
        self.broker.kill()
        for number in range(100, 200):
            self.publisher.publish(number)
        wait_until(lambda: not self.publisher.stats("connected"), "the loss is noticed")
        self.broker.start()
        for number in range(200, 300):
            self.publisher.publish(number)
        self.assert_all_arrive(subscriber, 300)
        wait_until(lambda: self.publisher.stats("waiting") == 0, "all are acknowledged")
        warnings, infos = self.publisher.messages()
        self.assertEqual((len(warnings), len(infos)), (1, 1), warnings + infos)
        self.assertEqual(self.publisher.stats("delivered"), 300)
        self.assertEqual(self.publisher.stats("dropped"), 0)

    def test_events_wait_for_a_broker_that_comes_late(self):
        self.start_broker()
        subscriber = self.subscribe()
        self.broker.kill()
        self.publisher.start()
        for number in range(50):
            self.publisher.publish(number)
        wait_until(lambda: self.publisher.stats("errors") > 0, "the absence is noticed")
        self.assertEqual(len(self.publisher.messages()[0]), 1)
        self.broker.start()
        self.assert_all_arrive(subscriber, 50)

    def test_end_of_stream_waits_until_all_are_delivered(self):
        self.start_broker()
        self.publisher.start()
        for number in range(200):
            self.publisher.publish(number)
        self.publisher.pipeline.send_event(Gst.Event.new_eos())
        end = self.bus_pop(Gst.MessageType.EOS)
        self.assertIsNotNone(end)
        self.assertEqual(self.publisher.stats("waiting"), 0)
        self.assertEqual(self.publisher.stats("delivered"), 200)

    def bus_pop(self, kind):
        return self.publisher.bus.timed_pop_filtered(SECONDS * Gst.SECOND, kind)

    def test_status_is_kept_and_follows_the_element(self):
        self.start_broker()
        subscriber = self.subscribe()
        self.publisher.start()
        topic = "deepocr/gate/status"
        subscriber.wait_for(lambda messages: (topic, "online") in messages, "it is online")
        self.publisher.stop()
        subscriber.wait_for(lambda messages: messages[-1] == (topic, "offline"), "it is offline")

    def test_events_survive_a_process_that_is_killed(self):
        self.start_broker()
        subscriber = self.subscribe()
        self.broker.kill()
        program = [sys.executable, __file__, self.spool, str(self.broker.port)]
        first = subprocess.Popen([*program, "0", "60"], stdout=subprocess.PIPE, text=True)
        self.assertEqual(first.stdout.readline(), "published\n")
        first.kill()
        first.wait()
        first.stdout.close()
        self.broker.start()
        self.publisher.start()
        for number in range(60, 100):
            self.publisher.publish(number)
        self.assert_all_arrive(subscriber, 100)


class BrokerThatAsksForAPassword(unittest.TestCase):
    def test_wrong_password_is_one_warning_and_loses_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            passwords = os.path.join(folder, "passwords")
            tool = MOSQUITTO_SUB.replace("mosquitto_sub", "mosquitto_passwd")
            subprocess.run([tool, "-b", "-c", passwords, "gate", "right"], check=True)
            broker = Broker(folder, "allow_anonymous false", f"password_file {passwords}")
            broker.start()
            self.addCleanup(broker.kill)
            spool = os.path.join(folder, "spool")
            wrong = Publisher(spool, broker.port, "username=gate password=wrong")
            wrong.start()
            for number in range(10):
                wrong.publish(number)
            wait_until(lambda: wrong.stats("errors") >= 2, "it is refused twice")
            self.assertEqual(len(wrong.messages()[0]), 1)
            wrong.stop()
            right = Publisher(spool, broker.port, "username=gate password=right")
            right.start()
            wait_until(lambda: right.stats("delivered") == 10, "all are delivered")
            right.stop()


def publish_until_killed(spool, port, first, count):
    publisher = Publisher(spool, port)
    publisher.start()
    for number in range(int(first), int(first) + int(count)):
        publisher.publish(number)
    print("published", flush=True)
    signal.pause()


if __name__ == "__main__":
    if len(sys.argv) == 5:
        publish_until_killed(*sys.argv[1:])
    MOSQUITTO, MOSQUITTO_SUB = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main(argv=sys.argv)
