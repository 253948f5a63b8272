"""The WebSocket layer and the WebSocket component against the floor and their peers."""

import tempfile
from pathlib import Path

from comparison import Comparison
from harness import LOAD_CPU, Server
from redis_bench import REDIS

HERE = Path(__file__).resolve().parent / "websocket"
BUN_PROGRAM = HERE / "node_modules/.bin/bun"
SUBSCRIBERS = 1000
IDLE_CLIENTS = 10_000
READERS = 10
SLOW_MESSAGE_BYTES = 1024
HARD_LIMIT = 4 << 20

FLOOR = "bare epoll, no protocol"
BEAST = "plain Beast"
NODE = "ws 8.23 on Node"
BUN = "Bun, native publish"
LAYER = "ours, the layer alone"
ORIGINAL = "the original on Bun"
COMPONENT = "ours, the component"

ENVELOPE = {"protocol": "envelope", "path": "/ws"}
ECHOES = [("echo", {"depth": 1}), ("echo", {"depth": 16})]
PUBLISHES = [
    ("publish", {"connections": SUBSCRIBERS, "depth": 1}),
    ("publish", {"connections": SUBSCRIBERS, "depth": 16}),
]


class WebSocketBench(Comparison):
    def __init__(self, build, seconds, rounds):
        folder = build / "tests/bench/websocket"
        commands = {
            FLOOR: [build / "tests/bench/bare/bench-bare-epoll"],
            BEAST: [folder / "bench-websocket-beast"],
            NODE: ["node", HERE / "node_server.js"],
            BUN: [BUN_PROGRAM, HERE / "bun_server.js"],
            LAYER: [folder / "bench-websocket-layer"],
            ORIGINAL: [BUN_PROGRAM, HERE / "ignis_server.js"],
            COMPONENT: [folder / "bench-websocket-component"],
        }
        super().__init__(build, seconds, rounds, commands, FLOOR, {"protocol": "websocket"})
        self.figures = {}

    def run(self):
        self.install_peers(HERE)
        self.layer_table()
        # The original cannot do without a Redis, and makes files for its log, which stay empty.
        with Server(*REDIS, cpu=LOAD_CPU) as redis, tempfile.TemporaryDirectory() as logs:
            self.commands[ORIGINAL] = ["env", f"APP_ENV_LOGGER_FOLDER_PATH={logs}", *self.commands[ORIGINAL]]
            self.environment = {"REDIS_PORT": str(redis.port), "APP_ENV_LOGGER_LEVEL": "warn"}
            self.component_table()
            self.idle_table()
            self.slow_reader_table()
        self.print_bars("WebSocket")

    def keep(self, table, results, labels):
        rows = self.figures.setdefault(table, {})
        for (name, load), figures in results.items():
            rows.setdefault(name, {})[labels[load]] = figures

    def layer_table(self):
        echoing = (FLOOR, BEAST, NODE, BUN, LAYER)
        results = self.measure(echoing, ECHOES)
        published = self.measure((NODE, BUN, LAYER), PUBLISHES)
        results.update({(name, load + len(ECHOES)): figures for (name, load), figures in published.items()})
        self.keep("layer", results, ("echo 1", "echo 16", "publish 1", "publish 16"))
        print(
            "\nWebSocket, messages of 128 bytes, sent back to each of 64 connections with 1 and 16 under way, and from "
            f"one connection to {SUBSCRIBERS:,}; k/s (server µs each)\n"
        )
        print("| | back, 1 | × bare | back, 16 | × bare | × Beast | to all, 1 | × Bun | to all, 16 | × Bun |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
        self.print_rows(echoing, results, [(0, (FLOOR,)), (1, (FLOOR, BEAST)), (2, (BUN,)), (3, (BUN,))])
        self.add_bar("layer, sent back, 1 under way", results, LAYER, 0, FLOOR, 0.85)
        self.add_bar("layer, sent back, 16 under way", results, LAYER, 1, FLOOR, 0.85)
        self.add_bar("layer, sent back, 16 under way", results, LAYER, 1, BEAST, 10)
        self.add_bar("layer, to 1,000, 16 under way", results, LAYER, 3, BUN, 0.95)

    def component_table(self):
        names = (ORIGINAL, COMPONENT)
        loads = [(mode, {**ENVELOPE, **options}) for mode, options in ECHOES + PUBLISHES]
        results = self.measure(names, loads)
        self.keep("component", results, ("echo 1", "echo 16", "publish 1", "publish 16"))
        print("\nWebSocket, the same with events in JSON of 128 bytes and authenticated clients; k/s (server µs each)\n")
        print("| | back, 1 | × original | back, 16 | × original | to all, 1 | × original | to all, 16 | × original |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
        self.print_rows(names, results, [(load, (ORIGINAL,)) for load in range(len(loads))])
        self.add_bar("component, sent back, 16 under way", results, COMPONENT, 1, ORIGINAL, 3)
        self.add_bar("component, to 1,000, 16 under way", results, COMPONENT, 3, ORIGINAL, 1.1)

    def idle_table(self):
        print(f"\n| {IDLE_CLIENTS:,} idle WebSocket clients | bytes each |\n|---|--:|")
        for name in (NODE, BUN, LAYER, ORIGINAL, COMPONENT):
            options = ENVELOPE if name in (ORIGINAL, COMPONENT) else self.options
            with tempfile.TemporaryFile() as log, self.serve(name, log) as server:
                figures = server.load(self.build, "idle", connections=IDLE_CLIENTS, seconds=1, **options)
            self.figures.setdefault("idle", {})[name] = figures
            print(f"| {name} | {figures['bytes']:,.0f} |")
        for name, bar in ((LAYER, 1024), (COMPONENT, 2048)):
            measured = f"{self.figures['idle'][name]['bytes']:,.0f} bytes"
            self.bars.append((f"an idle client; {name}", measured, f"≤ {bar:,} bytes"))

    def slow_reader_table(self):
        """Each window of the loads begins when the slow reader comes."""
        print(
            f"\n| {READERS} read {SLOW_MESSAGE_BYTES:,} bytes, 16 messages under way | k/s (server µs each) "
            "| 99 % within, µs | server grows by |\n|---|--:|--:|--:|"
        )
        common = {
            "connections": READERS, "depth": 16, "size": SLOW_MESSAGE_BYTES, "seconds": max(2, self.seconds),
        }
        for name, options in ((LAYER, {}), (COMPONENT, ENVELOPE)):
            loads = [("slow", {**common, **options, "slow": slow}) for slow in (0, 1)]
            results = self.measure((name,), loads)
            self.keep("slow reader", results, ("without", "with"))
            for load, who in enumerate(("without", "with one that does not")):
                figures = results[name, load]
                print(
                    f"| {name}, {who} | {figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f}) "
                    f"| {figures['p99_us']:,.0f} | {figures['grown_bytes'] / 1024:,.0f} KiB |"
                )
            without, slowed = results[name, 0], results[name, 1]
            grown = (slowed["grown_bytes"] - without["grown_bytes"]) / (1 << 20)
            self.bars.append((f"a slow reader; {name}", f"{grown:.1f} MiB", f"≤ {HARD_LIMIT >> 20} MiB"))
            slower = slowed["p99_us"] / without["p99_us"]
            self.bars.append((f"99 % of the others; {name}", f"{slower:.2f} times", "1"))
