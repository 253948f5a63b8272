"""What has been measured: one table of comparisons, and every figure for a file."""

import json
import os
import platform
import subprocess
import sys


class Report:
    """With `tables`, the tables behind the comparisons are printed as they are measured."""

    def __init__(self, tables=False):
        self.tables = tables
        self.rows = []
        self.figures = {}

    def print(self, text):
        if self.tables:
            print(text, flush=True)

    @staticmethod
    def progress(text):
        print(text, file=sys.stderr, flush=True)

    def keep(self, table, name, load, figures):
        self.figures.setdefault(table, {}).setdefault(name, {})[load] = figures

    def add_times(self, what, ours, peers, peer, times, by_processor=None, at_least=None):
        """How many times the peer's throughput ours has, and how many times less processor time it takes."""
        bar = at_least and f"≥ {number(at_least)} times"
        self.add(what, ours, bar, not bar or times >= at_least, peers, peer, times, by_processor)

    def add_rate(self, what, ours, at_least):
        self.add(what, ours, f"≥ {number(at_least)}", ours >= at_least)

    def add_cost(self, what, ours, at_most=None, peers=None, peer=None):
        """Something that is to be small, and how many times smaller it is than the peer's."""
        bar = at_most and f"≤ {number(at_most)}"
        self.add(what, ours, bar, not bar or ours <= at_most, peers, peer, peers / ours if peers else None)

    def add(self, what, ours, bar, met, peers=None, peer=None, times=None, by_processor=None):
        row = {"what": what, "ours": ours, "peer": peer, "peers": peers, "times": times, "timesByProcessor": by_processor}
        self.rows.append({**row, "bar": bar, "met": met})

    def print_summary(self):
        print("\n| | ours | peer's | peer | times (by processor time) | bar |\n|---|--:|--:|---|--:|--:|")
        for row in self.rows:
            by_processor = row["timesByProcessor"]
            times = number(row["times"]) + (f" ({number(by_processor)})" if by_processor else "")
            bar = (row["bar"] or "") + ("" if row["met"] else ": **missed**")
            print(f"| {row['what']} | {number(row['ours'])} | {number(row['peers'])} | {row['peer'] or ''} | {times} | {bar} |")

    def write(self, path):
        machine = {
            "processor": processor(),
            "processors": len(os.sched_getaffinity(0)),
            "kernel": platform.release(),
            "compiler": subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout.split("\n")[0],
        }
        document = {"machine": machine, "comparisons": self.rows, "figures": self.figures}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def number(value):
    if value is None:
        return ""
    if value == 0:
        return "0"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
