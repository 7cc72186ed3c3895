"""Kills and freezes workers while events flow, and sees that no figure suffers.

Rounds of about a minute, each with a broker of its own (the embedded one keeps only the newest 5 MiB of a partition) or, with
NHIPSO_TEST_BROKERS=host:port, with topics of its own on a real cluster. Three workers run as processes; events with repeats, disorder,
corrections and bad ones flow; workers are killed (SIGKILL), frozen and woken (SIGSTOP, SIGCONT) and asked to leave (SIGTERM), as the seed
says. After each fault a probe is sent: bills of a commune that has none yet. The time to recover is from the fault until all of them are
in a published figure.

A round is good when, at its end, every figure is that of `nhipso replay` over the same events, each bad event is rejected under one id with
the replay's reason, no subscriber that keeps the highest revision of each key has seen it fall, and every worker that was asked to leave did
so within 10 seconds with exit code 0. A failure prints the seed that repeats its schedule.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from live_processes import KEY, Child, Cluster, Failure, differences, figure, origins, records, replay, run, told

WORKERS = 3
INPUT_PARTITIONS = 3
STAGE_PARTITIONS = 4
PROBE_BILLS = 24
PROBE_TOPIC = "in.power-company.electricity"
LEAVE_SECONDS = 10
SETTLE_SECONDS = 40
PROBE_SECONDS = 60


class RealCluster(Cluster):
    """Topics of its own on brokers that are there already."""

    def __init__(self, nhipso, folder, brokers, prefix, topics):
        self.nhipso, self.folder, self.brokers, self.workers, self.prefix = nhipso, folder, brokers, 0, prefix
        self.environment = {"NHIPSO_PSEUDONYM_KEY": KEY, "NHIPSO_IDLE_AFTER": "3s", "NHIPSO_SNAPSHOT_EVERY": "2s",
                            "NHIPSO_PARTITIONS_FACTS": str(STAGE_PARTITIONS), "NHIPSO_PARTITIONS_PARTIALS": str(STAGE_PARTITIONS),
                            "NHIPSO_TOPIC_PREFIX": prefix, "NHIPSO_GROUP": prefix.rstrip("."), "NHIPSO_KAFKA_SESSION_TIMEOUT_MS": "6000",
                            "NHIPSO_KAFKA_HEARTBEAT_INTERVAL_MS": "500"}
        self._make_topics(topics)

    def _make_topics(self, topics):
        """As an operator does."""
        config, partners = pathlib.Path(self.folder) / "worker.yaml", pathlib.Path(self.folder) / "partners.yaml"
        config.write_text(json.dumps({
            "brokers": self.brokers.split(","), "topic_prefix": self.prefix, "pseudonym_key": {"environment": "NHIPSO_PSEUDONYM_KEY"},
            "partitions": {"facts": STAGE_PARTITIONS, "partials": STAGE_PARTITIONS}, "replication": 1}))
        kinds = collections.defaultdict(list)
        for _, partner, kind in (name.split(".", 2) for name in topics):
            kinds[partner].append(kind)
        partners.write_text(json.dumps({"partners": {
            partner: {"kinds": sorted(of_partner), "partitions": INPUT_PARTITIONS} for partner, of_partner in kinds.items()}}))
        run([self.nhipso, "topics", "apply", "--config", str(config), "--partners", str(partners)],
            env={**os.environ, "NHIPSO_PSEUDONYM_KEY": KEY})

    def close(self):
        """Its topics go; those of others stay."""
        admin = AdminClient({"bootstrap.servers": self.brokers})
        names = [name for name in admin.list_topics(timeout=10).topics if name.startswith(self.prefix)]
        for future in admin.delete_topics(names).values():
            future.result(30)


class Subscriber(threading.Thread):
    """Reads updates all the while, as a subscriber should: of each key only what has a higher revision."""

    def __init__(self, brokers, topic):
        super().__init__(daemon=True)
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.figures, self.revisions, self.seen, self.older = {}, {}, 0, 0
        self.newest_at = time.monotonic()
        self.consumer = Consumer({"bootstrap.servers": brokers, "group.id": "drill", "enable.auto.commit": False,
                                  "auto.offset.reset": "error", "fetch.wait.max.ms": 10, "log_level": 0})
        self.consumer.assign([TopicPartition(topic, number, 0) for number in range(STAGE_PARTITIONS)])
        self.failure = None

    def run(self):
        while not self.stopping.is_set():
            for message in self.consumer.consume(500, timeout=0.2):
                if message.error():
                    # Connections come and go on a real cluster; what is lost shows at the end.
                    continue
                self._take(message)
        self.consumer.close()

    def _take(self, message):
        key, revision = message.key().decode(), int(dict(message.headers())["nhipso_revision"])
        with self.lock:
            self.seen += 1
            if revision <= self.revisions.get(key, 0):
                self.older += 1
                return
            self.revisions[key] = revision
            self.figures[key] = figure(message.value())
            self.newest_at = time.monotonic()

    def snapshot(self):
        with self.lock:
            return {key: found for key, found in self.figures.items() if found is not None}

    def households(self, commune):
        """How many households the commune's probe window counts; 0 where it is not published."""
        with self.lock:
            found = self.figures.get(f"EP01|{commune}|2025-12")
        return (found or {}).get("denominator") or 0

    def stop(self):
        self.stopping.set()
        self.join(10)


