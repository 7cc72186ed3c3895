"""Scripts/bench: see its --help."""

import argparse
import csv
import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import questions

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Run:
    """What one process took: wall, user and system seconds, peak memory in bytes and how much of it in huge pages, and what it printed.

    Before it so much memory is touched and given back, and the files that it will read are read. Of a virtual machine memory that was not used
    lately, be it free or full of files, costs many times more (it must first be given by the host); neither side is to pay for that."""

    def __init__(self, command, memory_mb=700, reads=()):
        fresh_memory(memory_mb)
        for file in reads:
            read_through(file)
        with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile("r") as report:
            measured = [sys.executable, "-S", str(HERE / "measured.py"), report.name]
            process = subprocess.run([*measured, *map(str, command)], stdout=out, stderr=subprocess.PIPE)
            error = process.stderr.decode(errors="replace")
            if process.returncode != 0:
                sys.exit(f"bench: {' '.join(map(str, command))} could not be measured\n{error}")
            taken = json.load(report)
            if taken["code"] != 0:
                sys.exit(f"bench: {' '.join(map(str, command))}: exit code {taken['code']}\n{error}")
            self.wall, self.user, self.system = taken["wall"], taken["user"], taken["system"]
            self.cpu = self.user + self.system
            self.memory, self.huge = taken["memory"], taken["huge"]
            out.seek(0)
            self.out = out.read().decode()


def fresh_memory(megabytes):
    """Touches so much memory in pages of 2 MiB and as much in pages of 4 KiB, which the system keeps apart, in a process of its own.

    Returns the microseconds that one of the small pages cost."""
    code = """
import mmap, sys, time
count = int(sys.argv[1]) << 20
held = []
for advice in (mmap.MADV_HUGEPAGE, mmap.MADV_NOHUGEPAGE):
    memory = mmap.mmap(-1, count, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(advice)
    start = time.monotonic()
    for at in range(0, count, 4096):
        memory[at] = 1
    held.append(memory)
print((time.monotonic() - start) / (count >> 12) * 1e6)
"""
    done = subprocess.run([sys.executable, "-S", "-c", code, str(megabytes)], check=True, stdout=subprocess.PIPE)
    return float(done.stdout)


def read_through(path):
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass


