"""What the tables of servers and their peers have in common."""

import subprocess
import tempfile

from harness import Server, median


class Comparison:
    """`commands` start the servers by name; `floor` is the one that knows no protocol."""

    def __init__(self, build, seconds, rounds, commands, floor, options):
        self.build = build
        self.seconds = seconds
        self.rounds = rounds
        self.commands = commands
        self.floor = floor
        self.options = options
        self.environment = {}
        self.bars = []

    @staticmethod
    def install_peers(folder):
        if not (folder / "node_modules/.package-lock.json").exists():
            subprocess.run(["npm", "ci", "--no-progress"], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    def serve(self, name, log):
        return Server(*self.commands[name], env=self.environment, output=log)

    def measure(self, names, loads):
        """`loads` are pairs of mode and options; medians over the rounds by name and load."""
        results = {}
        for _ in range(self.rounds):
            for name in names:
                with tempfile.TemporaryFile() as log, self.serve(name, log) as server:
                    for index, (mode, options) in enumerate(loads):
                        if name == self.floor:
                            mode = "bare"
                        options = {"seconds": self.seconds, **self.options, **options}
                        figures = server.load(self.build, mode, **options)
                        results.setdefault((name, index), []).append(figures)
        return {key: median(rounds) for key, rounds in results.items()}

    @staticmethod
    def times(figures, peer):
        """How many times the peer's throughput it has, and how many times less processor time it takes."""
        return figures["per_s"] / peer["per_s"], peer["cpu_us"] / figures["cpu_us"]

    def print_rows(self, names, results, columns):
        """`columns` are pairs of a load and the peers that its figures are compared with."""
        for name in names:
            cells = []
            for load, peers in columns:
                figures = results.get((name, load))
                if figures is None:
                    cells += [""] * (1 + len(peers))
                    continue
                cells.append(f"{figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f})")
                for peer in peers:
                    digits = 2 if peer == self.floor else 1
                    faster, cheaper = self.times(figures, results[peer, load])
                    cells.append(f"{faster:.{digits}f} ({cheaper:.{digits}f})")
            print(f"| {name} | {' | '.join(cells)} |")

    def add_bar(self, what, results, name, load, peer, bar):
        faster, cheaper = self.times(results[name, load], results[peer, load])
        self.bars.append((what, f"{faster:.2f} ({cheaper:.2f})", f"≥ {bar} × {peer}"))

    def print_bars(self, title):
        print(f"\n| {title} | measured | bar |\n|---|--:|--:|")
        for what, measured, bar in self.bars:
            print(f"| {what} | {measured} | {bar} |")