class Sender(threading.Thread):
    """Sends the province's events at an even pace, all topics abreast."""

    def __init__(self, producer, prefix, files, seconds):
        super().__init__(daemon=True)
        self.producer, self.seconds, self.failures, self.sent = producer, seconds, [], 0
        per_file = [(prefix + path.name.removesuffix(".ndjson"), path.read_bytes().splitlines()) for path in files]
        self.events = sorted(((index + 1) / (len(lines) + 1), number, topic, line)
                             for number, (topic, lines) in enumerate(per_file) for index, line in enumerate(lines))

    def run(self):
        started = time.monotonic()
        for position, number, topic, line in self.events:
            ahead = started + position * self.seconds - time.monotonic()
            if ahead > 0.005:
                time.sleep(ahead)
            self.producer.produce(topic, value=line, key=str(hash(line) % 97) if number % 2 else None, on_delivery=self._delivered)
            self.producer.poll(0)
            self.sent += 1

    def _delivered(self, error, _):
        if error:
            self.failures.append(str(error))


class Probes:
    """Bills of communes that have none in December 2025."""

    def __init__(self, producer, topic, communes):
        self.producer, self.topic, self.communes, self.lines = producer, topic, communes, []
        self.open, self.recoveries, self.count = [], [], 0

    def send(self, fault, since):
        commune, number = self.communes[self.count], self.count
        self.count += 1
        for index in range(PROBE_BILLS):
            reference = f"{number:03}{index:04}"
            data = {"billId": f"HD-2512-{reference}-1", "contractRef": f"PA07ZZ{reference}", "billPeriod": "2025-12",
                    "customerClass": "domestic", "amountVnd": 100_000 + index, "issuedAt": "2025-12-05T06:00:00+07:00",
                    "communeCode": commune}
            event = {"specversion": "1.0", "id": f"probe-{reference}", "source": "/power-company/billing",
                     "type": "vn.thanhhoa.elec.bill.issued", "time": data["issuedAt"], "data": data}
            line = json.dumps(event, separators=(",", ":")).encode()
            self.lines.append(line)
            self.producer.produce(self.topic, value=line, key=reference)
        self.producer.poll(0)
        self.open.append((commune, fault, since))

    def look(self, subscriber):
        """Closes the probes that have come through."""
        now = time.monotonic()
        left = []
        for commune, fault, since in self.open:
            if subscriber.households(commune) >= PROBE_BILLS:
                self.recoveries.append((fault, now - since))
            elif now - since > PROBE_SECONDS:
                raise Failure(f"{fault}: {PROBE_SECONDS} s later its probe ({commune}) shows {subscriber.households(commune)} of "
                              f"{PROBE_BILLS} households")
            else:
                left.append((commune, fault, since))
        self.open = left


