"""Runs a command and writes what it took as JSON: wall, user and system seconds, peak memory and huge pages in bytes, exit code.

A process of its own, and a small one: Linux counts into the peak of a process what its parent had in memory when it started it.
"""

import json
import os
import re
import sys
import threading
import time


def huge_pages(pid, peak, done):
    """Notes the most memory in huge pages, as far as looking now and then can tell."""
    while not done.wait(0.1):
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                found = re.search(r"^AnonHugePages: +(\d+) kB", file.read(), re.MULTILINE)
        except OSError:
            continue
        if found:
            peak[0] = max(peak[0], int(found[1]) * 1024)


def main():
    report, command = sys.argv[1], sys.argv[2:]
    peak, done = [0], threading.Event()
    start = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ)
    watcher = threading.Thread(target=huge_pages, args=(pid, peak, done))
    watcher.start()
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - start
    done.set()
    watcher.join()
    with open(report, "w") as file:
        json.dump({"wall": wall, "user": usage.ru_utime, "system": usage.ru_stime, "memory": usage.ru_maxrss * 1024,
                   "huge": peak[0], "code": os.waitstatus_to_exitcode(status)}, file)


main()
