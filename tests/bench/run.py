#!/usr/bin/env python3
"""Measures HTTP, Socket.IO, its client, WebSocket and Redis against their peers, and what the quickstart application costs.

    tests/bench/run.py [build/bench] [--seconds 2] [--rounds 3] [--only websocket] [--json figures.json]

Servers run on processor 0, the load on processor 1; every round measures all of them, and the
table shows medians, so that a slow moment of the machine is one for all.
"""

import argparse
import json
import os
import re
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cluster_bench import ClusterBench
from harness import Server, median
from redis_bench import RedisBench
from socket_io_bench import SocketIOBench
from socket_io_client_bench import SocketIOClientBench
from websocket_bench import WebSocketBench

DEPTHS = (1, 16)
PARTS = ("http", "socket-io", "socket-io-client", "websocket", "redis", "cluster", "cost")


class Bench:
    def __init__(self, build, seconds, rounds):
        self.build = build
        self.seconds = seconds
        self.rounds = rounds
        self.quickstart = build / "apps/quickstart/quickstart"

    def http_table(self):
        folder = self.build / "tests/bench/http"
        quiet = {"APP_ENV_LOGGER_LEVEL": "warn"}
        self.table(
            "GET, a greeting in JSON",
            {
                "Beast": (folder / "bench-http-beast", {}),
                "engine": (folder / "bench-http-engine", {}),
                "application, log off": (folder / "bench-http-app", quiet),
                "application, log on": (folder / "bench-http-app", {}),
            },
        )

    def table(self, title, subjects):
        """The first of the subjects is what the others are compared with."""
        results = {}
        for _ in range(self.rounds):
            for name, (executable, env) in subjects.items():
                with tempfile.TemporaryFile() as log, Server(executable, env=env, output=log) as server:
                    for depth in DEPTHS:
                        figures = server.load(
                            self.build, "http", path="/hello", depth=depth, seconds=self.seconds
                        )
                        results.setdefault((name, depth), []).append(figures)
        print(f"\n{title}; 64 connections; k/s (server µs each), and how many times better each is\n")
        print("| | 1 under way | times | 16 under way | times |")
        print("|---|--:|--:|--:|--:|")
        for name in subjects:
            cells = []
            for depth in DEPTHS:
                figures, peer = (median(results[n, depth]) for n in (name, next(iter(subjects))))
                cells.append(f"{figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f})")
                faster = figures["per_s"] / peer["per_s"]
                cheaper = peer["cpu_us"] / figures["cpu_us"]
                cells.append(f"{faster:.1f} ({cheaper:.1f})")
            print(f"| {name} | {' | '.join(cells)} |")

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
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--json", type=Path, help="where to write the figures of the WebSocket tables")
    options = parser.parse_args()
    # Ten thousand clients are as many descriptors, here and in the server.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two processors are needed: one for the server, one for the load")
    build = options.build.resolve()
    bench = Bench(build, options.seconds, options.rounds)
    window = options.seconds * 0.4
    websocket = WebSocketBench(build, window, options.rounds)
    runs = {
        "http": bench.http_table,
        "socket-io": SocketIOBench(build, window, options.rounds).run,
        "socket-io-client": SocketIOClientBench(build, window, options.rounds).run,
        "websocket": websocket.run,
        "redis": RedisBench(build, options.rounds).run,
        "cluster": ClusterBench(build, window, options.rounds).run,
        "cost": bench.cost_table,
    }
    for part in PARTS:
        if part in options.only:
            runs[part]()
    if options.json:
        options.json.write_text(json.dumps(websocket.figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