class Round:
    """One cluster, one schedule of faults."""

    def __init__(self, options, seed, folder):
        self.nhipso, self.folder, self.seed = options.nhipso, pathlib.Path(folder), seed
        self.random = random.Random(seed)
        self.seconds = options.fault_seconds
        self.province = self.folder / "province"
        run([self.nhipso, "generate", "--seed", str(seed), "--events", str(int(options.rate * self.seconds)), "--out", f"{self.province}/",
             "--repeats", "0.05", "--disorder", "0.05", "--bad", "0.01", "--corrections", "0.05", "--reversals", "0.05", "--quiet"])
        self.files = sorted(self.province.glob("in.*.ndjson"))
        topics = [path.name.removesuffix(".ndjson") for path in self.files]
        brokers = os.environ.get("NHIPSO_TEST_BROKERS", "")
        if brokers:
            self.prefix = f"drill-{os.getpid()}-{seed}."
            self.cluster = RealCluster(self.nhipso, folder, brokers, self.prefix, topics)
        else:
            self.prefix = ""
            self.cluster = Cluster(self.nhipso, folder, {name: INPUT_PARTITIONS for name in topics}, partitions=STAGE_PARTITIONS)
        self.subscriber = Subscriber(self.cluster.brokers, self.prefix + "indicator-updates")
        self.workers, self.faults, self.wakes, self.starts, self.leaves = [], collections.Counter(), [], [], []
        self.all_workers = []

    def say(self, text):
        print(f"drill: {text}", flush=True)

    # -- faults

    def start_worker(self):
        worker = self.cluster.start_worker()
        self.workers.append(worker)
        self.all_workers.append(worker)

    def strike(self):
        """One fault at one worker; when the next may come."""
        awake = [worker for worker in self.workers if worker not in [frozen for _, frozen in self.wakes]]
        if not awake:
            return None
        worker = self.random.choice(awake)
        kind = self.random.choices(["kill", "freeze", "leave"], [5, 4, 2])[0]
        now = time.monotonic()
        if kind == "freeze":
            # Shorter and longer than the session: a long one wakes up as the owner of nothing.
            seconds = self.random.choice([1, 3, 9])
            os.kill(worker.pid, signal.SIGSTOP)
            self.wakes.append((now + seconds, worker))
            what = f"{worker.name} frozen for {seconds} s"
        elif kind == "kill":
            worker.kill()
            self.workers.remove(worker)
            self.starts.append(now + self.random.choice([0, 0.5, 3]))
            what = f"{worker.name} killed"
        else:
            self.workers.remove(worker)
            self.leave(worker)
            self.starts.append(now + self.random.choice([0, 1]))
            what = f"{worker.name} asked to leave"
        self.faults[kind] += 1
        return what

    def leave(self, worker):
        code, seconds = worker.stop(seconds=LEAVE_SECONDS + 2)
        self.leaves.append(seconds)
        if code != 0 or seconds > LEAVE_SECONDS:
            raise Failure(f"{worker.name} left with {code} after {seconds:.1f} s; its last words:\n{worker.log_tail()}")

    def mend(self, everything=False):
        """Wakes and starts what is due."""
        now = time.monotonic()
        for due, worker in list(self.wakes):
            if everything or due <= now:
                os.kill(worker.pid, signal.SIGCONT)
                self.wakes.remove((due, worker))
        for due in list(self.starts):
            if everything or due <= now:
                self.starts.remove(due)
                self.start_worker()
        for worker in self.workers:
            if not worker.is_running():
                raise Failure(f"{worker.name} ended by itself with {worker.process.returncode}; its last words:\n{worker.log_tail()}")

    # -- the round

    def go(self):
        producer = Producer({"bootstrap.servers": self.cluster.brokers, "linger.ms": 5, "compression.type": "lz4",
                             "partitioner": "murmur2_random"})
        self.subscriber.start()
        for _ in range(WORKERS):
            self.start_worker()
        sender = Sender(producer, self.prefix, self.files, self.seconds)
        sender.start()
        probes = Probes(producer, self.prefix + PROBE_TOPIC, self.communes())
        # A fault in the first rebalance is one, too: no waiting until all is well.
        end, next_fault = time.monotonic() + self.seconds, time.monotonic() + self.random.uniform(2, 5)
        while time.monotonic() < end or sender.is_alive():
            self.mend()
            probes.look(self.subscriber)
            if next_fault <= time.monotonic() < end - 2:
                if what := self.strike():
                    probes.send(what, time.monotonic())
                    self.say(f"  {self.seconds - (end - time.monotonic()):5.1f} s  {what}")
                next_fault = time.monotonic() + self.random.choice([0.3, 4, 8, 12])
            time.sleep(0.05)
        self.mend(everything=True)
        last = time.monotonic()
        if producer.flush(30) or sender.failures:
            raise Failure(f"events are not acknowledged: {sender.failures[:1]}")
        if not os.environ.get("NHIPSO_TEST_BROKERS") and not self.cluster.broker.is_running():
            raise Failure(f"the broker has ended:\n{self.cluster.broker.log_tail()}")
        with open(self.province / f"{PROBE_TOPIC}.ndjson", "ab") as file:
            file.write(b"".join(line + b"\n" for line in probes.lines))
        self.settle(probes, last)
        self.check_account()
        for worker in self.workers:
            self.leave(worker)
        return sender.sent + len(probes.lines), probes.recoveries

    def communes(self):
        found = set()
        for path in self.files:
            for line in path.read_bytes().splitlines():
                if b'"vn.thanhhoa.elec.bill.issued"' in line:
                    try:
                        found.add(json.loads(line)["data"]["communeCode"])
                    except (ValueError, KeyError):
                        pass
        expected, _ = replay(self.nhipso, self.province, self.folder)
        # Only units in force today have figures of their own.
        return [code for code in sorted(found) if f"EP01|{code}|2026-01" in expected]

    def settle(self, probes, since):
        """Waits until the figures are those of the replay, and stay so."""
        expected, self.expected_rejects = replay(self.nhipso, self.province, self.folder)
        self.figures = len(expected)
        end = time.monotonic() + SETTLE_SECONDS
        left = ["nothing was looked at"]
        settled_at = None
        while time.monotonic() < end:
            self.mend()
            probes.look(self.subscriber)
            left = differences(expected, self.subscriber.snapshot())
            if left or probes.open:
                settled_at = None
            elif settled_at is None:
                settled_at = max(self.subscriber.newest_at, since)
            elif time.monotonic() - settled_at > 3:
                self.settled = settled_at - since
                return
            time.sleep(0.2)
        self.check_account()
        raise Failure(f"{SETTLE_SECONDS} s after the last fault {told(left, len(expected))}\nread of each partition: {self.lag()}")

    def lag(self):
        """What the groups have committed of what there is, where the two differ."""
        found = []
        stages = {"ingest": [path.name.removesuffix(".ndjson") for path in self.files], "publish": ["partials"],
                  "aggregate": ["facts.dossiers", "facts.electricity", "facts.ocop"]}
        for stage, topics in stages.items():
            group = (self.prefix.rstrip(".") or "nhipso") + "." + stage
            consumer = Consumer({"bootstrap.servers": self.cluster.brokers, "group.id": group})
            for topic in topics:
                count = INPUT_PARTITIONS if stage == "ingest" else STAGE_PARTITIONS
                for place in consumer.committed([TopicPartition(self.prefix + topic, number) for number in range(count)], timeout=10):
                    high = consumer.get_watermark_offsets(place, timeout=10)[1]
                    if place.offset != high:
                        found.append(f"{place.topic}/{place.partition} {place.offset} of {high}")
            consumer.close()
        return ", ".join(found) or "all that there is"

    def check_account(self):
        """Facts have come of every event, or it is rejected under its one id, with the replay's reason. The same reject may stand twice."""
        wanted = collections.Counter((pathlib.Path(reject["file"]).name.split(".")[1], reject["reason"])
                                     for reject in self.expected_rejects)
        inputs = [self.prefix + path.name.removesuffix(".ndjson") for path in self.files]
        rejects = [f"{self.prefix}rejected.{partner}" for partner in sorted({partner for partner, _ in wanted})]
        facts = [f"{self.prefix}facts.{pipeline}" for pipeline in ("dossiers", "electricity", "ocop")]
        found = records(self.cluster.brokers, inputs + rejects + facts)
        rejected, self.repeated_rejects = {}, 0
        for topic in rejects:
            for message in found[topic]:
                identifier, reason = message.key().decode(), dict(message.headers())["nhipso_reason"].decode()
                self.repeated_rejects += identifier in rejected
                if rejected.setdefault(identifier, (topic.split(".")[-1], reason))[1] != reason:
                    raise Failure(f"{identifier} was rejected for {reason} and for {rejected[identifier][1]}")
        sent = {f"{m.topic()}/{m.partition()}/{m.offset()}" for topic in inputs for m in found[topic]}
        counted = {origin for topic in facts for message in found[topic] for origin in origins(message.value())}
        lost = sorted(sent - counted - rejected.keys())
        if lost or counted & rejected.keys() or not (counted | rejected.keys()) <= sent:
            raise Failure(f"of {len(sent)} events {len(lost)} are neither in a fact nor rejected: {lost[:5]}; "
                          f"{len(counted & rejected.keys())} are both; {len((counted | rejected.keys()) - sent)} were never sent")
        if (reasons := collections.Counter(rejected.values())) != wanted:
            raise Failure(f"rejects differ from the replay's: too many {dict(reasons - wanted)}, missing {dict(wanted - reasons)}")
        self.rejects = len(rejected)

    def close(self):
        for worker in self.workers:
            if worker.is_running():
                # A frozen process dies of SIGKILL, too.
                worker.kill()
        if isinstance(self.cluster, RealCluster):
            self.cluster.close()
        else:
            self.cluster.broker.kill()


