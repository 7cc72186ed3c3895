"""Do clients that are not ours get along with the workers?

A broker and a worker run as processes. kcat and Confluent's client for Python send the events of a made-up province, each topic in another
way: structured and binary mode, every compression, and partitioners that are not the workers' own. Then both read what came of it: every
figure must be that of `nhipso replay` over the same lines, revisions must rise, and every reject must stand once, with the reason that
the replay gives, and point at the record that it speaks of.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

from live_processes import Cluster, Failure, differences, figure, records, replay, run, told

PARTITIONS = 3
QUIET_SECONDS = 45
STRUCTURED = "application/cloudevents+json"


class Way:
    """How the events of one topic are sent."""

    def __init__(self, client, mode, compression, partitioner):
        self.client, self.mode, self.compression, self.partitioner = client, mode, compression, partitioner

    def __str__(self):
        return f"{self.client}, {self.mode}, {self.compression}, {self.partitioner}"


# By the order of the files' names; there may be fewer files, never more.
WAYS = [
    Way("confluent-kafka", "binary", "gzip", "murmur2"), Way("confluent-kafka", "structured", "zstd", "consistent_random"),
    Way("kcat", "structured", "snappy", "murmur2_random"), Way("confluent-kafka", "binary", "lz4", "fnv1a_random"),
]


def binary(line):
    """Headers and data of a structured event; None where it cannot be taken apart and goes as it is."""
    try:
        event = json.loads(line)
        data = event.pop("data")
        headers = [("content-type", "application/json")] + [("ce_" + name, value) for name, value in event.items()
                                                             if name != "datacontenttype"]
        if any(not isinstance(value, str) for _, value in headers):
            return None
    except (ValueError, KeyError, AttributeError):
        return None
    return headers, json.dumps(data, ensure_ascii=False).encode()


def subject(line):
    """A key as a partner would choose it, so that the partitioner has something to do."""
    try:
        data = json.loads(line)["data"]
        return str(data.get("contractRef") or data.get("dossierRef") or data.get("productCode") or "")
    except (ValueError, KeyError, AttributeError):
        return ""


def send_by_python(brokers, topic, lines, way):
    """Sends the lines and waits until each is acknowledged."""
    failures = []
    producer = Producer({"bootstrap.servers": brokers, "compression.type": way.compression, "partitioner": way.partitioner,
                         "linger.ms": 20, "enable.idempotence": True})
    for line in lines:
        parts = binary(line) if way.mode == "binary" else ([("content-type", STRUCTURED)], line)
        headers, value = parts or ([], line)
        producer.produce(topic, key=subject(line), value=value, headers=headers,
                         on_delivery=lambda error, _: failures.append(str(error)) if error else None)
        producer.poll(0)
    left = producer.flush(20)
    if left or failures:
        raise Failure(f"{topic}: {left} events are not acknowledged, {len(failures)} have failed: {failures[:1]}")


def send_by_kcat(brokers, topic, lines, way, folder):
    """One line of `key<TAB>event` a record."""
    path = pathlib.Path(folder) / f"{topic}.kcat"
    path.write_bytes(b"".join(subject(line).encode() + b"\t" + line + b"\n" for line in lines))
    run(["kcat", "-P", "-b", brokers, "-t", topic, "-K", "\\t", "-z", way.compression, "-X", f"topic.partitioner={way.partitioner}",
         "-H", f"content-type={STRUCTURED}", "-l", str(path)], seconds=30)


class Updates:
    """Reads indicator updates as a subscriber: of each key the highest revision."""

    def __init__(self, brokers):
        self.consumer = Consumer({"bootstrap.servers": brokers, "group.id": "check-clients", "enable.auto.commit": False,
                                  "auto.offset.reset": "error", "fetch.wait.max.ms": 10})
        count = len(self.consumer.list_topics("indicator-updates", timeout=10).topics["indicator-updates"].partitions)
        self.consumer.assign([TopicPartition("indicator-updates", number, 0) for number in range(count)])
        self.revisions, self.figures, self.read = {}, {}, 0

    def take(self, seconds):
        """Takes in what comes for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in self.consumer.consume(500, timeout=0.2):
                if message.error():
                    if message.error().code() != KafkaError._PARTITION_EOF:
                        raise Failure(f"the updates cannot be read: {message.error()}")
                    continue
                self._take(message)

    def _take(self, message):
        key, headers = message.key().decode(), dict(message.headers() or [])
        document = json.loads(message.value())
        revision = int(headers["nhipso_revision"])
        problems = []
        if revision <= self.revisions.get(key, 0):
            problems.append(f"revision {revision} comes after {self.revisions[key]}")
        if headers.get("content-type") != STRUCTURED.encode():
            problems.append("its content-type is not that of a CloudEvent")
        if document["subject"] != key or document["data"]["revision"] != revision or document["specversion"] != "1.0":
            problems.append("its document says something else than its key and headers")
        if problems:
            raise Failure(f"update {key} at {message.partition()}/{message.offset()}: {'; '.join(problems)}")
        self.read += 1
        self.revisions[key] = revision
        found = figure(message.value())
        if found is None:
            self.figures.pop(key, None)
        else:
            self.figures[key] = found


