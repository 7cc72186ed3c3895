"""Measures the three stages in one worker on a broker: events per processor second, latency, memory, restore."""

import argparse
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

KEY = "5a" * 16
INPUTS = ("in.power-company.electricity", "in.bank.electricity", "in.portal.dossiers", "in.shops.ocop")


def say(text):
    print(text, file=sys.stderr, flush=True)


class Broker:
    """An embedded broker in a process of its own, or topics of this run's own in the cluster of NHIPSO_BENCH_BROKERS."""

    def __init__(self, nhipso, pipelines, folder, partitions, facts):
        self.partitions = partitions
        self.process = None
        self.address = os.environ.get("NHIPSO_BENCH_BROKERS")
        self.is_embedded = not self.address
        self.prefix = "" if self.is_embedded else f"bench-{os.getpid()}-{time.monotonic_ns() % 1_000_000}."
        if self.is_embedded:
            arguments = [nhipso, "broker", "--pipelines", pipelines, "--facts-partitions", str(facts), "--partials-partitions", "4"]
            for topic in INPUTS:
                arguments += ["--topic", f"{topic}:{partitions}"]
            self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
            line = self.process.stdout.readline()
            self.address = line.removeprefix("brokers: ").strip()
            if not self.address:
                sys.exit("the embedded broker did not start")
        else:
            self.make_topics(nhipso, pipelines, folder, facts)

    def make_topics(self, nhipso, pipelines, folder, facts):
        config, partners = os.path.join(folder, "worker.yaml"), os.path.join(folder, "partners.yaml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({
                "brokers": self.address.split(","), "topic_prefix": self.prefix, "pipelines": os.path.abspath(pipelines),
                "pseudonym_key": {"environment": "KEY"}, "partitions": {"facts": facts, "partials": 4}, "replication": 1}, file)
        with open(partners, "w", encoding="utf-8") as file:
            kinds = [topic.split(".")[1:] for topic in INPUTS]
            json.dump({"partners": {
                partner: {"kinds": [kind], "partitions": self.partitions, "principal": f"User:{partner}"} for partner, kind in kinds}}, file)
        made = subprocess.run(
            [nhipso, "topics", "apply", "--config", config, "--partners", partners], env=dict(os.environ, KEY=KEY), capture_output=True,
            text=True)
        if made.returncode != 0:
            sys.exit(f"the topics could not be made: {made.stdout}{made.stderr}")

    def topic(self, name):
        return self.prefix + name

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)
        else:
            from confluent_kafka.admin import AdminClient

            admin = AdminClient({"bootstrap.servers": self.address})
            topics = [name for name in admin.list_topics(timeout=10).topics if name.startswith(self.prefix)]
            for future in admin.delete_topics(topics).values():
                future.result(30)


def total(series, name, **labels):
    wanted = [f'{key}="{value}"' for key, value in labels.items()]
    return sum(v for k, v in series.items() if k.startswith(name + "{") and all(w in k for w in wanted))


class HeldMemory:
    """So many megabytes, touched and held until `release`. Of a virtual machine memory that was not used lately costs many times more (it must
    first be given by the host): neither a worker nor the bare consumer is to pay for that."""

    def __init__(self, megabytes):
        code = """
import mmap, sys
count = int(sys.argv[1]) << 20
memory = mmap.mmap(-1, count, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, count, 4096):
    memory[at] = 1
print(flush=True)
sys.stdin.read()
"""
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", code, str(megabytes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if not self.process.stdout.readline():
            sys.exit(f"{megabytes} MB of memory could not be touched")

    def release(self):
        self.process.stdin.close()
        self.process.wait(10)