def check_stop_at_once(nhipso, folder):
    """A worker that cannot leave in good order, since its broker is frozen, ends at the second SIGTERM."""
    cluster = Cluster(nhipso, folder, {"in.bank.electricity": 1})
    worker = cluster.start_worker()
    time.sleep(5)
    os.kill(cluster.broker.pid, signal.SIGSTOP)
    time.sleep(0.5)
    os.kill(worker.pid, signal.SIGTERM)
    time.sleep(0.3)
    if not worker.is_running():
        raise Failure("the worker has left a broker that does not answer in 0.3 s: this shows nothing of a second SIGTERM")
    started = time.monotonic()
    os.kill(worker.pid, signal.SIGTERM)
    try:
        code = worker.process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        raise Failure("a second SIGTERM did not end the worker at once") from None
    cluster.broker.kill()
    if code != 130:
        raise Failure(f"a second SIGTERM ended the worker with {code}, not 130")
    print(f"drill: with its broker frozen, a second SIGTERM ended a worker after {time.monotonic() - started:.2f} s", flush=True)


def one_round(options, seed):
    with tempfile.TemporaryDirectory(prefix="nhipso-drill-") as folder:
        started = time.monotonic()
        print(f"drill: round with seed {seed}", flush=True)
        drill = Round(options, seed, folder)
        try:
            events, recoveries = drill.go()
        except (Failure, subprocess.TimeoutExpired) as failure:
            words = "\n".join(f"-- {worker.name}:\n{worker.log_tail(25)}" for worker in drill.all_workers[-5:])
            raise Failure(f"seed {seed}: {failure}\n{words}\nrepeat its schedule with: Scripts/drill --seed {seed} --rounds 1") from None
        finally:
            drill.subscriber.stop()
            drill.close()
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(drill.faults.items()))
        print(f"drill: {events} events, faults: {faults}; {drill.figures} figures equal the replay's {drill.settled:.1f} s after the last "
              f"fault; {drill.rejects} rejects, {drill.repeated_rejects} of them written again; {drill.subscriber.older} of "
              f"{drill.subscriber.seen} updates were older than known; left in {max(drill.leaves):.1f} s at most; "
              f"{time.monotonic() - started:.0f} s", flush=True)
        return drill.faults, recoveries


