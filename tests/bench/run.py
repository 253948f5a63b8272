#!/usr/bin/env python3
"""Measures HTTP and Socket.IO against plain Beast, and what the quickstart application costs.

    tests/bench/run.py [build/bench] [--seconds 2] [--rounds 3]

Servers run on processor 0, the load on processor 1; every round measures all of them, and the
table shows medians, so that a slow moment of the machine is one for all.
"""

import argparse
import json
import os
import re
import resource
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SERVER_CPU = "0"
LOAD_CPU = "1"
DEPTHS = (1, 16)
CLEAN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


class Server:
    """A server on a free port, pinned; ended when the block ends."""

    def __init__(self, executable, env=None, output=subprocess.DEVNULL):
        with socket.socket() as probe:
            probe.bind(("localhost", 0))
            self.port = probe.getsockname()[1]
        self.begin = time.monotonic()
        self.process = subprocess.Popen(
            ["taskset", "-c", SERVER_CPU, str(executable)],
            stdout=output,
            env={**CLEAN, "PORT": str(self.port), **(env or {})},
        )

    def __enter__(self):
        while self.process.poll() is None and time.monotonic() < self.begin + 10:
            try:
                socket.create_connection(("localhost", self.port)).close()
                self.start_seconds = time.monotonic() - self.begin
                return self
            except ConnectionRefusedError:
                time.sleep(0.0002)
        self.__exit__()
        raise SystemExit(f"{self.process.args[-1]} does not listen")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Bench:
    def __init__(self, build, seconds, rounds):
        self.build = build
        self.seconds = seconds
        self.rounds = rounds
        self.quickstart = build / "apps/quickstart/quickstart"

    def load(self, server, mode, path, depth):
        command = ["taskset", "-c", LOAD_CPU, str(self.build / "tests/bench/load/bench-load"), mode]
        options = {
            "--port": server.port,
            "--pid": server.process.pid,
            "--path": path,
            "--depth": depth,
            "--seconds": self.seconds,
        }
        for name, value in options.items():
            command += [name, str(value)]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    def http_table(self):
        folder = self.build / "tests/bench/http"
        quiet = {"APP_ENV_LOGGER_LEVEL": "warn"}
        self.table(
            "GET, a greeting in JSON",
            ("http", "/hello"),
            {
                "Beast": (folder / "bench-http-beast", {}),
                "engine": (folder / "bench-http-engine", {}),
                "application, log off": (folder / "bench-http-app", quiet),
                "application, log on": (folder / "bench-http-app", {}),
            },
        )

    def socket_io_table(self):
        self.table(
            "Socket.IO, an event of 128 bytes that is acknowledged",
            ("socket-io", "/io/"),
            {
                "Beast": (self.build / "tests/bench/socket_io/bench-socket-io-beast", {}),
                "quickstart": (self.quickstart, {}),
            },
        )

    def table(self, title, load, subjects):
        """The first of the subjects is what the others are compared with."""
        results = {}
        for _ in range(self.rounds):
            for name, (executable, env) in subjects.items():
                with tempfile.TemporaryFile() as log, Server(executable, env, log) as server:
                    for depth in DEPTHS:
                        results.setdefault((name, depth), []).append(self.load(server, *load, depth))
        print(f"\n{title}; 64 connections; k/s (server µs each), and how many times better each is\n")
        print("| | 1 under way | times | 16 under way | times |")
        print("|---|--:|--:|--:|--:|")
        for name in subjects:
            cells = []
            for depth in DEPTHS:
                figures, peer = (self.median(results[n, depth]) for n in (name, next(iter(subjects))))
                cells.append(f"{figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f})")
                faster = figures["per_s"] / peer["per_s"]
                cheaper = peer["cpu_us"] / figures["cpu_us"]
                cells.append(f"{faster:.1f} ({cheaper:.1f})")
            print(f"| {name} | {' | '.join(cells)} |")

    @staticmethod
    def median(results):
        return {key: statistics.median(r[key] for r in results) for key in results[0]}

    def cost_table(self):
        print("\n| the quickstart application | | bar |")
        print("|---|--:|--:|")
        print(f"| compiling its main.cpp with -O2, processor time | {self.compile_seconds():.1f} s | 4 s |")
        with tempfile.NamedTemporaryFile() as stripped:
            subprocess.run(["strip", "-o", stripped.name, self.quickstart], check=True)
            size = os.stat(stripped.name).st_size
        print(f"| binary, stripped | {size / 1e6:.1f} MB | 8 MB |")
        starts, resident = [], []
        for _ in range(max(self.rounds, 5)):
            with Server(self.quickstart) as server:
                starts.append(server.start_seconds)
                status = Path(f"/proc/{server.process.pid}/status").read_text()
                resident.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000)
        print(f"| memory when idle | {statistics.median(resident):.1f} MB | 12 MB |")
        print(f"| from exec to listening | {statistics.median(starts) * 1000:.0f} ms | 30 ms |")

    def compile_seconds(self):
        commands = json.loads((self.build / "compile_commands.json").read_text())
        entry = next(c for c in commands if c["file"].endswith("apps/quickstart/main.cpp"))
        words = shlex.split(entry["command"])
        # What stands in front of the compiler is the compiler cache.
        first = next(i for i, word in enumerate(words) if re.search(r"(c|g|clang)\+\+[-\d.]*$", word))
        words = words[first:]
        words[words.index("-o") + 1] = os.devnull
        times = []
        for _ in range(self.rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(words, cwd=entry["directory"], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", nargs="?", type=Path, default=Path("build/bench"))
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two processors are needed: one for the server, one for the load")
    bench = Bench(options.build.resolve(), options.seconds, options.rounds)
    bench.http_table()
    bench.socket_io_table()
    bench.cost_table()


if __name__ == "__main__":
    main()
