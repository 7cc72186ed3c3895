"""Runs a worker under constant load, and fails when its memory grows.

A broker and a worker run as processes on loopback. The same province is sent again and again, each time with its bills issued a little later
and for other amounts: records are replaced and figures change all the time, but there are never more of them, so the worker's memory has
no reason to grow. Once it has warmed up, its resident memory is looked at every few seconds. The median of the slopes between all pairs of
samples (Theil and Sen's estimator, which a few odd samples do not move) must not make more over the time than a small share of it.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from confluent_kafka import Producer

from live_processes import Cluster, Failure, run

SAMPLE_SECONDS = 2
# Growth from the end of the warming-up to the end: more than both is a failure.
GROWTH_SHARE_MAX = 0.05
GROWTH_MEBIBYTES_MAX = 6
BILL = b'"vn.thanhhoa.elec.bill.issued"'


class Load(threading.Thread):
    """Sends the province again and again at an even pace."""

    def __init__(self, brokers, files, rate):
        super().__init__(daemon=True)
        self.producer = Producer({"bootstrap.servers": brokers, "linger.ms": 20, "compression.type": "lz4"})
        self.files = [(path.name.removesuffix(".ndjson"), path.read_bytes().splitlines()) for path in files]
        self.rate, self.sent, self.rounds, self.failures, self.stopping = rate, 0, 0, [], threading.Event()

    def run(self):
        started = time.monotonic()
        while not self.stopping.is_set():
            for topic, lines in self.files:
                for line in lines:
                    if self.stopping.is_set():
                        return
                    ahead = started + self.sent / self.rate - time.monotonic()
                    if ahead > 0.005:
                        time.sleep(ahead)
                    self.producer.produce(topic, value=self.changed(line), on_delivery=self._delivered)
                    self.producer.poll(0)
                    self.sent += 1
            self.rounds += 1

    def changed(self, line):
        """A bill as it is told in this round: later, and for more."""
        if BILL not in line or self.rounds == 0:
            return line
        try:
            event = json.loads(line)
            data = event["data"]
            issued = datetime.datetime.fromisoformat(data["issuedAt"]) + datetime.timedelta(seconds=self.rounds)
            data["issuedAt"] = event["time"] = issued.isoformat()
            data["amountVnd"] += self.rounds % 1000
            return json.dumps(event, separators=(",", ":")).encode()
        except (ValueError, KeyError, TypeError):
            return line

    def _delivered(self, error, _):
        if error:
            self.failures.append(str(error))


def resident(pid):
    """MiB."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"^VmRSS:\s+(\d+) kB", text, re.MULTILINE).group(1)) / 1024


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def slope(samples):
    """MiB a second."""
    samples = samples[::max(1, len(samples) // 400)]
    return statistics.median((later[1] - earlier[1]) / (later[0] - earlier[0])
                             for index, earlier in enumerate(samples) for later in samples[index + 1:])


def soak(options, folder):
    province = pathlib.Path(folder) / "province"
    run([options.nhipso, "generate", "--events", str(options.events), "--out", f"{province}/", "--repeats", "0.05", "--quiet"])
    files = sorted(province.glob("in.*.ndjson"))
    cluster = Cluster(options.nhipso, folder, {path.name.removesuffix(".ndjson"): 2 for path in files}, partitions=2,
                      environment={"NHIPSO_SNAPSHOT_EVERY": "10s"})
    worker = cluster.start_worker()
    load = Load(cluster.brokers, files, options.rate)
    load.start()
    # Every record is there after the first round; buffers and arenas fill in the next ones.
    seconds, warm = options.minutes * 60, max(0.25 * options.minutes * 60, 2.5 * options.events / options.rate)
    if warm > seconds / 2:
        raise Failure(f"{options.minutes:g} minutes are too few: {2 * warm / 60:.1f} at least for {options.events} events at {options.rate}/s")
    print(f"soak: {options.rate} events/s, {options.events} of them again and again; looked at after {warm:.0f} s", flush=True)
    print(f"{'minute':>7} {'events':>10} {'worker MiB':>11} {'CPU/s':>7} {'broker MiB':>11}", flush=True)
    started, samples, minute, processor = time.monotonic(), [], 0, processor_seconds(worker.pid)
    row = max(60.0, seconds / 15) if seconds > 120 else 10.0
    while (now := time.monotonic() - started) < seconds:
        if not worker.is_running() or load.failures:
            raise Failure(f"the worker has ended, or events are not acknowledged: {load.failures[:1]}\n{worker.log_tail()}")
        samples.append((now, resident(worker.pid)))
        if now >= (minute + 1) * row:
            minute += 1
            used = processor_seconds(worker.pid)
            recent = [mebibytes for at, mebibytes in samples if at > now - row]
            print(f"{now / 60:7.1f} {load.sent:10} {statistics.median(recent):11.1f} {(used - processor) / row:7.2f} "
                  f"{resident(cluster.broker.pid):11.1f}", flush=True)
            processor = used
        time.sleep(SAMPLE_SECONDS)
    load.stopping.set()
    load.join(10)
    code, _ = worker.stop()
    if code != 0:
        raise Failure(f"the worker ended with {code}:\n{worker.log_tail()}")
    judge([sample for sample in samples if sample[0] >= warm], load)


def judge(samples, load):
    span, middle = samples[-1][0] - samples[0][0], statistics.median(mebibytes for _, mebibytes in samples)
    growth = slope(samples) * span
    words = f"{growth:+.1f} MiB in {span / 60:.1f} minutes at {middle:.0f} MiB, {load.sent} events, {load.rounds} rounds"
    if growth > max(GROWTH_MEBIBYTES_MAX, GROWTH_SHARE_MAX * middle):
        raise Failure(f"the worker's memory grows: {words}")
    print(f"soak: the worker's memory stays flat: {words}")


def main():
    parser = argparse.ArgumentParser(prog="soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nhipso", default=".build/debug/nhipso", help="the built program (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=400, help="events a second (default: %(default)s)")
    parser.add_argument("--events", type=int, default=8000, help="events of the province (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nhipso-soak-") as folder:
        try:
            soak(options, folder)
        except (Failure, subprocess.TimeoutExpired) as failure:
            sys.exit(f"soak: FAILED: {failure}")


if __name__ == "__main__":
    main()