def main():
    parser = argparse.ArgumentParser(prog="drill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nhipso", default=".build/debug/nhipso", help="the built program (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=5, help="begin no round after so long (default: %(default)s)")
    parser.add_argument("--rounds", type=int, help="so many rounds instead")
    parser.add_argument("--seed", type=int, help="of the first round; the next have the next (default: by chance)")
    parser.add_argument("--rate", type=float, default=200, help="events a second (default: %(default)s)")
    parser.add_argument("--fault-seconds", type=float, default=40, help="how long faults go on in a round (default: %(default)s)")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(1_000_000)
    end = time.monotonic() + options.minutes * 60
    faults, recoveries, rounds = collections.Counter(), [], 0
    try:
        while rounds < options.rounds if options.rounds else time.monotonic() < end:
            found, times = one_round(options, seed + rounds)
            faults += found
            recoveries += times
            rounds += 1
        with tempfile.TemporaryDirectory(prefix="nhipso-drill-") as folder:
            check_stop_at_once(options.nhipso, folder)
    except (Failure, subprocess.TimeoutExpired) as failure:
        sys.exit(f"drill: FAILED: {failure}")
    for kind, word in (("kill", "killed"), ("freeze", "frozen"), ("leave", "leave")):
        times = sorted(seconds for fault, seconds in recoveries if word in fault)
        if times:
            print(f"drill: time to recover, {kind}: {len(times)} times, median {statistics.median(times):.1f} s, most {times[-1]:.1f} s")
    print(f"drill: {rounds} rounds good, {sum(faults.values())} faults survived ({', '.join(f'{n} {k}' for k, n in sorted(faults.items()))})")


if __name__ == "__main__":
    main()
