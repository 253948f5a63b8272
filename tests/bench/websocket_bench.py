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
# Bytes of messages; the queue that they stand in is beside it.
HARD_LIMIT = 4 << 20
QUEUE = 64 << 10

FLOOR = "bare epoll, no protocol"
BEAST = "plain Beast"
NODE = "ws 8.23 on Node"
BUN = "Bun, native publish"
LAYER = "ours, the layer alone"
ORIGINAL = "the original on Bun"
COMPONENT = "ours, the component"

ENVELOPE = {"protocol": "envelope", "path": "/ws"}
ECHOES = [(f"echo {depth}", "echo", {"depth": depth}) for depth in (1, 16)]
PUBLISHES = [(f"publish {depth}", "publish", {"connections": SUBSCRIBERS, "depth": depth}) for depth in (1, 16)]


class WebSocketBench(Comparison):
    def __init__(self, report, build, seconds, rounds):
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
        super().__init__(report, build, seconds, rounds, commands, FLOOR, {"protocol": "websocket"})

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

    def layer_table(self):
        echoing = (FLOOR, BEAST, NODE, BUN, LAYER)
        results = self.measure("WebSocket", echoing, ECHOES) | self.measure("WebSocket", (NODE, BUN, LAYER), PUBLISHES)
        self.report.print(
            "\nWebSocket, messages of 128 bytes, sent back to each of 64 connections with 1 and 16 under way, and from "
            f"one connection to {SUBSCRIBERS:,}; k/s (server µs each)\n\n"
            "| | back, 1 | × bare | back, 16 | × bare | × Beast | to all, 1 | × Bun | to all, 16 | × Bun |\n"
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
        )
        columns = [("echo 1", (FLOOR,)), ("echo 16", (FLOOR, BEAST)), ("publish 1", (BUN,)), ("publish 16", (BUN,))]
        self.print_rows(echoing, results, columns)
        self.add("WebSocket layer, sent back, 64 × 1", results, LAYER, "echo 1", FLOOR, 0.85)
        self.add("WebSocket layer, sent back, 64 × 16", results, LAYER, "echo 16", FLOOR, 0.85)
        self.add("WebSocket layer, sent back, 64 × 16", results, LAYER, "echo 16", BEAST, 10)
        self.add("WebSocket layer, sent back, 64 × 16", results, LAYER, "echo 16", NODE)
        self.add("WebSocket layer, to 1,000, 16 under way", results, LAYER, "publish 16", BUN, 0.95)

    def component_table(self):
        names = (ORIGINAL, COMPONENT)
        loads = [(label, mode, {**ENVELOPE, **options}) for label, mode, options in ECHOES + PUBLISHES]
        results = self.measure("WebSocket component", names, loads)
        self.report.print(
            "\nWebSocket, the same with events in JSON of 128 bytes and authenticated clients; k/s (server µs each)\n\n"
            "| | back, 1 | × original | back, 16 | × original | to all, 1 | × original | to all, 16 | × original |\n"
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
        )
        self.print_rows(names, results, [(label, (ORIGINAL,)) for label, _, _ in loads])
        self.add("WebSocket component, sent back, 64 × 16", results, COMPONENT, "echo 16", ORIGINAL, 3)
        self.add("WebSocket component, to 1,000, 16 under way", results, COMPONENT, "publish 16", ORIGINAL, 1.1)

    def idle_table(self):
        self.report.print(f"\n| {IDLE_CLIENTS:,} idle WebSocket clients | bytes each |\n|---|--:|")
        sizes = {}
        for name in (NODE, BUN, LAYER, ORIGINAL, COMPONENT):
            options = ENVELOPE if name in (ORIGINAL, COMPONENT) else self.options
            with tempfile.TemporaryFile() as log, self.serve(name, log) as server:
                figures = server.load(self.build, "idle", connections=IDLE_CLIENTS, seconds=1, **options)
            sizes[name] = figures["bytes"]
            self.report.keep("WebSocket, idle", name, f"{IDLE_CLIENTS} clients", figures)
            self.report.print(f"| {name} | {figures['bytes']:,.0f} |")
        self.report.add_cost("WebSocket layer, an idle client; bytes", sizes[LAYER], 1024, sizes[BUN], BUN)
        self.report.add_cost(
            "WebSocket component, an idle client in three rooms; bytes", sizes[COMPONENT], 2048, sizes[ORIGINAL], ORIGINAL
        )

    def slow_reader_table(self):
        """Each window of the loads begins when the slow reader comes."""
        self.report.print(
            f"\n| {READERS} read {SLOW_MESSAGE_BYTES:,} bytes, 16 messages under way | k/s (server µs each) "
            "| 99 % within, µs | server grows by |\n|---|--:|--:|--:|"
        )
        common = {
            "connections": READERS, "depth": 16, "size": SLOW_MESSAGE_BYTES, "seconds": max(2, self.seconds),
        }
        whose = {"without": 0, "with one that does not": 1}
        for name, options in ((LAYER, {}), (COMPONENT, ENVELOPE)):
            loads = [(who, "slow", {**common, **options, "slow": slow}) for who, slow in whose.items()]
            results = self.measure("WebSocket, a slow reader", (name,), loads)
            for who in whose:
                figures = results[name, who]
                self.report.print(
                    f"| {name}, {who} | {figures['per_s'] / 1000:,.0f} ({figures['cpu_us']:.2f}) "
                    f"| {figures['p99_us']:,.0f} | {figures['grown_bytes'] / 1024:,.0f} KiB |"
                )
            without, slowed = (results[name, who] for who in whose)
            grown = (slowed["grown_bytes"] - without["grown_bytes"]) / (1 << 20)
            self.report.add_cost(f"WebSocket, a slow reader of {name}; MiB", grown, (HARD_LIMIT + QUEUE) / (1 << 20))
            slower = slowed["p99_us"] / without["p99_us"]
            self.report.add_cost(f"WebSocket, 99 % of the other readers of {name}; times as long", slower)
