"""`nhipso broker` and `nhipso worker` as processes of a script, and what a script reads of them. Every wait has a bound."""

import atexit
import collections
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import time

from confluent_kafka import Consumer, TopicPartition

KEY = "5a" * 16
# The next script that uses the same machine must find nothing of this one: all that was started is ended, by its own id.
_started = []


def _end_all():
    for process in _started:
        if process.poll() is None:
            process.kill()
            process.wait()


atexit.register(_end_all)
# Ended from outside, it still goes through the above.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class Failure(Exception):
    """Words for whoever ran the script."""


class Child:
    """One process of ours with its output in files, so that nobody has to read along."""

    def __init__(self, arguments, folder, name, environment=None):
        self.name = name
        self.output = pathlib.Path(folder) / f"{name}.out"
        self.log = pathlib.Path(folder) / f"{name}.log"
        with open(self.output, "wb") as output, open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=log, env={**os.environ, **(environment or {})})
        _started.append(self.process)

    @property
    def pid(self):
        return self.process.pid

    def is_running(self):
        return self.process.poll() is None

    def log_tail(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, seconds=12):
        """Asks it to leave; how it ended, and after how long."""
        started = time.monotonic()
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure(f"{self.name} did not end within {seconds} s of SIGTERM; its last words:\n{self.log_tail()}") from None
        return code, time.monotonic() - started

    def kill(self):
        self.process.kill()
        self.process.wait()


class Cluster:
    """An embedded broker in a process of its own, and workers on it."""

    def __init__(self, nhipso, folder, topics, partitions=2, environment=None):
        self.nhipso = nhipso
        self.folder = folder
        self.environment = {"NHIPSO_PSEUDONYM_KEY": KEY, "NHIPSO_IDLE_AFTER": "3s", "NHIPSO_SNAPSHOT_EVERY": "2s",
                            "NHIPSO_PARTITIONS_FACTS": str(partitions), "NHIPSO_PARTITIONS_PARTIALS": str(partitions),
                            "NHIPSO_LOG_LEVEL": "info", **(environment or {})}
        arguments = [nhipso, "broker", "--facts-partitions", str(partitions), "--partials-partitions", str(partitions)]
        for topic, count in topics.items():
            arguments += ["--topic", f"{topic}:{count}"]
        self.broker = Child(arguments, folder, "broker")
        self.brokers = self._address()
        self.workers = 0

    def _address(self):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.broker.is_running():
            for line in self.broker.output.read_text().splitlines():
                if line.startswith("brokers: "):
                    return line.removeprefix("brokers: ")
            time.sleep(0.05)
        raise Failure(f"the embedded broker did not start:\n{self.broker.log_tail()}")

    def start_worker(self, *flags):
        self.workers += 1
        return Child([self.nhipso, "worker", "--brokers", self.brokers, *flags], self.folder, f"worker-{self.workers}", self.environment)


def run(arguments, seconds=60, **options):
    """One command to its end; its standard output."""
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False, **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def figure(document):
    """What an update says of its figure, without when and as how firm it was said; None where nobody is counted there."""
    data = dict(json.loads(document)["data"])
    for name in ("revision", "watermark", "contentDigest", "status"):
        data.pop(name, None)
    if data.get("reason") == "no-subjects":
        return None
    data["partners"] = [{k: v for k, v in partner.items() if k != "lastEventTime"} for partner in data.get("partners") or []]
    return data


def replay(nhipso, events, folder):
    """The figures by key, and the rejects, that a replay of the files gives."""
    rejects = pathlib.Path(folder) / "replay-rejects.ndjson"
    output = run([nhipso, "replay", "--events", str(events), "--out", "json", "--rejects", str(rejects), "--quiet"],
                 env={**os.environ, "NHIPSO_PSEUDONYM_KEY": KEY})
    figures = {}
    for line in output.splitlines():
        found = figure(line)
        if found is not None:
            figures[json.loads(line)["subject"]] = found
    return figures, [json.loads(line) for line in rejects.read_bytes().splitlines()]


def differences(expected, found):
    """Keys whose figures differ, with what differs of them."""
    return [f"{key}: {difference(expected.get(key), found.get(key))}" for key in sorted(expected.keys() | found.keys())
            if expected.get(key) != found.get(key)]


def difference(expected, found):
    if expected is None or found is None:
        return "should not be there" if expected is None else "is not there"
    return ", ".join(f"{name} should be {expected.get(name)}, is {found.get(name)}" for name in sorted(expected.keys() | found.keys())
                     if expected.get(name) != found.get(name))


def told(differing, total):
    """Some of the differences in words, after which indicators and windows they are of."""
    places = collections.Counter(f"{key.split('|')[0]} {key.split('|')[2]}" for key in (line.split(": ")[0] for line in differing))
    most = ", ".join(f"{count} of {place}" for place, count in places.most_common(6))
    return f"{len(differing)} of {total} figures differ from the replay's ({most}):\n  " + "\n  ".join(differing[:6])


def records(brokers, topics):
    """All that the topics hold, by topic."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "nhipso.script", "enable.auto.commit": False,
                         "auto.offset.reset": "error", "fetch.wait.max.ms": 10})
    found, places, ends = {}, [], {}
    for topic in topics:
        found[topic] = []
        for number in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
            low, high = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)
            if high > low:
                places.append(TopicPartition(topic, number, low))
                ends[topic, number] = high
    consumer.assign(places)
    end = time.monotonic() + 20
    while ends and time.monotonic() < end:
        for message in consumer.consume(500, timeout=0.5):
            if message.error():
                raise Failure(f"{message.topic()} cannot be read: {message.error()}")
            found[message.topic()].append(message)
            if message.offset() + 1 >= ends.get((message.topic(), message.partition()), 0):
                ends.pop((message.topic(), message.partition()), None)
    consumer.close()
    if ends:
        raise Failure(f"not read to the end: {sorted(ends)}")
    return found


FACT_BYTES = 96


def origins(block):
    """The ids (`topic/partition/offset`) of the events that the facts of a block came of. The block's form stands in FactBlock.swift."""
    mark, _, partner_count, source_count, fact_count = struct.unpack_from("<4sHHHI", block)
    if mark != b"NHFB":
        raise Failure("a record of a facts topic is no fact block")
    position = 14 + 8 + 8 + 8

    def text():
        nonlocal position
        (count,) = struct.unpack_from("<I", block, position)
        position += 4 + count
        return block[position - count:position].decode()

    # The key's id, then partners, then sources with how far they have come.
    for _ in range(1 + partner_count):
        text()
    sources = []
    for _ in range(source_count):
        sources.append(text())
        position += 8
    first = len(block) - 8 - fact_count * FACT_BYTES
    if position != first:
        raise Failure("a fact block has another form than this script knows")
    for at in range(first, len(block) - 8, FACT_BYTES):
        source, offset = struct.unpack_from("<Hq", block, at + 86)
        yield f"{sources[source]}/{offset}"
