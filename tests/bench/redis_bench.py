"""Commands through RedisHelper against redis-benchmark, on the same server in the same round; and what
the embedded broker delivers."""

import csv
import json
import re
import statistics
import subprocess

from harness import LOAD_CPU, Server

COMMANDS = 1_000_000
REDIS = ["sh", "-c", "exec redis-server --port $PORT --save '' --appendonly no"]

PEER = "redis-benchmark -P 16"
OURS = "RedisHelper, awaited"
WITHOUT_COROUTINES = "RedisHelper, send"
PLACES = {
    "WithoutLoop": "without a loop",
    "OnTheLoopOfThePublisher": "on the publisher's loop",
    "OnAnotherLoop": "on another loop",
}


class RedisBench:
    def __init__(self, report, build, rounds):
        self.report = report
        self.program = build / "tests/bench/redis/bench-redis-commands"
        self.publisher = build / "tests/bench/redis/bench-redis-publish"
        self.rounds = rounds

    def run(self):
        results = {PEER: [], OURS: [], WITHOUT_COROUTINES: []}
        for _ in range(self.rounds):
            with Server(*REDIS) as server:
                results[PEER].append(self.peer(server.port))
                results[OURS].append([self.ours(server.port, mode) for mode in ("set", "get")])
                results[WITHOUT_COROUTINES].append([None, self.ours(server.port, "send")])
        self.report.print("\n| Redis, values of 64 bytes, 50 × 16 under way; k/s | SET | × | GET | × |\n|---|--:|--:|--:|--:|")
        for name, rounds in results.items():
            cells = []
            for column, command in enumerate(("SET", "GET")):
                if rounds[0][column] is None:
                    cells += ["", ""]
                    continue
                rate = statistics.median(r[column] for r in rounds)
                self.report.keep("Redis", name, command, rate)
                ratio = statistics.median(r[column] / peer[column] for r, peer in zip(rounds, results[PEER]))
                cells += [f"{rate / 1000:,.0f}", f"{ratio:.2f}"]
                if name == OURS:
                    peers = statistics.median(peer[column] for peer in results[PEER])
                    self.report.add_times(f"Redis, {command}; k/s", rate / 1000, peers / 1000, PEER, ratio, None, 0.8)
            self.report.print(f"| {name} | {' | '.join(cells)} |")

        self.print_deliveries()

    def print_deliveries(self):
        command = [self.publisher, "--benchmark_format=json", f"--benchmark_repetitions={self.rounds}"]
        figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        rates = {}
        for row in figures["benchmarks"]:
            if row["run_type"] == "iteration":
                rates.setdefault(row["run_name"], []).append(row["items_per_second"])
        for name, repeated in rates.items():
            place, connections = re.fullmatch(r"BM_(\w+)/connections:(\d+).*", name).groups()
            what = f"{PLACES[place]}, connections: {connections}"
            rate = statistics.median(repeated)
            self.report.keep("embedded broker", what, "deliveries/s", rate)
            self.report.add_rate(f"Embedded broker to 100 subscribers {what}; M/s", rate / 1e6, 5)

    @staticmethod
    def load(*command):
        words = ["taskset", "-c", LOAD_CPU, *map(str, command)]
        return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout

    def peer(self, port):
        table = self.load(
            "redis-benchmark", "-p", port, "-P", 16, "-c", 50, "-d", 64, "-n", COMMANDS, "-t", "set,get", "--csv"
        )
        return [float(row["rps"]) for row in csv.DictReader(table.splitlines())]

    def ours(self, port, mode):
        # The log shares standard output.
        last = self.load(self.program, port, mode, COMMANDS).splitlines()
        return next(json.loads(line)["perSecond"] for line in last if line.startswith("{"))