class Worker:
    def __init__(self, nhipso, broker, folder, facts, **settings):
        environment = dict(
            os.environ, NHIPSO_BROKERS=broker.address, NHIPSO_PSEUDONYM_KEY=KEY, NHIPSO_PARTITIONS_FACTS=str(facts),
            NHIPSO_METRICS_PORT="0", NHIPSO_LOG_LEVEL="info", NHIPSO_TOPIC_PREFIX=broker.prefix, NHIPSO_GROUP=f"nhipso{broker.prefix}",
            **settings)
        self.log = os.path.join(folder, f"worker-{time.monotonic_ns()}.log")
        self.process = subprocess.Popen([nhipso, "worker"], env=environment, stderr=open(self.log, "w"), stdout=subprocess.DEVNULL)
        self.port = None
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            found = re.search(r"metrics at http://[^:]+:(\d+)", open(self.log).read())
            if found:
                self.port = found.group(1)
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5)
                    return
                except OSError:
                    pass
            if self.process.poll() is not None:
                sys.exit(f"the worker ended: {open(self.log).read()[-2000:]}")
            time.sleep(0.05)
        sys.exit(f"the worker did not become ready: {open(self.log).read()[-2000:]}")

    def series(self):
        text = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5).read().decode()
        return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line and line[0] != "#"}

    def sum(self, name, **labels):
        return total(self.series(), name, **labels)

    def processor_seconds(self):
        """Those in user mode and those in the system."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return tuple(int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:13])

    def resident_bytes(self):
        return int(re.search(r"VmRSS:\s+(\d+) kB", open(f"/proc/{self.process.pid}/status").read()).group(1)) * 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


def throughput(options, folder):
    """Events per processor second of the worker, everything on, and those of a bare consumer of the same topics."""
    province = os.path.join(folder, "province/")
    subprocess.run(
        [options.nhipso, "generate", "--events", str(options.events), "--kinds", "electricity", "--out", province, "--pipelines",
         options.pipelines, "--quiet"], check=True)
    broker = Broker(options.nhipso, options.pipelines, folder, 64 if not os.environ.get("NHIPSO_BENCH_BROKERS") else 8, 8)
    try:
        # All events first: what is measured is work, and no waiting for a sender that shares the processors.
        subprocess.run(
            [options.nhipso, "send", "--brokers", broker.address, "--topic-prefix", broker.prefix, "--events", province, "--rate",
             str(options.rate), "--quiet"], check=True)
        memory = HeldMemory(600)
        wall = time.monotonic()
        worker = Worker(options.nhipso, broker, folder, 8, NHIPSO_SNAPSHOT_EVERY="1h", NHIPSO_SNAPSHOT_EVERY_FACTS="100000000")
        memory.release()
        deadline = time.monotonic() + 300
        last, at_last = None, None
        while time.monotonic() < deadline:
            time.sleep(0.5)
            if worker.process.poll() is not None:
                sys.exit(f"the worker ended: {open(worker.log).read()[-2000:]}")
            # One look for all: being asked costs the worker something, too.
            series = worker.series()
            now = [total(series, name, **labels) for name, labels in (
                ("nhipso_events_total", {"stage": "ingest"}), ("nhipso_facts_total", {"stage": "ingest"}),
                ("nhipso_facts_total", {"stage": "aggregate"}), ("nhipso_revisions_total", {}))]
            if now != last:
                # What it costs to stand by after the last update is not the cost of the events.
                last, at_last = now, (time.monotonic(), *worker.processor_seconds())
            elif now[0] >= options.events and now[1] == now[2] and time.monotonic() > at_last[0] + 3:
                break
        else:
            sys.exit(f"the worker was not done within 300 s: {now}")
        ended, user, system = at_last
        seconds, elapsed = user + system, ended - wall
        # What the reading of so many at once has left behind is given back after a while.
        time.sleep(12)
        result = {
            "events": options.events, "worker_cpu_seconds": round(seconds, 2), "worker_system_seconds": round(system, 2), "elapsed_seconds": round(elapsed, 2),
            "events_per_cpu_second": round(options.events / seconds), "updates": int(worker.sum("nhipso_revisions_total")),
            "live_records": int(worker.sum("nhipso_live_records")), "resident_bytes": worker.resident_bytes(),
        }
        worker.stop()
        if not broker.is_embedded:
            # It has left snapshots; the embedded broker would keep too little of them.
            worker = Worker(options.nhipso, broker, folder, 8)
            result["restore_seconds"] = max(value for key, value in worker.series().items() if key.startswith("nhipso_restore_seconds{"))
            result["restored_records"] = int(worker.sum("nhipso_live_records"))
            result["restored_resident_bytes"] = worker.resident_bytes()
            worker.stop()
        HeldMemory(600).release()
        raw = subprocess.run(
            [os.path.join(folder, "raw_consumer"), broker.address, str(options.events)]
            + [f"{broker.topic(topic)}:{broker.partitions}" for topic in INPUTS[:2]], capture_output=True, text=True)
        if raw.returncode == 0:
            messages, cpu = raw.stdout.split()
            result["raw_events_per_cpu_second"] = round(int(messages) / float(cpu))
            result["ratio_to_raw"] = round(result["events_per_cpu_second"] / result["raw_events_per_cpu_second"], 3)
        else:
            result["raw"] = f"the bare consumer found {raw.stdout.split()[:1]} of {options.events}: the broker keeps no more"
        return result
    finally:
        broker.close()


def dossier(number, rng, communes):
    commune = rng.choice(communes)
    at = f"2026-0{1 + number % 6}-{1 + number % 28:02d}T0{number % 10}:{number % 60:02d}:00+07:00"
    return json.dumps({
        "specversion": "1.0", "id": f"B-{number}", "source": "/portal/bench", "type": "vn.thanhhoa.dossier.received", "time": at,
        "data": {"dossierRef": f"BENCH-{number}", "procedureCode": "1.010708", "serviceLevel": "toan_trinh", "channel": "online",
                 "communeCode": commune, "receivedAt": at, "dueAt": "2026-12-09T17:00:00+07:00", "recordedAt": at}}).encode()


def latency(options, folder):
    """From the acknowledgement of an event to a readable update that counts it: of the k-th event and the first update that says k or more."""
    from confluent_kafka import Consumer, Producer, TopicPartition

    communes = [
        line.split(",")[0] for line in open(os.path.join(options.pipelines, "territory/units.csv"), encoding="utf-8")
        if line.split(",")[4:5] == [""]]
    broker = Broker(options.nhipso, options.pipelines, folder, 4, 4)
    try:
        worker = Worker(options.nhipso, broker, folder, 4)
        producer = Producer({"bootstrap.servers": broker.address, "acks": "all", "enable.idempotence": True, "linger.ms": 5})
        consumer = Consumer({
            "bootstrap.servers": broker.address, "group.id": "bench", "enable.auto.commit": False, "fetch.wait.max.ms": 2,
            "fetch.error.backoff.ms": 5})
        consumer.assign([TopicPartition(broker.topic("indicator-updates"), p, 0) for p in range(4)])
        acknowledged, counted = [], []
        done = threading.Event()

        def read():
            # The province's figure of the year counts all events: all lie in one year. Once it is known where it stands, only that partition is
            # read: the other figures would take this reader, which shares the processors, a good part of one.
            partition = None
            while not done.is_set():
                message = consumer.poll(0.2)
                if message is None or message.error():
                    continue
                if message.key() != b"DG03|38|2026":
                    continue
                if partition is None:
                    partition = message.partition()
                    consumer.assign([TopicPartition(message.topic(), partition, message.offset() + 1)])
                now = time.monotonic()
                value = json.loads(message.value())["data"]["value"] or 0
                counted.extend([now] * (int(value) - len(counted)))

        reader = threading.Thread(target=read)
        reader.start()
        rng = random.Random(options.seed)
        begin = time.monotonic()
        total = options.latency_rate * options.latency_seconds

        def report(error, _):
            if error:
                sys.exit(f"an event was not acknowledged: {error}")
            acknowledged.append(time.monotonic())

        for number in range(total):
            producer.produce(broker.topic("in.portal.dossiers"), dossier(number, rng, communes), on_delivery=report)
            producer.poll(0)
            ahead = begin + (number + 1) / options.latency_rate - time.monotonic()
            if ahead > 0.001:
                producer.poll(ahead)
        producer.flush(30)
        deadline = time.monotonic() + 30
        while len(counted) < total and time.monotonic() < deadline:
            time.sleep(0.1)
        done.set()
        reader.join()
        consumer.close()
        if len(counted) < total:
            sys.exit(f"of {total} events only {len(counted)} were counted in time")
        waits = sorted((c - a) * 1000 for a, c in zip(sorted(acknowledged), counted))
        # The first second has the caches to fill, everywhere.
        series = worker.series()
        result = {
            "events": total, "rate": options.latency_rate,
            "p50_ms": round(statistics.median(waits), 1), "p90_ms": round(waits[int(0.9 * total)], 1),
            "p99_ms": round(waits[int(0.99 * total)], 1), "max_ms": round(waits[-1], 1),
            "updates": int(sum(v for k, v in series.items() if k.startswith("nhipso_revisions_total"))),
            "worker_cpu_share": round(sum(worker.processor_seconds()) / (time.monotonic() - begin), 3),
        }
        worker.stop()
        return result
    finally:
        broker.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nhipso", required=True)
    parser.add_argument("--pipelines", default="Pipelines")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rate", type=int, default=120_000)
    parser.add_argument("--latency-rate", type=int, default=2_000)
    parser.add_argument("--latency-seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["throughput", "latency"])
    parser.add_argument("--out", default="out/bench")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["cc", "-O2", "-o", os.path.join(folder, "raw_consumer"),
             os.path.join(os.path.dirname(os.path.abspath(__file__)), "raw_consumer.c"), "-lrdkafka"], check=True)
        for name, measure in (("throughput", throughput), ("latency", latency)):
            if options.only in (None, name):
                say(f"{name} …")
                results[name] = measure(options, folder)
                say(json.dumps(results[name]))
    with open(os.path.join(options.out, "live.json"), "w", encoding="utf-8") as file:
        json.dump(results, file, indent=2)


main()
