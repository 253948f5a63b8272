"""Socket.IO against Node's server, against the floor, and against plain Beast."""

import http.client
import tempfile
from pathlib import Path

from comparison import Comparison
from harness import Server, median

HERE = Path(__file__).resolve().parent / "socket_io"
IDLE_CLIENTS = 10_000
PING_INTERVAL = 25  # of both servers
SEPARATOR = b"\x1e"

NODE = "Node, socket.io 4.8"
FLOOR = "bare epoll, no protocol"
BEAST = "plain Beast, Socket.IO by hand"
OURS = "ours, clients authenticated"
QUICKSTART = "quickstart"


class SocketIOBench(Comparison):
    def __init__(self, report, build, seconds, rounds):
        folder = build / "tests/bench/socket_io"
        commands = {
            NODE: ["node", HERE / "node_server.js"],
            FLOOR: [build / "tests/bench/bare/bench-bare-epoll"],
            BEAST: [folder / "bench-socket-io-beast"],
            OURS: [folder / "bench-socket-io-event"],
            QUICKSTART: [build / "apps/quickstart/quickstart"],
        }
        super().__init__(report, build, seconds, rounds, commands, FLOOR, {"path": "/io/"})
        self.payload_server = folder / "bench-socket-io-payload"

    def run(self):
        self.install_peers(HERE)
        self.echo_table("sent back as an event", "echo", (NODE, FLOOR, BEAST, OURS))
        self.echo_table("acknowledged", "ack", (NODE, FLOOR, BEAST, OURS, QUICKSTART))
        self.publish_table()
        self.idle_table()
        self.payload_table()

    def echo_table(self, title, mode, names):
        loads = [(depth, mode, {"depth": depth}) for depth in (1, 16)]
        results = self.measure(f"Socket.IO, {title}", names, loads)
        self.report.print(
            f"\n| Socket.IO, 128 bytes {title}; 64 connections; k/s (server µs each) "
            "| 1 under way | × Node | × bare | 16 under way | × Node |\n|---|--:|--:|--:|--:|--:|"
        )
        self.print_rows(names, results, [(1, (NODE, FLOOR)), (16, (NODE,))])
        self.add(f"Socket.IO, {title}, 64 × 1", results, OURS, 1, FLOOR, 0.8)
        self.add(f"Socket.IO, {title}, 64 × 16", results, OURS, 16, NODE, 12)

    def publish_table(self):
        names = (NODE, OURS)
        crowds = [(1000, 1), (1000, 16), (5000, 16)]
        loads = [(f"{clients} × {depth}", "publish", {"connections": clients, "depth": depth}) for clients, depth in crowds]
        results = self.measure("Socket.IO, to all", names, loads)
        self.report.print(
            "\n| Socket.IO, 128 bytes from one client to all; k deliveries/s (server µs each) | 1,000, 1 under way | × Node "
            "| 1,000, 16 under way | × Node | 5,000, 16 under way | × Node |\n|---|--:|--:|--:|--:|--:|--:|"
        )
        self.print_rows(names, results, [(label, (NODE,)) for label, _, _ in loads])
        self.add("Socket.IO, to 1,000, 16 under way", results, OURS, "1000 × 16", NODE, 8)
        self.add("Socket.IO, to 5,000, 16 under way", results, OURS, "5000 × 16", NODE, 10)

    def idle_table(self):
        """One window in which every client is pinged once."""
        self.report.print(
            f"\n| {IDLE_CLIENTS:,} idle clients in three rooms, pinged every {PING_INTERVAL} s "
            "| bytes each | share of a processor |\n|---|--:|--:|"
        )
        sizes = {}
        for name, seconds in ((NODE, 1), (OURS, PING_INTERVAL)):
            with tempfile.TemporaryFile() as log, self.serve(name, log) as server:
                figures = server.load(
                    self.build, "idle", path="/io/", connections=IDLE_CLIENTS, seconds=seconds
                )
            sizes[name] = figures["bytes"]
            self.report.keep("Socket.IO, idle", name, f"{IDLE_CLIENTS} clients", figures)
            share = f"{figures['cpu_share']:.2%}" if seconds == PING_INTERVAL else ""
            self.report.print(f"| {name} | {figures['bytes']:,.0f} | {share} |")
        if figures["heartbeats"] < IDLE_CLIENTS:
            raise SystemExit(f"only {figures['heartbeats']} heartbeats of {IDLE_CLIENTS} clients")
        self.report.add_cost("Socket.IO, an idle client in three rooms; bytes", sizes[OURS], 4096, sizes[NODE], NODE)
        self.report.add_cost(
            f"Socket.IO, {IDLE_CLIENTS:,} idle clients; % of a processor", 100 * figures["cpu_share"], 3
        )

    def payload_table(self):
        """The worst payload that is all packets, of one million bytes and of two."""
        self.report.print(
            "\n| polling payload of packets without data; server ms | 1 MB | 2 MB | times |\n|---|--:|--:|--:|"
        )
        worst = growth = 0
        for name, packet in (("messages", b"4"), ("noop", b"6"), ("nothing at all", b"")):
            one, two = (self.payload_ms(packet, megabytes) for megabytes in (1, 2))
            self.report.print(f"| {name} | {one:.1f} | {two:.1f} | {two / one:.2f} |")
            if one > worst:
                worst, growth = one, two / one
        self.report.add_cost("Engine.IO, 1 MB of empty packets; ms", worst, 50)
        self.report.add_cost("Engine.IO, twice as many; times as long", growth, 2.3)

    def payload_ms(self, packet, megabytes):
        size = len(packet) + len(SEPARATOR)
        body = SEPARATOR.join([packet] * (megabytes * 1_000_000 // size))
        path = "/engine.io/?EIO=4&transport=polling"
        costs = []
        for _ in range(max(self.rounds, 5)):
            with Server(self.payload_server) as server:
                client = http.client.HTTPConnection("localhost", server.port)
                client.request("GET", path)
                sid = client.getresponse().read().decode().split('"')[3]
                before = server.cpu_seconds()
                client.request("POST", f"{path}&sid={sid}", body)
                client.getresponse().read()
                costs.append({"ms": (server.cpu_seconds() - before) * 1000})
        return median(costs)["ms"]
