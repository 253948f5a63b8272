"""What the quickstart application costs, and what the container does."""

import json
import os
import re
import resource
import shlex
import statistics
import subprocess
import tempfile
from pathlib import Path

from harness import SERVER_CPU, Server


class CostBench:
    def __init__(self, report, build, rounds):
        self.report = report
        self.build = build
        self.rounds = rounds
        self.quickstart = build / "apps/quickstart/quickstart"

    def run(self):
        starts, resident = [], []
        for _ in range(max(self.rounds, 5)):
            with Server(self.quickstart) as server:
                starts.append(server.start_seconds)
                status = Path(f"/proc/{server.process.pid}/status").read_text()
                resident.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000)
        add = self.report.add_cost
        add("quickstart, compiling its main.cpp with -O2; processor s", self.compile_seconds("apps/quickstart/main.cpp"), 4)
        add("quickstart, stripped; MB", self.stripped_megabytes(), 8)
        add("quickstart, memory when idle; MB", statistics.median(resident), 12)
        add("quickstart, from exec to listening; ms", statistics.median(starts) * 1000, 30)
        resolving = self.resolving_nanoseconds()
        add("container, a cached singleton; ns", resolving["cachedSingleton"], 10)
        add("container, a transient with three singletons; ns", resolving["transient<BorrowingService>"], 70)

    def stripped_megabytes(self):
        with tempfile.NamedTemporaryFile() as stripped:
            subprocess.run(["strip", "-o", stripped.name, self.quickstart], check=True)
            return os.stat(stripped.name).st_size / 1e6

    def compile_seconds(self, source):
        commands = json.loads((self.build / "compile_commands.json").read_text())
        entry = next(c for c in commands if c["file"].endswith(source))
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

    def resolving_nanoseconds(self):
        """Before the process has started a thread, by the name of the benchmark."""
        program = self.build / "tests/bench/di/bench-di"
        command = ["taskset", "-c", SERVER_CPU, program, "--benchmark_format=json", "--benchmark_min_time=0.2"]
        figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        self.report.keep("container", "ours", "ns", {row["name"]: row["cpu_time"] for row in figures["benchmarks"]})
        return self.report.figures["container"]["ours"]["ns"]