class Bench:
    def __init__(self, arguments):
        self.nhipso = arguments.nhipso
        self.runs = arguments.runs
        self.scale = 10 if arguments.quick else 1
        self.folder = Path(arguments.out)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.result = {"machine": f"{os.cpu_count()} cores, {platform.machine()}", "runs": self.runs}
        self.text = []

    def say(self, line=""):
        print(line, flush=True)
        self.text.append(line)

    def generate(self, name, *options, pipelines=ROOT / "Pipelines"):
        file = self.folder / name
        manifest = self.folder / (name + ".manifest.json")
        print(f"bench: generating {name}", file=sys.stderr)
        Run([self.nhipso, "generate", "--pipelines", str(pipelines), "--out", str(file), "--manifest", str(manifest), "--quiet", *options])
        return file

    def replay(self, file, threads=1, pipelines=ROOT / "Pipelines", *options, memory_mb=700, reads=()):
        return Run(self.replaying(file, threads, pipelines, *options), memory_mb, [file, *reads])

    def replaying(self, file, threads, pipelines, *options):
        return [self.nhipso, "replay", "--pipelines", str(pipelines), "--events", str(file), "--quiet", "--out", "csv", "--threads",
                str(threads), *options]

    def two_at_once(self, file, pipelines):
        """Wall seconds that two processes of one thread take side by side: about what the machine has for two threads."""
        fresh_memory(1_000)
        read_through(file)
        start = time.monotonic()
        both = [subprocess.Popen(self.replaying(file, 1, pipelines), stdout=subprocess.DEVNULL) for _ in range(2)]
        if any(process.wait() != 0 for process in both):
            sys.exit("bench: a replay beside another failed")
        return time.monotonic() - start

    def duck(self, file, question, threads):
        return Run([sys.executable, str(HERE / "duck.py"), str(file), question, str(threads)],
                   memory_mb=(2_500 if question == "electricity" else 700) // self.scale, reads=[file])

    def payments_pipelines(self):
        folder = self.folder / "payments"
        for part in ["events", "territory", "references"]:
            shutil.copytree(ROOT / "Pipelines" / part, folder / part, dirs_exist_ok=True)
        (folder / "payments.yaml").write_text(questions.PAYMENTS_PIPELINE)
        return folder

    def compare(self, name, file, pipelines, measures, events):
        """Both sides in turn; their answers must be equal."""
        print(f"bench: {name}: {self.runs} rounds", file=sys.stderr)
        ours = measured(self.replay(file, 1, pipelines, "--measures").out, measures)
        theirs = {(row[0], row[1]): tuple(row[2:]) for row in json.loads(self.duck(file, name, 1).out)}
        if ours != theirs:
            differing = [key for key in set(ours) | set(theirs) if ours.get(key) != theirs.get(key)]
            sys.exit(f"bench: {name}: the two sides differ in {len(differing)} cells, e.g. {differing[0]}: "
                     f"{ours.get(differing[0])} and {theirs.get(differing[0])}")
        sides = {"nhipso 1": [], "duckdb 1": [], "nhipso 2": [], "duckdb 2": []}
        at_once = []
        for _ in range(self.runs):
            # What is divided by each other runs in the same round: the machine is not the same all the time. One thread and two run one right after
            # the other, each first in one of two pairs.
            for threads in (2, 1):
                sides[f"nhipso {threads}"].append(self.replay(file, threads, pipelines))
            at_once.append(self.two_at_once(file, pipelines))
            for threads in (1, 2):
                sides[f"nhipso {threads}"].append(self.replay(file, threads, pipelines))
            for threads in (1, 2):
                sides[f"duckdb {threads}"].append(self.duck(file, name, threads))
        row = {"cells": len(ours), "events": events}
        for side, runs in sides.items():
            row[side] = {"wall": median(runs, "wall"), "cpu": median(runs, "cpu"), "memory_mb": median(runs, "memory") / 1e6,
                         "events_per_second": events / median(runs, "wall")}
        for threads in (1, 2):
            row[f"ratio {threads}"] = statistics.median(
                theirs.wall / ours for ours, theirs in zip(of_rounds(sides[f"nhipso {threads}"]), sides[f"duckdb {threads}"]))
        pairs = [one.wall / two.wall for one, two in zip(sides["nhipso 1"], sides["nhipso 2"])]
        row["two threads over one"] = statistics.median(pairs)
        row["two threads over one, each pair"] = pairs
        row["two processes over one"] = statistics.median(2 * one / both for one, both in zip(of_rounds(sides["nhipso 1"]), at_once))
        self.result[name] = row
        self.say(f"{name}: {events:,} events, {len(ours):,} equal cells")
        for side in sides:
            value = row[side]
            self.say(f"  {side:9} {value['events_per_second']:>12,.0f} events/s  {value['wall']:6.2f} s wall  {value['cpu']:6.2f} s CPU"
                     f"  {value['memory_mb']:7,.0f} MB")
        self.say(f"  faster than DuckDB: {row['ratio 1']:.2f} times with one thread, {row['ratio 2']:.2f} with two;"
                 f" two threads over one: {row['two threads over one']:.2f}, of {', '.join(f'{pair:.2f}' for pair in sorted(pairs))}"
                 f" (two processes side by side: {row['two processes over one']:.2f})")
        self.say()

    def growth(self):
        """The cost of an event among one million and among ten, in turn: the machine is not the same all the time."""
        options = ["--kinds", "electricity", "--months", "4", "--from", "2026-03", "--seed", "2"]
        sizes = {name: millions * 1_000_000 // self.scale for name, millions in (("1 million", 1), ("10 million", 10))}
        files = {name: self.generate(f"growth-{name.split()[0]}m.ndjson", "--events", str(events), *options) for name, events in sizes.items()}
        runs, idle = {name: [] for name in sizes}, []
        for _ in range(self.runs):
            idle.append(self.replay(self.no_events(), memory_mb=100))
            for _ in range(3):
                runs["1 million"].append(self.replay(files["1 million"], memory_mb=300 // self.scale + 100))
            runs["10 million"].append(self.replay(files["10 million"], memory_mb=3_000 // self.scale + 100))
        rows = {}
        for name, events in sizes.items():
            account = self.folder / "account.json"
            self.replay(files[name], 1, ROOT / "Pipelines", "--account", str(account))
            records = json.loads(account.read_text())["liveRecords"]
            rows[name] = {
                "events": events, **{f"{part}_ns_per_event": (median(runs[name], part) - median(idle, part)) / events * 1e9
                                     for part in ("cpu", "user", "system")},
                "memory_mb": median(runs[name], "memory") / 1e6, "huge_pages_mb": median(runs[name], "huge") / 1e6,
                "live_records": records, "bytes_per_record_over_60_mb": (median(runs[name], "memory") - 60e6) / records}
        self.snapshots(files["10 million"], rows["10 million"]["live_records"])
        for file in files.values():
            file.unlink()
        self.result["growth in events"] = rows
        self.say("growth in events (electricity, four months, one thread; starting is taken off)")
        for name, row in rows.items():
            self.say(f"  {name:11} {cost(row)}  {row['memory_mb']:7,.0f} MB ({row['huge_pages_mb']:,.0f} in huge pages) for"
                     f" {row['live_records']:,} records: {row['bytes_per_record_over_60_mb']:.0f} bytes a record over 60 MB")
        self.say()

    def no_events(self):
        file = self.folder / "empty.ndjson"
        file.write_text("")
        return file

    def snapshots(self, file, records):
        snapshot, empty, key = self.folder / "state.snapshot", self.no_events(), self.folder / "key.hex"
        key.write_text("00112233445566778899aabbccddeeff")
        options = ["--key-file", str(key)]
        self.replay(file, 1, ROOT / "Pipelines", "--snapshot-out", str(snapshot), *options)
        with_state = [self.replay(empty, 1, ROOT / "Pipelines", "--snapshot-in", str(snapshot), *options, memory_mb=1_500 // self.scale,
                                  reads=[snapshot])
                      for _ in range(self.runs)]
        without = [self.replay(empty, 1, ROOT / "Pipelines", *options) for _ in range(self.runs)]
        seconds = max(1e-3, median(with_state, "cpu") - median(without, "cpu"))
        self.result["snapshot"] = {"records": records, "bytes": snapshot.stat().st_size, "restore_and_publish_cpu_seconds": seconds,
                                   "records_per_second": records / seconds}
        self.say(f"snapshot: {records:,} records in {snapshot.stat().st_size / 1e6:,.0f} MB; read, restored and published at"
                 f" {records / seconds:,.0f} records a CPU second")
        self.say()
        snapshot.unlink()

    def communes(self):
        """What an event more costs, between one million and four, over the communes of the province and over as many as the country has. Starting
        and publishing are in both; runs are in turn."""
        few, many = 1_000_000 // self.scale, 4_000_000 // self.scale
        options = ["--kinds", "electricity", "--months", "4", "--from", "2026-03", "--seed", "3", "--old-codes", "0", "--bad", "0"]
        folders = {count: many_communes(self.folder / f"communes-{count}", count) for count in (166, 3321)}
        files = {(count, events): self.generate(f"communes-{count}-{events}.ndjson", "--events", str(events), *options, pipelines=folder)
                 for count, folder in folders.items() for events in (few, many)}
        runs = {side: [] for side in files}
        for _ in range(self.runs):
            for (count, events), file in files.items():
                runs[count, events].append(self.replay(file, 1, folders[count], memory_mb=events // 3_000 + 300))
        rows = {}
        for count in folders:
            rows[count] = {f"{part}_ns_per_event": (median(runs[count, many], part) - median(runs[count, few], part)) / (many - few) * 1e9
                           for part in ("cpu", "user", "system")}
            rows[count]["memory_mb"] = median(runs[count, many], "memory") / 1e6
        for file in files.values():
            file.unlink()
        self.result["growth in communes"] = rows
        self.say(f"growth in communes (electricity, one thread; between {few:,} and {many:,} events)")
        for count, row in rows.items():
            self.say(f"  {count:>5,} communes {cost(row)}  {row['memory_mb']:7,.0f} MB")
        self.say()

    def stages(self, file):
        profile = json.loads(Run([self.nhipso, "profile", "--json", "--events", str(file)], reads=[file]).out)
        self.result["stages"] = profile
        self.say("what each stage adds, in ns of CPU an event (electricity): " +
                 ", ".join(f"{name} {value}" for name, value in profile["nanosecondsAnEvent"].items()))

    def run(self):
        events = 2_000_000 // self.scale
        pages = [fresh_memory(1_000) for _ in range(3)]
        self.result["microseconds a page"] = {"unused lately": max(pages), "used before": min(pages)}
        self.say(f"a page of memory (4 KiB) costs this machine {max(pages):.1f} µs, {min(pages):.1f} where it was used just before")
        self.say()
        payments = self.generate("payments.ndjson", "--kinds", "payments", "--events", str(events), "--months", "2", "--from", "2026-05",
                                 "--clean", "--repeats", "0.02")
        self.compare("payments", payments, self.payments_pipelines(), questions.PAYMENTS_MEASURES, events)
        payments.unlink()
        electricity = self.generate("electricity.ndjson", "--kinds", "electricity", "--events", str(events), "--months", "4", "--from",
                                    "2026-03", "--bad", "0", "--old-codes", "0")
        self.compare("electricity", electricity, ROOT / "Pipelines", questions.ELECTRICITY_MEASURES, events)
        self.stages(electricity)
        electricity.unlink()
        self.say()
        self.communes()
        self.growth()
        (self.folder / "bench.json").write_text(json.dumps(self.result, indent=1) + "\n")
        (self.folder / "bench.txt").write_text("\n".join(self.text) + "\n")
        print(f"bench: written to {self.folder}/bench.json and bench.txt", file=sys.stderr)


def of_rounds(runs):
    """The wall seconds of each round, which has two runs."""
    return [(first.wall + second.wall) / 2 for first, second in zip(runs[::2], runs[1::2])]


def cost(row):
    return (f"{row['cpu_ns_per_event']:6.0f} ns of CPU an event ({row['user_ns_per_event']:.0f} user,"
            f" {row['system_ns_per_event']:.0f} system)")


def median(runs, name):
    return statistics.median(getattr(run, name) for run in runs)


def measured(text, measures):
    """The measures of each window and commune, from the CSV that `--measures` adds."""
    cells = {}
    lines = text[text.index("pipeline,window,commune,"):]
    for row in csv.DictReader(io.StringIO(lines)):
        if row["measure"] in measures and row["commune"] != "38":
            cells.setdefault((row["window"], row["commune"]), {})[row["measure"]] = int(row["value"])
    return {key: tuple(values.get(name, 0) for name in measures) for key, values in cells.items()}


def many_communes(folder, count):
    """A Pipelines folder with a made-up territory of `count` communes of like population."""
    shutil.copytree(ROOT / "Pipelines", folder, dirs_exist_ok=True)
    codes = [f"{10_000 + number:05}" for number in range(count)]
    (folder / "territory" / "vintages.csv").write_text("vintage,valid_from,valid_to\n2025,2000-01-01,\n")
    (folder / "territory" / "units.csv").write_text("code,name,type,valid_from,valid_to,name_alternative\n" + "".join(
        f"{code},Commune {code},xã,2000-01-01,,\n" for code in codes))
    (folder / "territory" / "successors.csv").write_text("code,until,successor,kind,is_default\n")
    for name in ["population_registered", "households_estimate"]:
        (folder / "references" / f"{name}.csv").write_text("commune,value,valid_from,basis,source,estimate\n" + "".join(
            f"{code},26000,2000-01-01,made up,the benchmark,yes\n" for code in codes))
    return folder


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nhipso", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", default="out/bench")
    Bench(parser.parse_args()).run()


main()
