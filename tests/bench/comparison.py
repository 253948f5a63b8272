"""What the tables of servers and their peers have in common."""

import subprocess
import tempfile

from harness import Server, median


class Comparison:
    """`commands` start the servers by name; `floor` is the one that knows no protocol."""

    def __init__(self, report, build, seconds, rounds, commands, floor, options):
        self.report = report
        self.build = build
        self.seconds = seconds
        self.rounds = rounds
        self.commands = commands
        self.floor = floor
        self.options = options
        self.environment = {}

    @staticmethod
    def install_peers(folder):
        if not (folder / "node_modules/.package-lock.json").exists():
            subprocess.run(["npm", "ci", "--no-progress"], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    def serve(self, name, log):
        return Server(*self.commands[name], env=self.environment, output=log)

    def measure(self, table, names, loads):
        """`loads` are triples of a label, a mode and its options; medians over the rounds by name and label."""
        rounds = {}
        for _ in range(self.rounds):
            for name in names:
                with tempfile.TemporaryFile() as log, self.serve(name, log) as server:
                    for label, mode, options in loads:
                        if name == self.floor:
                            mode = "bare"
                        options = {"seconds": self.seconds, **self.options, **options}
                        figures = server.load(self.build, mode, **options)
                        rounds.setdefault((name, label), []).append(figures)
        results = {key: median(figures) for key, figures in rounds.items()}
        for (name, label), figures in results.items():
            self.report.keep(table, name, label, figures)
        return results

    @staticmethod
    def times(figures, peer):
        """How many times the peer's throughput it has, and how many times less processor time it takes."""
        return figures["per_s"] / peer["per_s"], peer["cpu_us"] / figures["cpu_us"]

    def print_rows(self, names, results, columns):
        """`columns` are pairs of a label and the peers that its figures are compared with."""
        for name in names:
            cells = []
            for label, peers in columns:
                figures = results.get((name, label))
                if figures is None:
                    cells += [""] * (1 + len(peers))
                    continue
                cells.append(f"{figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f})")
                for peer in peers:
                    digits = 2 if peer == self.floor else 1
                    faster, cheaper = self.times(figures, results[peer, label])
                    cells.append(f"{faster:.{digits}f} ({cheaper:.{digits}f})")
            self.report.print(f"| {name} | {' | '.join(cells)} |")

    def add(self, what, results, name, label, peer, at_least=None):
        ours, peers = results[name, label], results[peer, label]
        faster, cheaper = self.times(ours, peers)
        self.report.add_times(f"{what}; k/s", ours["per_s"] / 1000, peers["per_s"] / 1000, peer, faster, cheaper, at_least)
