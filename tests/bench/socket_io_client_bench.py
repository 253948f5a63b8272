"""Our Socket.IO client against the official one in Node, with our server on the other processor."""

import json
import subprocess
import tempfile
from pathlib import Path

from comparison import Comparison
from harness import CLEAN, LOAD_CPU, Server, median

HERE = Path(__file__).resolve().parent
IDLE_CLIENTS = 10_000

NODE = "socket.io-client 4.8 on Node"
OURS = "SocketIOClientHelper"


class SocketIOClientBench:
    def __init__(self, report, build, seconds, rounds):
        self.report = report
        self.seconds = seconds
        self.rounds = rounds
        self.server = build / "tests/bench/socket_io/bench-socket-io-event"
        self.commands = {
            NODE: ["node", HERE / "socket_io_client/node_client.js"],
            OURS: [build / "tests/bench/socket_io_client/bench-socket-io-client"],
        }

    def run(self):
        Comparison.install_peers(HERE / "socket_io_client")
        self.echo_table()
        self.idle_table()

    def measure(self, name, mode, **options):
        with tempfile.TemporaryFile() as log, Server(self.server, output=log) as server:
            command = ["taskset", "-c", LOAD_CPU, *self.commands[name], mode]
            for option, value in {"port": server.port, **options}.items():
                command += [f"--{option}", value]
            output = subprocess.run(
                [*map(str, command)], check=True, stdout=subprocess.PIPE, env=CLEAN
            ).stdout
        return json.loads(output)

    def echo_table(self):
        loads = [(mode, depth) for mode in ("echo", "ack") for depth in (1, 16)]
        rounds = {}
        for _ in range(self.rounds):
            for name in self.commands:
                for mode, depth in loads:
                    figures = self.measure(name, mode, depth=depth, seconds=self.seconds)
                    rounds.setdefault((name, mode, depth), []).append(figures)
        results = {key: median(figures) for key, figures in rounds.items()}
        self.report.print(
            "\n| One Socket.IO client, 128 bytes; k/s (client µs each) | sent back, 1 under way | × Node | 16 | × Node "
            "| acknowledged, 1 | × Node | 16 | × Node |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
        )
        for name in self.commands:
            cells = []
            for mode, depth in loads:
                ours, peer = results[name, mode, depth], results[NODE, mode, depth]
                faster, cheaper = Comparison.times(ours, peer)
                cells += [f"{ours['per_s'] / 1000:,.0f} ({ours['cpu_us']:.2f})", f"{faster:.1f} ({cheaper:.1f})"]
            self.report.print(f"| {name} | {' | '.join(cells)} |")
        for (name, mode, depth), figures in results.items():
            self.report.keep("Socket.IO client", name, f"{mode} {depth}", figures)
        ours, peer = results[OURS, "echo", 16], results[NODE, "echo", 16]
        faster, cheaper = Comparison.times(ours, peer)
        self.report.add_times(
            "Socket.IO client, sent back, 1 × 16; k/s", ours["per_s"] / 1000, peer["per_s"] / 1000, NODE, faster, cheaper, 5
        )

    def idle_table(self):
        node = self.measure(NODE, "idle", clients=IDLE_CLIENTS // 10)
        ours = self.measure(OURS, "idle", clients=IDLE_CLIENTS)
        self.report.add_cost("Socket.IO client, an idle one; bytes", ours["bytes"], 6144, node["bytes"], NODE)