def check_figures(brokers, expected):
    """Waits until the updates say what the replay says, and then sees that it stays so."""
    updates = Updates(brokers)
    end = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < end and differences(expected, updates.figures):
        updates.take(0.5)
    updates.take(2)
    left = differences(expected, updates.figures)
    if left:
        raise Failure(told(left, len(expected)))
    updates.consumer.close()
    return updates


def check_rejects(brokers, files, expected):
    """Each reject stands once, with the replay's reason, and its id leads to the event that it holds."""
    topics = {path: path.name.removesuffix(".ndjson") for path in files}
    inputs = records(brokers, topics.values())
    placed = {f"{m.topic()}/{m.partition()}/{m.offset()}": m for found in inputs.values() for m in found}
    wanted = collections.Counter((pathlib.Path(reject["file"]).name.split(".")[1], reject["reason"]) for reject in expected)
    counted, ids = collections.Counter(), []
    partners = sorted({partner for partner, _ in wanted})
    for topic, found in records(brokers, ["rejected." + partner for partner in partners]).items():
        for message in found:
            headers = dict(message.headers())
            identifier = headers["nhipso_id"].decode()
            event = placed.get(identifier)
            if event is None or event.value() != message.value() or message.key().decode() != identifier:
                raise Failure(f"the reject {identifier} in {topic} does not hold the event that stands there")
            if [h for h in message.headers() if not h[0].startswith("nhipso_")] != (event.headers() or []):
                raise Failure(f"the reject {identifier} in {topic} has not kept the headers of its event")
            counted[topic.removeprefix("rejected."), headers["nhipso_reason"].decode()] += 1
            ids.append(identifier)
    if len(set(ids)) != len(ids):
        raise Failure("an event was rejected twice: " + str([i for i, n in collections.Counter(ids).items() if n > 1][:3]))
    if counted != wanted:
        raise Failure(f"rejects differ from the replay's: too many {dict(counted - wanted)}, missing {dict(wanted - counted)}")
    return partners, ids


def check_kcat_reads(brokers, partners, ids, updates):
    """kcat sees the same rejects, with their headers, and the same updates."""
    seen = []
    for partner in partners:
        text = run(["kcat", "-C", "-b", brokers, "-t", "rejected." + partner, "-o", "beginning", "-e", "-q", "-f", "%k\\t%h\\n"],
                   seconds=20).decode()
        for key, headers in (line.split("\t", 1) for line in text.splitlines()):
            if f"nhipso_id={key}" not in headers.split(",") or "nhipso_reason=" not in headers:
                raise Failure(f"kcat does not see the id and the reason of the reject {key}: {headers}")
            seen.append(key)
    if sorted(seen) != sorted(ids):
        raise Failure(f"kcat sees {len(seen)} rejects, not {len(ids)}")
    keys = run(["kcat", "-C", "-b", brokers, "-t", "indicator-updates", "-o", "beginning", "-e", "-q", "-f", "%k\\n"], seconds=20)
    count = len(keys.splitlines())
    if count < updates.read:
        raise Failure(f"kcat sees {count} updates, not {updates.read}")


def check(nhipso, count, folder):
    """The whole of it; prints what was found."""
    province = pathlib.Path(folder) / "province"
    run([nhipso, "generate", "--events", str(count), "--out", f"{province}/", "--bad", "0.02", "--repeats", "0.05", "--quiet"])
    files = sorted(province.glob("in.*.ndjson"))
    if len(files) > len(WAYS):
        raise Failure(f"{len(files)} topics and {len(WAYS)} ways to send")
    expected, rejects = replay(nhipso, province, folder)
    cluster = Cluster(nhipso, folder, {path.name.removesuffix(".ndjson"): PARTITIONS for path in files})
    worker = cluster.start_worker()
    try:
        for path, way in zip(files, WAYS):
            lines, topic = path.read_bytes().splitlines(), path.name.removesuffix(".ndjson")
            if way.client == "kcat":
                send_by_kcat(cluster.brokers, topic, lines, way, folder)
            else:
                send_by_python(cluster.brokers, topic, lines, way)
            print(f"check-clients: {len(lines)} events to {topic}: {way}")
        updates = check_figures(cluster.brokers, expected)
        partners, ids = check_rejects(cluster.brokers, files, rejects)
        check_kcat_reads(cluster.brokers, partners, ids, updates)
    except Failure as failure:
        raise Failure(f"{failure}\nthe worker's last words:\n{worker.log_tail()}") from None
    code, seconds = worker.stop()
    if code != 0:
        raise Failure(f"the worker ended with {code}; its last words:\n{worker.log_tail()}")
    print(f"check-clients: {len(expected)} figures equal the replay's, in {updates.read} updates whose revisions rise; {len(ids)} rejects, "
          f"each once, with the replay's reasons; kcat and confluent-kafka see the same; the worker left after {seconds:.1f} s")


def main():
    parser = argparse.ArgumentParser(prog="check-clients", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nhipso", default=".build/debug/nhipso", help="the built program (default: %(default)s)")
    parser.add_argument("--events", type=int, default=4000, help="how many events (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nhipso-clients-") as folder:
        try:
            check(options.nhipso, options.events, folder)
        except (Failure, subprocess.TimeoutExpired) as failure:
            sys.exit(f"check-clients: FAILED: {failure}")


if __name__ == "__main__":
    main()
